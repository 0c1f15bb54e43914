// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/authorize.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/oidc/redirect.hpp"
#include "haetae/oidc/rules.hpp"
#include "haetae/wire/uri.hpp"
#include "items.hpp"
#include "requests.hpp"

#include <array>

namespace haetae::oidc {
namespace {

constexpr std::array<std::string_view, 2> kTarget{"client_id", "redirect_uri"};
constexpr std::array<std::string_view, 16> kOthers{"response_type",
                                                   "response_mode",
                                                   "scope",
                                                   "state",
                                                   "nonce",
                                                   "code_challenge",
                                                   "code_challenge_method",
                                                   "prompt",
                                                   "max_age",
                                                   "login_hint",
                                                   "ui_locales",
                                                   "id_token_hint",
                                                   "service_terms",
                                                   "extra.service_terms",
                                                   "auth_tran_id",
                                                   "request_uri"};

std::string filled(const wire::Form& form, std::string_view name) {
  return std::string{form.get_filled(name).value_or("")};
}

Prompts parse_prompts(std::string_view text, const SurfacePolicy& policy) {
  const auto words = split_words(text, policy.comma_lists);
  return {.none = contains(words, "none"),
          .login = contains(words, "login"),
          .consent = contains(words, "consent"),
          .select_account = contains(words, "select_account"),
          .create = contains(words, "create")};
}

/// Whether an error may be told to the request's redirect_uri: it is one of the client's own, and
/// there is no second reading of the request in which it is not (threat 2).
bool is_trusted(const AuthorizeRequest& request, const AuthorizeFacts& facts,
                const SurfacePolicy& policy) {
  return facts.client != nullptr && facts.client->kind != KeyKind::admin &&
         !request.repeated_target &&
         redirect_uri_matches(*facts.client, policy, request.redirect_uri);
}

AuthorizeRefusal refusal_of(const AuthorizeRequest& request, const AuthorizeFacts& facts,
                            const SurfacePolicy& policy, AuthorizeFault fault) {
  AuthorizeRefusal out{.fault = fault, .state = request.state};
  if (!is_trusted(request, facts, policy)) return out;
  out.placement = placement(fault, policy);
  out.redirect_uri = request.redirect_uri;
  return out;
}

void append(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query.append(name).append("=").append(wire::percent_encode(value));
}

}  // namespace

AuthorizeRequest read_authorize_request(const wire::Form& query) {
  AuthorizeRequest out;
  out.client_id = filled(query, "client_id");
  out.redirect_uri = filled(query, "redirect_uri");
  out.response_type = filled(query, "response_type");
  out.response_mode = filled(query, "response_mode");
  out.scope = filled(query, "scope");
  if (const auto state = query.get("state")) out.state = std::string{*state};
  out.nonce = filled(query, "nonce");
  out.challenge = filled(query, "code_challenge");
  out.challenge_method = filled(query, "code_challenge_method");
  out.prompt = filled(query, "prompt");
  if (query.text("auth_type") == "reauthenticate") {
    out.prompt += out.prompt.empty() ? "login" : " login";
  }
  out.max_age = filled(query, "max_age");
  out.login_hint = filled(query, "login_hint");
  out.ui_locales = filled(query, "ui_locales");
  out.id_token_hint = filled(query, "id_token_hint");
  out.service_terms = filled(query, "service_terms");
  if (out.service_terms.empty()) out.service_terms = filled(query, "extra.service_terms");
  out.auth_tran_id = filled(query, "auth_tran_id");
  out.has_request = !filled(query, "request").empty();
  out.has_request_uri = !filled(query, "request_uri").empty();
  out.has_registration = !filled(query, "registration").empty();
  out.repeated_target = any_repeated(query, kTarget);
  out.repeated = out.repeated_target || any_repeated(query, kOthers);
  // Of two states neither is the client's for certain.
  if (query.count("state") > 1) out.state.reset();
  return out;
}

base::Outcome<Flow, AuthorizeRefusal> start_flow(const AuthorizeRequest& request,
                                                 const AuthorizeFacts& facts,
                                                 const SurfacePolicy& policy, base::Instant now) {
  for (const auto& rule : rules::authorize_rules()) {
    if (const auto fault = rule.check({request, facts, policy})) {
      return base::fail(refusal_of(request, facts, policy, *fault));
    }
  }
  HAETAE_ASSERT(is_trusted(request, facts, policy));
  Flow flow;
  flow.surface = policy.surface;
  flow.app = facts.client->app;
  flow.client_id = facts.client->id;
  flow.redirect_uri = request.redirect_uri;
  flow.scopes = parse_scope(request.scope, policy).scopes;
  flow.state = request.state;
  flow.nonce = request.nonce;
  flow.challenge = request.challenge;
  flow.prompts = parse_prompts(request.prompt, policy);
  flow.max_age = parse_max_age(request.max_age);
  flow.login_hint = request.login_hint;
  flow.ui_locales = request.ui_locales;
  flow.service_terms = split_words(request.service_terms, true);
  flow.hinted_subject = facts.hinted_subject.value_or("");
  flow.auth_tran_id = request.auth_tran_id;
  flow.requested_at = now;
  flow.expires_at = now + kFlowLifetime;
  flow.browser = browser_digest(facts.browser_cookie);
  return flow;
}

AuthorizeRefusal refuse(const Flow& flow, AuthorizeFault fault) {
  return {.fault = fault,
          .placement = placement(fault, policy_of(flow.surface)),
          .redirect_uri = flow.redirect_uri,
          .state = flow.state};
}

std::string success_location(const Flow& flow, std::string_view code, std::string_view issuer) {
  std::string query;
  append(query, "code", code);
  if (flow.state) append(query, "state", *flow.state);
  if (policy_of(flow.surface).sends_iss) append(query, "iss", issuer);
  return wire::with_query(flow.redirect_uri, query);
}

std::string error_location(const AuthorizeRefusal& refusal, const SurfacePolicy& policy,
                           std::string_view issuer) {
  HAETAE_ASSERT(refusal.placement == Placement::redirect && !refusal.redirect_uri.empty());
  std::string query;
  append(query, "error", to_text(oauth_error(refusal.fault)));
  append(query, "error_description", description(refusal.fault));
  if (refusal.state) append(query, "state", *refusal.state);
  if (policy.sends_iss) append(query, "iss", issuer);
  return wire::with_query(refusal.redirect_uri, query);
}

}  // namespace haetae::oidc
