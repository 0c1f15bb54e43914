// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/client_auth.hpp"
#include "haetae/oidc/errors.hpp"
#include "haetae/oidc/grant.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

enum class GrantType { authorization_code, refresh_token, client_credentials };

/// A token request, read but not judged (RFC 6749 §4.1.3, §6, §4.4.2).
struct TokenRequest {
  ClientCredentials credentials;
  std::string grant_type;
  std::string code, redirect_uri, verifier;
  std::string refresh_token;
  std::string scope;
  bool repeated = false;
  /// When it came. A request that had to wait long is no proof of a replay: its sender may have
  /// given it up and asked elsewhere. Absent: now.
  std::optional<base::Instant> received;
};
/// `form`: wire::Request::merged_form() on the Kakao surface (parameters may stand in the query),
/// body_form() on the standard one.
[[nodiscard]] TokenRequest read_token_request(const wire::Form& form,
                                              std::optional<std::string_view> authorization);

/// The rules of At::token, before any grant is looked at: repeated parameters, client
/// authentication, grant type and whether the client may use it.
[[nodiscard]] base::Outcome<GrantType, TokenFault> check_token_request(const TokenRequest& request,
                                                                       const Client* client,
                                                                       const SurfacePolicy& policy);

/// Whether those that a grant stands on still stand, at the moment of use.
struct Standing {
  bool person_active = false;
  bool session_active = false;  ///< asked for codes only: refresh outlives the browser session
  base::Instant valid_from{};   ///< the person's epoch: what was issued before is dead
};

/// What to issue. `refresh_expires_at` is nothing when no refresh token goes out.
struct Issue {
  Grant grant;
  base::Instant access_expires_at{};
  std::optional<base::Instant> refresh_expires_at;
};

/// Judges a code by the rows of At::grant_code. `code` is what open_code() gave, nullptr if
/// nothing. Source: RFC 6749 §4.1.3, RFC 7636 §4.6, spec kakao-login §2.2. Threats 16–19, 22–26.
/// Expects: check_token_request passed. The caller then spends `grant.family` by one conditional
/// insert; when that fails the answer is code_spent and the family is revoked.
/// Cost: two SHA-256.
[[nodiscard]] base::Outcome<Issue, TokenFault> redeem(
    const CodeGrant* code, const TokenRequest& request, const Client& client,
    const Standing& standing, const SurfacePolicy& policy, base::Instant now);

/// Judges a client_credentials request (RFC 6749 §4.4). The issue has no person, no session, no
/// refresh token and no id_token; `family` becomes its id. Confidential clients only.
[[nodiscard]] base::Outcome<Issue, TokenFault> grant_to_client(const TokenRequest& request,
                                                               const Client& client,
                                                               FamilyId family,
                                                               const SurfacePolicy& policy,
                                                               base::Instant now);

/// The tokens of an answer; empty texts are left out.
struct TokenTexts {
  std::string access_token, refresh_token, id_token;
};
/// The 200 body (RFC 6749 §5.1; spec kakao-login §2.2, member order and number types as there).
/// `is_refresh`: leaves `scope` out where the surface does.
[[nodiscard]] wire::Json token_response(const Issue& issue, const TokenTexts& texts,
                                        const SurfacePolicy& policy, bool is_refresh,
                                        base::Instant now);
/// The error body of the standard surface: error, error_description.
[[nodiscard]] wire::Json token_error_response(TokenFault fault);

}  // namespace haetae::oidc
