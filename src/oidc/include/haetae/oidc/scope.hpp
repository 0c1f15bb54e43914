// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/client.hpp"
#include "haetae/oidc/surface.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::oidc {

inline constexpr std::size_t kScopesMax = 32;
inline constexpr std::size_t kScopeLengthMax = 64;

using Scopes = std::vector<std::string>;

/// Splits `scope` by spaces, and by commas where the policy has comma lists. Empty parts vanish,
/// repetitions collapse, order stays. More than kScopesMax or an overlong or malformed token
/// (RFC 6749 §3.3 characters) sets `malformed`.
struct ScopeList {
  Scopes scopes;
  bool malformed = false;
};
[[nodiscard]] ScopeList parse_scope(std::string_view text, const SurfacePolicy& policy);
[[nodiscard]] std::string join(std::span<const std::string> words, char separator = ' ');
[[nodiscard]] bool contains(std::span<const std::string> words, std::string_view word);

/// The consent items behind one scope on a surface. Kakao: the scope is the item (`openid`: none).
/// Standard: profile → profile_nickname, profile_image; email → account_email; phone →
/// phone_number; address → shipping_address; openid, offline_access: none; a Kakao item id stands
/// for itself.
[[nodiscard]] std::vector<std::string> items_of_scope(std::string_view scope,
                                                      const SurfacePolicy& policy);

/// Whether the app can grant the scope at all: openid always, otherwise an item that is not off.
/// `profile` of old Kakao apps also stands for the two newer items and the other way round.
[[nodiscard]] bool is_grantable(const Client& client, std::string_view scope,
                                const SurfacePolicy& policy);

/// Whether an id_token is due (spec kakao-login §1): Kakao surface: OpenID Connect on, and `openid`
/// in scope when scope was given. Standard: `openid` in scope (OpenID Core §3.1.2.1).
[[nodiscard]] bool wants_id_token(const Client& client, std::span<const std::string> requested,
                                  const SurfacePolicy& policy);

/// The scopes a token will carry. Kakao: every agreed item of the app, plus openid when an id_token
/// is due. Standard: the requested scopes that have an agreed item, or need none. Never more than
/// the person agreed to (threat 40).
[[nodiscard]] Scopes granted_scopes(const Client& client, std::span<const std::string> requested,
                                    std::span<const std::string> agreed_items,
                                    const SurfacePolicy& policy);

/// Whether a token's scopes cover a consent item (`profile` covers nickname and image).
[[nodiscard]] bool covers_item(std::span<const std::string> scopes, std::string_view item,
                               const SurfacePolicy& policy);

}  // namespace haetae::oidc
