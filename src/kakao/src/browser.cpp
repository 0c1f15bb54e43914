// SPDX-License-Identifier: Apache-2.0
// What a person's browser is sent to: authorization, and logout together with the account.
#include "haetae/accounts/browser.hpp"

#include "answers.hpp"
#include "kauth.hpp"
#include "kauth_errors.hpp"
#include "popup.hpp"

namespace haetae::kakao {
namespace {

using wire::Request;
using wire::Response;

wire::Form parameters_of(const Request& request) {
  return request.method == wire::Method::post ? request.merged_form() : request.query_form();
}

/// 302 after GET, 303 after POST: a form with credentials is never sent on (threat 13).
int redirect_status(const Request& request) {
  return request.method == wire::Method::post ? 303 : 302;
}

template <class Fault>
Response fault_page(const Parts& parts, const Request& request, Fault fault,
                    const std::shared_ptr<const accounts::App>& app) {
  const KoePage& page = koe_of(fault);
  return parts.error_page(request, {.status = page.status,
                                    .code = std::string{page.code},
                                    .reason = std::string{oidc::to_text(fault)},
                                    .site = app ? app->name : ""});
}

Response unavailable(const Parts& parts, const Request& request) {
  return fault_page(parts, request, oidc::AuthorizeFault::unavailable, nullptr);
}

}  // namespace

Response authorize_page(const Parts& parts, const Request& request) {
  const auto browser = accounts::read_browser(request, parts.sessions, parts.ports.entropy);
  if (!browser) return unavailable(parts, request);
  wire::Form form = parameters_of(request);
  // The SDK sends the number with every request; without a popup nobody asks for the outcome.
  if (!is_popup_of_site(parts, request, form)) form = without(form, "auth_tran_id");
  const auto next = parts.authorizations.begin(form, oidc::Surface::kakao, *browser);
  Response response = next ? wire::redirect_response(redirect_status(request), *next)
                           : fault_page(parts, request, next.error().fault, next.error().app);
  accounts::keep_binding(response, request, *browser);
  wire::forbid_storing(response);
  return response;
}

Response logout_page(const Parts& parts, const Request& request) {
  const auto browser = accounts::read_browser(request, parts.sessions, parts.ports.entropy);
  if (!browser) return unavailable(parts, request);
  const auto plan = parts.sign_outs.begin(parameters_of(request), oidc::Surface::kakao, *browser);
  if (!plan && plan.error().unavailable) return unavailable(parts, request);
  Response response;
  if (plan) {
    response = wire::redirect_response(redirect_status(request), plan->location);
    if (plan->ended) accounts::clear_session(response, request);
  } else {
    response = fault_page(parts, request, plan.error().fault, plan.error().app);
  }
  accounts::keep_binding(response, request, *browser);
  wire::forbid_storing(response);
  return response;
}

}  // namespace haetae::kakao
