// SPDX-License-Identifier: Apache-2.0
// What the person's browser is sent to: authorization and sign-out.
#include "endpoints.hpp"
#include "haetae/accounts/browser.hpp"

namespace haetae::api {
namespace {

using wire::Request;
using wire::Response;

/// RFC 6749 §3.1: parameters of a POST stand in its body.
wire::Form parameters_of(const Request& request) {
  return request.method == wire::Method::post ? request.body_form() : request.query_form();
}

/// 302 after GET, 303 after POST: a form with credentials is never sent on (threat 13).
int redirect_status(const Request& request) {
  return request.method == wire::Method::post ? 303 : 302;
}

Response unavailable(const Parts& parts, const Request& request) {
  return parts.error_page(request,
                          {.status = 503, .code = "", .reason = "unavailable", .site = ""});
}

}  // namespace

Response authorize_page(const Parts& parts, const Request& request) {
  const auto browser = accounts::read_browser(request, parts.sessions, parts.entropy);
  if (!browser) return unavailable(parts, request);
  const auto next =
      parts.authorizations.begin(parameters_of(request), oidc::Surface::standard, *browser);
  Response response;
  if (next) {
    response = wire::redirect_response(redirect_status(request), *next);
  } else {
    const auto& refusal = next.error();
    response = parts.error_page(request, {.status = oidc::http_status(refusal.fault),
                                          .code = "",
                                          .reason = std::string{oidc::to_text(refusal.fault)},
                                          .site = refusal.app ? refusal.app->name : ""});
  }
  accounts::keep_binding(response, request, *browser);
  wire::forbid_storing(response);
  return response;
}

Response end_session(const Parts& parts, const Request& request) {
  const auto browser = accounts::read_browser(request, parts.sessions, parts.entropy);
  if (!browser) return unavailable(parts, request);
  const auto plan =
      parts.sign_outs.begin(parameters_of(request), oidc::Surface::standard, *browser);
  if (!plan && plan.error().unavailable) return unavailable(parts, request);
  Response response;
  if (plan) {
    response = wire::redirect_response(redirect_status(request), plan->location);
    if (plan->ended) accounts::clear_session(response, request);
  } else {
    response = parts.error_page(request, {.status = 400,
                                          .code = "",
                                          .reason = std::string{oidc::to_text(plan.error().fault)},
                                          .site = plan.error().app ? plan.error().app->name : ""});
  }
  accounts::keep_binding(response, request, *browser);
  wire::forbid_storing(response);
  return response;
}

}  // namespace haetae::api
