// SPDX-License-Identifier: Apache-2.0
#include "grants.hpp"
#include "haetae/crypto/hash.hpp"
#include "rows.hpp"

namespace haetae::oidc::rules {
namespace {

using F = TokenFault;

TokenVerdict refuse_when(bool broken, F fault) {
  return broken ? TokenVerdict{fault} : std::nullopt;
}

}  // namespace

TokenVerdict token_parameters_once(const TokenAttempt& attempt) {
  const bool repeated = (attempt.request != nullptr && attempt.request->repeated) ||
                        (attempt.query != nullptr && attempt.query->repeated);
  return refuse_when(repeated, F::parameter_repeated);
}

TokenVerdict client_authentic(const TokenAttempt& attempt) {
  return authenticate(attempt.credentials, attempt.client, attempt.policy);
}

/// A public client cannot speak for itself: anybody can send its client_id.
TokenVerdict client_keeps_secrets(const TokenAttempt& attempt) {
  return refuse_when(!is_confidential(*attempt.client), F::client_secret_missing);
}

TokenVerdict token_login_enabled(const TokenAttempt& attempt) {
  return refuse_when(!attempt.client->login_enabled, F::login_disabled);
}

TokenVerdict grant_type_given(const TokenAttempt& attempt) {
  return refuse_when(attempt.request->grant_type.empty(), F::grant_type_missing);
}

TokenVerdict grant_type_known(const TokenAttempt& attempt) {
  const auto type = grant_type_of(attempt.request->grant_type, attempt.policy);
  return refuse_when(!type, F::grant_type_unknown);
}

TokenVerdict grant_type_allowed(const TokenAttempt& attempt) {
  const auto& types = attempt.client->grant_types;
  bool allowed = false;
  switch (*grant_type_of(attempt.request->grant_type, attempt.policy)) {
    case GrantType::authorization_code:
      allowed = types.authorization_code;
      break;
    case GrantType::refresh_token:
      allowed = types.refresh_token;
      break;
    case GrantType::client_credentials:
      allowed = types.client_credentials;
      break;
  }
  return refuse_when(!allowed, F::grant_type_not_allowed);
}

TokenVerdict code_given(const TokenAttempt& attempt) {
  return refuse_when(attempt.request->code.empty(), F::code_missing);
}

TokenVerdict code_ours(const TokenAttempt& attempt) {
  return refuse_when(attempt.code == nullptr, F::code_unknown);
}

TokenVerdict code_of_client(const TokenAttempt& attempt) {
  const bool own = may_use(*attempt.client, attempt.code->grant, attempt.policy);
  return refuse_when(!own, F::code_foreign);
}

TokenVerdict code_in_time(const TokenAttempt& attempt) {
  return refuse_when(attempt.now >= attempt.code->expires_at, F::code_expired);
}

/// Absent is tolerated on the Kakao surface, where a client is known that never sends it; the code
/// stays bound to its client all the same.
TokenVerdict redirect_same(const TokenAttempt& attempt) {
  const auto& sent = attempt.request->redirect_uri;
  if (sent.empty()) {
    return refuse_when(!attempt.policy.redirect_uri_optional, F::redirect_uri_missing);
  }
  const bool same =
      crypto::equal_constant_time(redirect_digest(sent), attempt.code->redirect_digest);
  return refuse_when(!same, F::redirect_uri_mismatch);
}

TokenVerdict code_grant_stands(const TokenAttempt& attempt) {
  const Standing& standing = *attempt.standing;
  const bool stands = standing.person_active && standing.session_active &&
                      attempt.code->issued_at >= standing.valid_from;
  return refuse_when(!stands, F::code_grant_ended);
}

/// Scopes are consent items of people; a client by itself has none to be granted.
TokenVerdict no_scope_for_clients(const TokenAttempt& attempt) {
  return refuse_when(!attempt.request->scope.empty(), F::scope_bad);
}

}  // namespace haetae::oidc::rules
