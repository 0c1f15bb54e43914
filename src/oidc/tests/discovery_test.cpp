// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/discovery.hpp"

#include "support.hpp"

#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

TEST(Discovery, OfKakaoHasExactlyKakaosMembers) {
  const auto document =
      discovery_document("https://kauth.kakao.com", "https://kapi.kakao.com", Surface::kakao);
  EXPECT_EQ(
      document.to_text(),
      R"({"issuer":"https://kauth.kakao.com",)"
      R"("authorization_endpoint":"https://kauth.kakao.com/oauth/authorize",)"
      R"("token_endpoint":"https://kauth.kakao.com/oauth/token",)"
      R"("userinfo_endpoint":"https://kapi.kakao.com/v1/oidc/userinfo",)"
      R"("jwks_uri":"https://kauth.kakao.com/.well-known/jwks.json",)"
      R"("token_endpoint_auth_methods_supported":["client_secret_post"],)"
      R"("subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],)"
      R"("request_uri_parameter_supported":false,"response_types_supported":["code"],)"
      R"("response_modes_supported":["query"],)"
      R"("grant_types_supported":["authorization_code","refresh_token"],)"
      R"("code_challenge_methods_supported":["S256"],)"
      R"("claims_supported":["iss","aud","sub","auth_time","exp","iat","nonce","nickname",)"
      R"("picture","email"]})");
}

TEST(Discovery, OfTheStandardSurfaceNamesWhatOpenIdAndRfc8414Require) {
  const auto document = discovery_document(kIssuer, kIssuer, Surface::standard);
  EXPECT_EQ(document.string_at("issuer"), "https://id.example.kr/oidc");
  EXPECT_EQ(document.string_at("token_endpoint"), "https://id.example.kr/oidc/token");
  EXPECT_EQ(document.string_at("end_session_endpoint"), "https://id.example.kr/oidc/logout");
  EXPECT_EQ(document.find("subject_types_supported")->to_text(), R"(["pairwise"])");
  EXPECT_EQ(document.find("token_endpoint_auth_methods_supported")->to_text(),
            R"(["client_secret_basic","client_secret_post","none"])");
  EXPECT_EQ(document.find("introspection_endpoint_auth_methods_supported")->to_text(),
            R"(["client_secret_basic","client_secret_post"])");
  EXPECT_EQ(document.bool_at("authorization_response_iss_parameter_supported"), true);
  for (const auto name : {"authorization_endpoint", "userinfo_endpoint", "jwks_uri",
                          "introspection_endpoint", "revocation_endpoint", "scopes_supported",
                          "response_types_supported", "id_token_signing_alg_values_supported"}) {
    EXPECT_NE(document.find(name), nullptr) << name;
  }
}

TEST(Discovery, NeverAdvertisesNoneOrPlain) {
  for (const auto surface : {Surface::kakao, Surface::standard}) {
    const auto document = discovery_document(kIssuer, kIssuer, surface);
    EXPECT_EQ(document.find("code_challenge_methods_supported")->to_text(), R"(["S256"])");
    EXPECT_EQ(document.find("response_types_supported")->to_text(), R"(["code"])");
    EXPECT_EQ(document.find("id_token_signing_alg_values_supported")->to_text().find("none"),
              std::string::npos);
  }
}

TEST(KeySet, HasRsaKeysFirstInKakaosForm) {
  const auto ec = keys().es256.public_key();
  const auto rsa = keys().rs256.public_key();
  const std::vector<PublishedKey> published{{key_id_of(ec), ec}, {key_id_of(rsa), rsa}};
  const auto document = key_set(published);
  const auto& list = *document.find("keys")->if_array();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].string_at("kty"), "RSA");
  EXPECT_EQ(list[0].string_at("alg"), "RS256");
  EXPECT_EQ(list[0].string_at("use"), "sig");
  EXPECT_EQ(list[1].string_at("kty"), "EC");
  EXPECT_EQ(list[1].string_at("alg"), "ES256");
  EXPECT_EQ(list[0].find("d"), nullptr);
  EXPECT_EQ(list[1].find("d"), nullptr);
  EXPECT_TRUE(crypto::PublicKey::from_jwk(list[0]).has_value());
  EXPECT_TRUE(crypto::PublicKey::from_jwk(list[1]).has_value());
}

TEST(KeySet, NamesKeysByThirtyHexDigits) {
  const auto id = key_id_of(keys().rs256.public_key());
  EXPECT_EQ(id.size(), 30U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(id, key_id_of(keys().es256.public_key()));
}

}  // namespace
}  // namespace haetae::oidc::test
