// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/surface.hpp"

#include <string_view>

namespace haetae::oidc {

/// `error` of the token, introspection and revocation endpoints, spelled as on the wire
/// (RFC 6749 §5.2, RFC 7009 §2.2.1).
enum class TokenError {
  invalid_request,
  invalid_client,
  invalid_grant,
  unauthorized_client,
  unsupported_grant_type,
  invalid_scope,
  unsupported_token_type,
  server_error,
  temporarily_unavailable
};
[[nodiscard]] std::string_view to_text(TokenError error);

/// What exactly was wrong: fine enough for the Kakao surface to pick its KOE code
/// (spec kakao-login §2.3), never told to clients of the standard surface in full.
enum class TokenFault {
  not_post,
  parameter_repeated,       ///< RFC 6749 §3.2
  client_missing,           ///< no client_id                               KOE207/KOE101
  client_unknown,           ///<                                            KOE101
  client_wrong_kind,        ///< an admin key                               KOE008
  client_auth_several,      ///< two methods at once, RFC 6749 §2.3
  client_auth_unsupported,  ///< Basic on the Kakao surface                 KOE010
  client_secret_missing,    ///<                                            KOE010
  client_secret_bad,        ///<                                            KOE010
  login_disabled,           ///<                                            KOE004
  grant_type_missing,       ///<                                            KOE207
  grant_type_unknown,       ///<                                            KOE310
  grant_type_not_allowed,   ///< not for this client, RFC 6749 §5.2
  code_missing,             ///<                                            KOE207
  code_unknown,             ///< forged, malformed                          KOE320
  code_expired,             ///<                                            KOE320
  code_spent,               ///< second use: the caller revokes the family  KOE320
  code_foreign,             ///< another client or surface (threat 18)      KOE320
  code_grant_ended,         ///< person, session or app is gone (threat 22) KOE320
  redirect_uri_missing,     ///<                                            KOE303
  redirect_uri_mismatch,    ///< threat 19                                  KOE303
  verifier_missing,         ///< threat 23
  verifier_unexpected,      ///< threat 24: no challenge was sent
  verifier_malformed,       ///< RFC 7636 §4.1: 43–128 unreserved (threat 26)
  verifier_bad,
  refresh_missing,      ///<                                            KOE319
  refresh_bad,          ///< forged, malformed, unknown family          KOE322
  refresh_expired,      ///<                                            KOE322
  refresh_revoked,      ///<                                            KOE322
  refresh_replayed,     ///< threat 39: the caller revokes the family   KOE322
  refresh_foreign,      ///< threat 38                                  KOE322
  refresh_grant_ended,  ///< threat 41                                  KOE322
  scope_bad,            ///< malformed, or wider than granted (40)
  token_missing,        ///< introspection, revocation: no `token`
  token_foreign,        ///< revocation of another client's token
  rate_limited,         ///<                                            KOE237
  unavailable,          ///< a store did not answer                     KOE003
};
[[nodiscard]] std::string_view to_text(TokenFault fault);

[[nodiscard]] TokenError oauth_error(TokenFault fault);
/// Short English text without values from the request, fit for `error_description`.
[[nodiscard]] std::string_view description(TokenFault fault);
/// RFC 6749 §5.2: 400, 401 for invalid_client, 429 for rate_limited, 503 for unavailable.
[[nodiscard]] int http_status(TokenFault fault);

/// `error` of the authorization endpoint (RFC 6749 §4.1.2.1, OpenID Core §3.1.2.6).
enum class AuthorizeError {
  invalid_request,
  unauthorized_client,
  access_denied,
  unsupported_response_type,
  invalid_scope,
  server_error,
  temporarily_unavailable,
  login_required,
  consent_required,
  interaction_required,
  account_selection_required,
  request_not_supported,
  request_uri_not_supported,
  registration_not_supported
};
[[nodiscard]] std::string_view to_text(AuthorizeError error);

enum class AuthorizeFault {
  parameter_repeated,         ///< RFC 6749 §3.1
  parameter_too_long,         ///<                                       KOE204
  client_missing,             ///<                                       KOE207
  client_unknown,             ///<                                       KOE101
  client_wrong_kind,          ///< an admin key                          KOE008
  login_disabled,             ///<                                       KOE004
  redirect_uri_missing,       ///<                                       KOE207
  redirect_uri_unregistered,  ///<                                       KOE006
  response_type_missing,      ///<                                       KOE201
  response_type_bad,          ///<                                       KOE201
  response_type_implicit,     ///< `token` or `id_token` (threat 6)      KOE202
  response_mode_bad,
  request_object,  ///< threat 65: never fetched
  request_uri,
  registration,
  grant_type_not_allowed,  ///< this client may not use codes
  scope_bad,               ///< an item the app does not have         KOE205
  prompt_bad,              ///< `none` with another value             KOE204
  max_age_bad,
  challenge_missing,     ///< PKCE is demanded of this client
  challenge_method_bad,  ///< `plain`, unknown, or omitted (25)     KOE204
  challenge_bad,         ///< not 43 characters of base64url        KOE204
  id_token_hint_bad,
  not_a_team_member,  ///< the app is in test mode               KOE005
  denied,             ///< the person said no
  login_required,
  consent_required,
  interaction_required,
  account_selection_required,
  rate_limited,
  unavailable  ///<                                       KOE003
};
[[nodiscard]] std::string_view to_text(AuthorizeFault fault);
[[nodiscard]] AuthorizeError oauth_error(AuthorizeFault fault);
[[nodiscard]] std::string_view description(AuthorizeFault fault);
/// For error pages: 400, 401 for an unknown client, 429, 503.
[[nodiscard]] int http_status(AuthorizeFault fault);

/// Where the fault is told. Faults of client_id and redirect_uri are never redirected (threat 2).
enum class Placement { page, redirect };
[[nodiscard]] Placement placement(AuthorizeFault fault, const SurfacePolicy& policy);

}  // namespace haetae::oidc
