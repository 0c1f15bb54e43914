// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/crypto/jws.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/oidc/authorize.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/grant.hpp"
#include "haetae/oidc/refresh.hpp"
#include "haetae/oidc/token.hpp"
#include "haetae/wire/base64url.hpp"

#include <string>
#include <utility>
#include <vector>

namespace haetae::oidc::test {

inline const base::Instant kNow = base::from_unix_milliseconds(1'800'000'000'250);

inline constexpr std::string_view kIssuer = "https://id.example.kr";
inline constexpr std::string_view kRestKey = "0123456789abcdef0123456789abcdef";
inline constexpr std::string_view kJavascriptKey = "00112233445566778899aabbccddeeff";
inline constexpr std::string_view kNativeKey = "ffeeddccbbaa99887766554433221100";
inline constexpr std::string_view kSecret = "S3cretS3cretS3cretS3cretS3cret12";
inline constexpr std::string_view kCallback = "https://shop.example.kr/done";
inline constexpr std::string_view kPerson = "0person0person0person0pers";
inline constexpr std::string_view kSession = "0session0session0session0s";
inline constexpr std::string_view kFamily = "0fam1l0fam1l0fam1l0fam1l0f";
/// RFC 7636 Appendix B.
inline constexpr std::string_view kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr std::string_view kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

inline crypto::Sealer& sealer() {
  static base::SeededEntropy entropy{7};
  static crypto::Sealer instance{[] {
                                   std::vector<crypto::SealKey> keys;
                                   keys.push_back({1, base::SecretText{std::string(32, 'k')}});
                                   return keys;
                                 }(),
                                 entropy};
  return instance;
}

inline Client client(KeyKind kind = KeyKind::rest) {
  Client out;
  out.app = AppId{12345};
  out.kind = kind;
  out.id = ClientId{std::string{kind == KeyKind::javascript ? kJavascriptKey
                                : kind == KeyKind::native   ? kNativeKey
                                                            : kRestKey}};
  out.secret_required = kind == KeyKind::rest;
  if (kind == KeyKind::rest) out.secrets.emplace_back(std::string{kSecret});
  out.redirect_uris = {std::string{kCallback}};
  out.post_logout_redirect_uris = {"https://shop.example.kr/bye"};
  out.consent_items = {{"profile_nickname", Requirement::required},
                       {"profile_image", Requirement::optional_},
                       {"account_email", Requirement::optional_},
                       {"phone_number", Requirement::while_using},
                       {"gender", Requirement::off}};
  return out;
}

inline ClientCredentials credentials(const Client& client) {
  const bool secret = is_confidential(client);
  return {.client_id = client.id.value(),
          .secret = base::SecretText{secret ? std::string{kSecret} : std::string{}},
          .method = secret ? ClientAuthMethod::client_secret_post : ClientAuthMethod::none};
}

inline AuthorizeRequest authorize_request(const Client& client) {
  AuthorizeRequest out;
  out.client_id = client.id.value();
  out.redirect_uri = client.redirect_uris.empty() ? "" : client.redirect_uris.front();
  out.response_type = "code";
  out.state = "xyz";
  return out;
}

inline base::Outcome<Flow, AuthorizeRefusal> start(const AuthorizeRequest& request,
                                                   const Client& client,
                                                   const SurfacePolicy& policy) {
  const AuthorizeFacts facts{.client = &client, .browser_cookie = "browser"};
  return start_flow(request, facts, policy, kNow);
}

inline Grant grant(const Client& client, const SurfacePolicy& policy) {
  return {.family = FamilyId{std::string{kFamily}},
          .surface = policy.surface,
          .app = client.app,
          .client_id = client.id,
          .person = PersonId{std::string{kPerson}},
          .session = SessionId{std::string{kSession}},
          .scopes = {"openid", "profile", "email"},
          .with_id_token = true,
          .nonce = "n-0S6_WzA2Mj",
          .authenticated_at = kNow - base::Seconds{90},
          .methods = "pwd"};
}

inline CodeGrant code(const Client& client, const SurfacePolicy& policy) {
  return {.grant = grant(client, policy),
          .redirect_digest = redirect_digest(kCallback),
          .issued_at = kNow - base::Seconds{5},
          .expires_at = kNow + base::Seconds{55}};
}

inline TokenRequest code_request(const Client& client) {
  TokenRequest out;
  out.credentials = credentials(client);
  out.grant_type = "authorization_code";
  out.code = "sealed";
  out.redirect_uri = std::string{kCallback};
  return out;
}

inline const Standing kStanding{.person_active = true, .session_active = true};

inline FamilyFacts family(const Client& client, const SurfacePolicy& policy) {
  return {.grant = grant(client, policy),
          .generation = 4,
          .created_at = kNow - base::Seconds{86400},
          .advanced_at = kNow - base::Seconds{3600},
          .expires_at = kNow + base::Seconds{50LL * 86400}};
}

/// One signing key of each kind, made once: RSA keys take a while.
struct Keys {
  crypto::PrivateKey es256 = crypto::PrivateKey::generate(crypto::Algorithm::es256);
  crypto::PrivateKey rs256 = crypto::PrivateKey::generate(crypto::Algorithm::rs256);
  crypto::KeyLookup lookup = [this](const crypto::JwsHeader& header) {
    if (header.key_id == "ec") return std::optional{es256.public_key()};
    if (header.key_id == "rsa") return std::optional{rs256.public_key()};
    return std::optional<crypto::PublicKey>{};
  };
};
inline Keys& keys() {
  static Keys instance;
  return instance;
}

}  // namespace haetae::oidc::test
