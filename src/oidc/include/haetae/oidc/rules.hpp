// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/oidc/authorize.hpp"
#include "haetae/oidc/introspection.hpp"
#include "haetae/oidc/logout.hpp"
#include "haetae/oidc/refresh.hpp"
#include "haetae/oidc/token.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// Which rule runs where, in which order, and where it is written. The endpoints judge by walking
/// these tables and by nothing else; the first fault wins.
namespace haetae::oidc::rules {

/// A set of places, as bits.
enum At : std::uint16_t {
  authorize = 1,
  token = 2,  ///< every token request, before its grant
  grant_code = 4,
  grant_refresh = 8,
  grant_client_credentials = 16,
  introspection = 32,
  revocation = 64,
  logout = 128
};

/// All that a rule of the authorization endpoint may look at.
struct AuthorizeAttempt {
  const AuthorizeRequest& request;
  const AuthorizeFacts& facts;
  const SurfacePolicy& policy;
};
struct AuthorizeRule {
  std::string_view name;
  std::string_view source;
  std::optional<AuthorizeFault> (*check)(const AuthorizeAttempt&);
};
[[nodiscard]] std::span<const AuthorizeRule> authorize_rules();

/// All that a rule of the token-like endpoints may look at; what does not apply is nullptr.
struct TokenAttempt {
  const SurfacePolicy& policy;
  const ClientCredentials& credentials;
  const Client* client = nullptr;
  const TokenRequest* request = nullptr;
  const TokenQuery* query = nullptr;
  const CodeGrant* code = nullptr;
  const RefreshToken* refresh = nullptr;
  const FamilyFacts* family = nullptr;
  const Standing* standing = nullptr;
  base::Instant now{};
};
struct TokenRule {
  std::string_view name;
  std::string_view source;
  std::uint16_t places;  ///< bits of At
  std::optional<TokenFault> (*check)(const TokenAttempt&);
};
[[nodiscard]] std::span<const TokenRule> token_rules();
/// Runs the rows of one place in order.
[[nodiscard]] std::optional<TokenFault> judge(At place, const TokenAttempt& attempt);

struct LogoutAttempt {
  const LogoutRequest& request;
  const LogoutFacts& facts;
  const SurfacePolicy& policy;
};
struct LogoutRule {
  std::string_view name;
  std::string_view source;
  std::optional<LogoutFault> (*check)(const LogoutAttempt&);
};
[[nodiscard]] std::span<const LogoutRule> logout_rules();

}  // namespace haetae::oidc::rules
