// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/redirect.hpp"
#include "items.hpp"
#include "rows.hpp"

#include <algorithm>

namespace haetae::oidc::rules {
namespace {

using F = AuthorizeFault;

AuthorizeVerdict refuse_when(bool broken, F fault) {
  return broken ? AuthorizeVerdict{fault} : std::nullopt;
}

constexpr std::size_t kTextLengthMax = 1024;
constexpr std::size_t kTransactionLengthMax = 128;

bool is_alphanumeric(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

}  // namespace

AuthorizeVerdict target_once(const AuthorizeAttempt& attempt) {
  return refuse_when(attempt.request.repeated_target, F::parameter_repeated);
}

AuthorizeVerdict client_given(const AuthorizeAttempt& attempt) {
  return refuse_when(attempt.request.client_id.empty(), F::client_missing);
}

AuthorizeVerdict client_known(const AuthorizeAttempt& attempt) {
  return refuse_when(attempt.facts.client == nullptr, F::client_unknown);
}

AuthorizeVerdict client_signs_people_in(const AuthorizeAttempt& attempt) {
  return refuse_when(attempt.facts.client->kind == KeyKind::admin, F::client_wrong_kind);
}

/// Even a client with one registered URI names it: the code is bound to what was asked.
AuthorizeVerdict redirect_given(const AuthorizeAttempt& attempt) {
  return refuse_when(attempt.request.redirect_uri.empty(), F::redirect_uri_missing);
}

AuthorizeVerdict redirect_registered(const AuthorizeAttempt& attempt) {
  const bool registered =
      redirect_uri_matches(*attempt.facts.client, attempt.policy, attempt.request.redirect_uri);
  return refuse_when(!registered, F::redirect_uri_unregistered);
}

AuthorizeVerdict login_enabled(const AuthorizeAttempt& attempt) {
  return refuse_when(!attempt.facts.client->login_enabled, F::login_disabled);
}

AuthorizeVerdict parameters_once(const AuthorizeAttempt& attempt) {
  return refuse_when(attempt.request.repeated, F::parameter_repeated);
}

AuthorizeVerdict parameters_short(const AuthorizeAttempt& attempt) {
  const auto& request = attempt.request;
  const bool fits =
      (!request.state || request.state->size() <= kStateLengthMax) &&
      request.nonce.size() <= kNonceLengthMax && request.login_hint.size() <= kHintLengthMax &&
      request.ui_locales.size() <= kHintLengthMax &&
      request.service_terms.size() <= kTextLengthMax &&
      split_words(request.service_terms, true).size() <= kServiceTermsMax &&
      request.auth_tran_id.size() <= kTransactionLengthMax && is_alphanumeric(request.auth_tran_id);
  return refuse_when(!fits, F::parameter_too_long);
}

AuthorizeVerdict response_type_code(const AuthorizeAttempt& attempt) {
  const auto& type = attempt.request.response_type;
  if (type == "code") return std::nullopt;
  if (type.empty()) return F::response_type_missing;
  const auto words = split_words(type, false);
  const bool implicit = contains(words, "token") || contains(words, "id_token");
  return implicit ? F::response_type_implicit : F::response_type_bad;
}

AuthorizeVerdict code_allowed(const AuthorizeAttempt& attempt) {
  return refuse_when(!attempt.facts.client->grant_types.authorization_code,
                     F::grant_type_not_allowed);
}

AuthorizeVerdict scope_known(const AuthorizeAttempt& attempt) {
  const auto list = parse_scope(attempt.request.scope, attempt.policy);
  if (list.malformed) return F::scope_bad;
  if (!attempt.policy.refuses_unknown_scope) return std::nullopt;
  const auto& scopes = list.scopes;
  const bool all = std::all_of(scopes.begin(), scopes.end(), [&](const std::string& scope) {
    return is_grantable(*attempt.facts.client, scope, attempt.policy);
  });
  return refuse_when(!all, F::scope_bad);
}

}  // namespace haetae::oidc::rules
