// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/crypto/key.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/wire/json.hpp"

#include <span>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// Paths of the endpoints; the rows of kakao and api use the same constants.
namespace paths {
inline constexpr std::string_view kKakaoAuthorize = "/oauth/authorize";
inline constexpr std::string_view kKakaoToken = "/oauth/token";
inline constexpr std::string_view kKakaoTokenInfo = "/oauth/tokeninfo";
inline constexpr std::string_view kKakaoLogout = "/oauth/logout";
inline constexpr std::string_view kKakaoUserInfo = "/v1/oidc/userinfo";
inline constexpr std::string_view kKakaoDiscovery = "/.well-known/openid-configuration";
inline constexpr std::string_view kKakaoKeys = "/.well-known/jwks.json";
inline constexpr std::string_view kAuthorize = "/oidc/authorize";
inline constexpr std::string_view kToken = "/oidc/token";
inline constexpr std::string_view kUserInfo = "/oidc/userinfo";
inline constexpr std::string_view kIntrospect = "/oidc/introspect";
inline constexpr std::string_view kRevoke = "/oidc/revoke";
inline constexpr std::string_view kLogout = "/oidc/logout";
inline constexpr std::string_view kKeys = "/oidc/jwks.json";
inline constexpr std::string_view kDiscovery = "/oidc/.well-known/openid-configuration";
/// RFC 8414 §3: the well-known part stands before the issuer's path.
inline constexpr std::string_view kServerMetadata = "/.well-known/oauth-authorization-server/oidc";
}  // namespace paths

/// The discovery document. Kakao: exactly the members of spec kakao-login §2.5. Standard: OpenID
/// Connect Discovery §3 and RFC 8414 §2, RFC 9207 §3, written from the policy.
/// `configured_issuer`: without the surface's suffix. `resource_origin`: where the Kakao resource
/// API answers (`https://kapi.kakao.com` behind a host override, otherwise the issuer).
[[nodiscard]] wire::Json discovery_document(std::string_view configured_issuer,
                                            std::string_view resource_origin, Surface surface);

struct PublishedKey {
  std::string key_id;
  crypto::PublicKey key;
};

/// RFC 7517 §5, the same set on both surfaces, RS256 first (spec kakao-login §2.6). Members: kid,
/// kty, alg, use, then the key's own.
[[nodiscard]] wire::Json key_set(std::span<const PublishedKey> keys);

/// A key id in Kakao's form: the first 30 hex digits of SHA-256 over the key's RFC 7638 thumbprint.
[[nodiscard]] std::string key_id_of(const crypto::PublicKey& key);

}  // namespace haetae::oidc
