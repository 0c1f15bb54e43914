// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/oidc/access_token.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/client_auth.hpp"
#include "haetae/oidc/errors.hpp"
#include "haetae/oidc/refresh.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// A request to /oidc/introspect or /oidc/revoke (RFC 7662 §2.1, RFC 7009 §2.1).
struct TokenQuery {
  ClientCredentials credentials;
  std::string token;
  std::string token_type_hint;  ///< only a hint: both kinds are tried
  bool repeated = false;
};
[[nodiscard]] TokenQuery read_token_query(const wire::Form& form,
                                          std::optional<std::string_view> authorization);

/// The rows of At::introspection: confidential clients only, since the answer tells about people.
[[nodiscard]] std::optional<TokenFault> check_introspection(const TokenQuery& query,
                                                            const Client* client);
/// The rows of At::revocation: public clients name themselves.
[[nodiscard]] std::optional<TokenFault> check_revocation(const TokenQuery& query,
                                                         const Client* client);

/// The answer about an access token (RFC 7662 §2.2). `alive`: not revoked, says the caller.
/// Anything unreadable, dead or of another app is `{"active":false}` and nothing more
/// (threats 36, 66).
[[nodiscard]] wire::Json introspect(const AccessToken* token, bool alive, const Client& caller,
                                    std::string_view configured_issuer, base::Instant now);
/// The answer about a refresh token.
[[nodiscard]] wire::Json introspect(const RefreshToken* token, const FamilyFacts* family,
                                    Subject subject, const Client& caller,
                                    std::string_view configured_issuer, base::Instant now);

/// Whether the caller may revoke this grant: its own only (RFC 7009 §2.1). token_foreign otherwise.
[[nodiscard]] std::optional<TokenFault> may_revoke(const Client& caller, const ClientId& owner);

}  // namespace haetae::oidc
