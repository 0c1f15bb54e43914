// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/discovery.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/oidc/client_auth.hpp"
#include "haetae/wire/base64url.hpp"

#include <initializer_list>

namespace haetae::oidc {
namespace {

constexpr std::size_t kKeyIdLength = 30;

wire::Json list(std::initializer_list<std::string_view> words) {
  auto out = wire::Json::array();
  for (const auto word : words)
    out.push(word);
  return out;
}

std::string at(std::string_view origin, std::string_view path) {
  return std::string{origin}.append(path);
}

/// spec kakao-login §2.5, its members in its order and no other.
wire::Json kakao_document(std::string_view issuer, std::string_view resource_origin) {
  auto out = wire::Json::object();
  out.set("issuer", issuer);
  out.set("authorization_endpoint", at(issuer, paths::kKakaoAuthorize));
  out.set("token_endpoint", at(issuer, paths::kKakaoToken));
  out.set("userinfo_endpoint", at(resource_origin, paths::kKakaoUserInfo));
  out.set("jwks_uri", at(issuer, paths::kKakaoKeys));
  out.set("token_endpoint_auth_methods_supported", list({"client_secret_post"}));
  out.set("subject_types_supported", list({"public"}));
  out.set("id_token_signing_alg_values_supported", list({"RS256"}));
  out.set("request_uri_parameter_supported", false);
  out.set("response_types_supported", list({"code"}));
  out.set("response_modes_supported", list({"query"}));
  out.set("grant_types_supported", list({"authorization_code", "refresh_token"}));
  out.set("code_challenge_methods_supported", list({"S256"}));
  out.set("claims_supported", list({"iss", "aud", "sub", "auth_time", "exp", "iat", "nonce",
                                    "nickname", "picture", "email"}));
  return out;
}

wire::Json client_auth_methods(const SurfacePolicy& policy, bool with_none) {
  auto out = wire::Json::array();
  if (policy.accepts_basic) out.push(to_text(ClientAuthMethod::client_secret_basic));
  out.push(to_text(ClientAuthMethod::client_secret_post));
  if (with_none) out.push(to_text(ClientAuthMethod::none));
  return out;
}

void set_endpoints(wire::Json& out, std::string_view origin) {
  out.set("authorization_endpoint", at(origin, paths::kAuthorize));
  out.set("token_endpoint", at(origin, paths::kToken));
  out.set("userinfo_endpoint", at(origin, paths::kUserInfo));
  out.set("jwks_uri", at(origin, paths::kKeys));
  out.set("introspection_endpoint", at(origin, paths::kIntrospect));
  out.set("revocation_endpoint", at(origin, paths::kRevoke));
  out.set("end_session_endpoint", at(origin, paths::kLogout));
}

wire::Json standard_document(std::string_view origin) {
  const auto& policy = kStandardPolicy;
  auto out = wire::Json::object();
  out.set("issuer", issuer_of(origin, Surface::standard));
  set_endpoints(out, origin);
  out.set("scopes_supported",
          list({"openid", "profile", "email", "phone", "address", "offline_access"}));
  out.set("response_types_supported", list({"code"}));
  out.set("response_modes_supported", list({"query"}));
  auto grants = list({"authorization_code", "refresh_token"});
  if (policy.grants_to_clients) grants.push("client_credentials");
  out.set("grant_types_supported", std::move(grants));
  out.set("subject_types_supported", list({"pairwise"}));
  out.set("id_token_signing_alg_values_supported", list({"RS256", "ES256"}));
  out.set("token_endpoint_auth_methods_supported", client_auth_methods(policy, true));
  out.set("introspection_endpoint_auth_methods_supported", client_auth_methods(policy, false));
  out.set("revocation_endpoint_auth_methods_supported", client_auth_methods(policy, true));
  out.set("code_challenge_methods_supported", list({"S256"}));
  out.set("prompt_values_supported",
          list({"none", "login", "consent", "select_account", "create"}));
  out.set("acr_values_supported", list({"1", "phr"}));
  out.set("claim_types_supported", list({"normal"}));
  out.set("claims_supported", list({"iss",
                                    "aud",
                                    "sub",
                                    "iat",
                                    "exp",
                                    "auth_time",
                                    "nonce",
                                    "at_hash",
                                    "acr",
                                    "amr",
                                    "sid",
                                    "name",
                                    "nickname",
                                    "picture",
                                    "locale",
                                    "email",
                                    "email_verified",
                                    "gender",
                                    "birthdate",
                                    "phone_number"}));
  out.set("ui_locales_supported", list({"ko", "en"}));
  out.set("claims_parameter_supported", false);
  out.set("request_parameter_supported", false);
  out.set("request_uri_parameter_supported", false);
  out.set("authorization_response_iss_parameter_supported", policy.sends_iss);
  return out;
}

}  // namespace

wire::Json discovery_document(std::string_view configured_issuer, std::string_view resource_origin,
                              Surface surface) {
  return surface == Surface::kakao ? kakao_document(configured_issuer, resource_origin)
                                   : standard_document(configured_issuer);
}

wire::Json key_set(std::span<const PublishedKey> keys) {
  auto list_of_keys = wire::Json::array();
  for (const auto algorithm : {crypto::Algorithm::rs256, crypto::Algorithm::es256}) {
    for (const auto& [key_id, key] : keys) {
      if (key.algorithm() != algorithm) continue;
      auto out = wire::Json::object();
      out.set("kid", key_id);
      const auto own = key.to_jwk();
      out.set("kty", own.string_at("kty").value_or(""));
      out.set("alg", to_text(algorithm));
      out.set("use", "sig");
      for (const auto& [name, value] : *own.if_object()) {
        if (name != "kty") out.set(name, value);
      }
      list_of_keys.push(std::move(out));
    }
  }
  auto document = wire::Json::object();
  document.set("keys", std::move(list_of_keys));
  return document;
}

std::string key_id_of(const crypto::PublicKey& key) {
  return wire::hex_encode(crypto::sha256(key.thumbprint())).substr(0, kKeyIdLength);
}

}  // namespace haetae::oidc
