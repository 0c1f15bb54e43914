// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/errors.hpp"
#include "haetae/oidc/grant.hpp"
#include "haetae/oidc/token.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// A refresh token: base64url of family id, generation and a 16-byte MAC under
/// Sealer::derive("refresh", family id). Every generation is derived, none is stored.
[[nodiscard]] std::string make_refresh_token(const crypto::Sealer& sealer, const FamilyId& family,
                                             std::uint32_t generation);

struct RefreshToken {
  FamilyId family;
  std::uint32_t generation = 0;
  friend bool operator==(const RefreshToken&, const RefreshToken&) = default;
};
/// nullopt for anything that make_refresh_token did not make with these keys. Constant time.
[[nodiscard]] std::optional<RefreshToken> parse_refresh_token(const crypto::Sealer& sealer,
                                                              std::string_view token);

/// The stored row of a family (one granted authorization), as the decision needs it.
struct FamilyFacts {
  Grant grant;
  std::uint32_t generation = 0;
  base::Instant created_at{};
  base::Instant advanced_at{};  ///< when `generation` last grew
  base::Instant expires_at{};
  bool revoked = false;
};

enum class RefreshAction {
  /// Answer without a new refresh token; nothing to write.
  stay,
  /// Conditional update generation → generation + 1 with `expires_at`, then answer with the
  /// successor. When the update does not apply, read the family again and decide again (threat 37).
  advance,
  /// A retry within kRefreshGrace: answer with the successor that stands; nothing to write.
  repeat_successor
};

struct RefreshPlan {
  RefreshAction action{};
  Issue issue;                   ///< refresh_expires_at is filled for advance and repeat_successor
  std::uint32_t generation = 0;  ///< of the refresh token to answer with, unless stay
};

/// Judges a refresh by the rows of At::grant_refresh. `token` is what parse_refresh_token gave and
/// `family` what the store has under its id; nullptr if nothing.
/// Source: RFC 6749 §6, RFC 9700 §4.14. Threats 10, 37–41.
/// Errors: refresh_replayed tells the caller to revoke the family; the others change nothing.
[[nodiscard]] base::Outcome<RefreshPlan, TokenFault> decide_refresh(
    const RefreshToken* token, const FamilyFacts* family, const TokenRequest& request,
    const Client& client, const Standing& standing, const SurfacePolicy& policy, base::Instant now);

}  // namespace haetae::oidc
