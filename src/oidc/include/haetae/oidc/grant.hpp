// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/flow.hpp"
#include "haetae/oidc/ids.hpp"
#include "haetae/oidc/scope.hpp"
#include "haetae/oidc/surface.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// What a person granted to a client: the same from code through every refresh.
struct Grant {
  FamilyId family;
  Surface surface = Surface::standard;
  AppId app;
  ClientId client_id;
  PersonId person;
  SessionId session;
  Scopes scopes;
  bool with_id_token = false;
  std::string nonce;
  base::Instant authenticated_at{};
  std::string methods;  ///< RFC 8176 values, space-separated: "pwd", "hwk user"
  friend bool operator==(const Grant&, const Grant&) = default;
};

/// An authorization code is the sealed grant itself. That it is spent once is the caller's
/// conditional insert of `grant.family` (design: life of a sign-in).
struct CodeGrant {
  Grant grant;
  std::string redirect_digest;  ///< 16 bytes of SHA-256 of the redirect_uri
  std::string challenge;        ///< PKCE S256, 43 characters; empty = none
  base::Instant issued_at{};
  base::Instant expires_at{};
  std::string site;  ///< where alone it may be spent; empty: at any site
  friend bool operator==(const CodeGrant&, const CodeGrant&) = default;
};

inline constexpr std::size_t kCodeLengthMax = 512;

/// The grant for a flow that has passed every step. `family`: base::new_id().
struct Approval {
  FamilyId family;
  PersonId person;
  SessionId session;
  base::Instant authenticated_at{};
  std::string methods;
  Scopes agreed_items;  ///< every item of the app that the person has agreed to
};
[[nodiscard]] CodeGrant make_code_grant(const Flow& flow, const Approval& approval,
                                        const Client& client, base::Instant now);

/// Sealed text [A-Za-z0-9_-] under kCodeLengthMax characters, purpose "code" (clients decode codes
/// once or twice, so no '%' and no '+'; spec kakao-login §2.1).
[[nodiscard]] std::string seal_code(const crypto::Sealer& sealer, const CodeGrant& code);
/// nullopt when forged or malformed (threat 16). Does not look at the time: redeem() does.
[[nodiscard]] std::optional<CodeGrant> open_code(const crypto::Sealer& sealer,
                                                 std::string_view sealed);

[[nodiscard]] std::string redirect_digest(std::string_view redirect_uri);

/// Bytes under the seal; exposed for tests and fuzzing.
[[nodiscard]] std::string to_bytes(const CodeGrant& code);
[[nodiscard]] std::optional<CodeGrant> code_from_bytes(std::string_view bytes);

}  // namespace haetae::oidc
