// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/access_token.hpp"

#include "haetae/oidc/introspection.hpp"
#include "support.hpp"

#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using E = AccessTokenError;

struct AccessTokens : testing::Test {
  Issue issue{.grant = grant(client(), kKakaoPolicy),
              .access_expires_at = kNow + base::Seconds{21600}};
  AccessToken token = make_access_token(issue, Subject{1000000001}, std::string{kSession}, kNow);
  AccessTokenKeys signing{keys().es256, "ec", sealer(), kIssuer};

  auto read(std::string_view text, Surface surface = Surface::kakao, base::Instant now = kNow,
            std::string_view issuer = kIssuer) {
    return read_access_token(text, {keys().lookup, sealer(), issuer, surface, now});
  }
  void expect_error(std::string_view text, E error) {
    const auto found = read(text);
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error(), error) << to_text(found.error());
  }
  static wire::Json claims_of(std::string_view text) {
    return *wire::Json::parse(crypto::peek_jws(text)->payload);
  }
};

TEST_F(AccessTokens, ComeBackToTheMillisecond) {
  const auto found = read(write_access_token(token, signing));
  ASSERT_TRUE(found.has_value()) << to_text(found.error());
  EXPECT_EQ(found->issued_at, kNow);
  EXPECT_EQ(*found, token);
}

TEST_F(AccessTokens, HaveTheClaimsOfRfc9068) {
  const auto text = write_access_token(token, signing);
  EXPECT_EQ(crypto::peek_jws(text)->header.type, "at+jwt");
  const auto claims = claims_of(text);
  EXPECT_EQ(claims.string_at("iss"), kIssuer);
  EXPECT_EQ(claims.string_at("aud"), kIssuer);
  EXPECT_EQ(claims.string_at("sub"), "1000000001");
  EXPECT_EQ(claims.string_at("client_id"), kRestKey);
  EXPECT_EQ(claims.integer_at("iat"), base::to_unix_seconds(kNow));
  EXPECT_EQ(claims.string_at("jti"), kSession);
}

TEST_F(AccessTokens, DoNotTellTwoSitesThatTheyKnowOnePerson) {
  const auto one = claims_of(write_access_token(token, signing));
  const auto two = claims_of(write_access_token(token, signing));
  EXPECT_NE(one.string_at("pid"), two.string_at("pid"));
  EXPECT_EQ(one.to_text().find(kPerson), std::string::npos);
}

TEST_F(AccessTokens, ExpireToTheSecond) {
  const auto text = write_access_token(token, signing);
  EXPECT_TRUE(read(text, Surface::kakao, token.expires_at - base::Milliseconds{1}).has_value());
  EXPECT_EQ(read(text, Surface::kakao, token.expires_at).error(), E::expired);
  EXPECT_EQ(read(text, Surface::kakao, kNow - base::Seconds{61}).error(), E::not_yet_valid);
  EXPECT_TRUE(read(text, Surface::kakao, kNow - base::Seconds{59}).has_value());
}

TEST_F(AccessTokens, Threat8AreForOneSurfaceAndOneIssuer) {
  const auto text = write_access_token(token, signing);
  EXPECT_EQ(read(text, Surface::standard).error(), E::wrong_audience);
  EXPECT_EQ(read(text, Surface::kakao, kNow, "https://other.example.kr").error(), E::wrong_issuer);
}

TEST_F(AccessTokens, Threat36RefuseAnIdTokenInTheirPlace) {
  auto claims = claims_of(write_access_token(token, signing)).to_text();
  expect_error(crypto::sign_jws(keys().es256, "ec", "JWT", claims), E::wrong_type);
  expect_error(crypto::sign_jws(keys().es256, "ec", "", claims), E::wrong_type);
}

TEST_F(AccessTokens, Threats27And28RefuseOtherAlgorithms) {
  const auto text = write_access_token(token, signing);
  const auto payload = text.substr(text.find('.') + 1, text.rfind('.') - text.find('.') - 1);
  for (const std::string header : {R"({"alg":"none","typ":"at+jwt","kid":"ec"})",
                                   R"({"alg":"HS256","typ":"at+jwt","kid":"ec"})",
                                   R"({"alg":"None","typ":"at+jwt","kid":"ec"})"}) {
    const auto head = wire::base64url_encode(base::as_bytes(header)) + "." + payload + ".";
    expect_error(head, E::bad_signature);
    expect_error(head + text.substr(text.rfind('.') + 1), E::bad_signature);
  }
  // A genuine RSA signature of this server is not what access tokens carry.
  expect_error(crypto::sign_jws(keys().rs256, "rsa", "at+jwt", claims_of(text).to_text()),
               E::bad_signature);
}

TEST_F(AccessTokens, Threats29And30RefuseEmbeddedKeysAndCriticalExtensions) {
  const auto stranger = crypto::PrivateKey::generate(crypto::Algorithm::es256);
  const auto claims = claims_of(write_access_token(token, signing)).to_text();
  const auto sign = [&](const std::string& header) {
    auto text = wire::base64url_encode(base::as_bytes(header)) + "." +
                wire::base64url_encode(base::as_bytes(claims));
    const auto signature = stranger.sign(base::as_bytes(text));
    return text + "." + wire::base64url_encode(signature);
  };
  expect_error(sign(R"({"alg":"ES256","typ":"at+jwt","kid":"ec","jwk":)" +
                    stranger.public_key().to_jwk().to_text() + "}"),
               E::bad_signature);
  expect_error(sign(R"({"alg":"ES256","typ":"at+jwt","kid":"x","jku":"https://evil.kr/k"})"),
               E::bad_signature);
  expect_error(sign(R"({"alg":"ES256","typ":"at+jwt","kid":"ec","crit":["b64"],"b64":false})"),
               E::bad_signature);
}

TEST_F(AccessTokens, RefuseEveryFlippedCharacter) {
  const auto text = write_access_token(token, signing);
  for (std::size_t at = 0; at < text.size(); at += 7) {
    auto forged = text;
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read(forged).has_value()) << at;
  }
  expect_error("", E::malformed);
  expect_error("a.b.c", E::malformed);
}

TEST_F(AccessTokens, RefuseSignedButIncompleteClaims) {
  for (const auto name : {"jti", "srf", "app", "client_id", "fam", "sub", "iat", "ims", "exp"}) {
    auto claims = claims_of(write_access_token(token, signing));
    claims.set(name, nullptr);
    expect_error(crypto::sign_jws(keys().es256, "ec", "at+jwt", claims.to_text()), E::malformed);
  }
  auto claims = claims_of(write_access_token(token, signing));
  claims.set("pid", "forged");
  expect_error(crypto::sign_jws(keys().es256, "ec", "at+jwt", claims.to_text()), E::malformed);
}

TEST_F(AccessTokens, OfClientsHaveNoPerson) {
  issue.grant = {.family = FamilyId{std::string{kFamily}},
                 .surface = Surface::standard,
                 .app = AppId{12345},
                 .client_id = ClientId{std::string{kRestKey}}};
  token = make_access_token(issue, std::nullopt, std::string{kSession}, kNow);
  const auto found = read(write_access_token(token, signing), Surface::standard);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->person, std::nullopt);
  EXPECT_EQ(found->subject, std::nullopt);
}

struct Introspection : AccessTokens {
  Client site = client();
  TokenQuery query{.credentials = credentials(site), .token = "t"};
};

TEST_F(Introspection, IsForClientsThatKeepASecret) {
  EXPECT_EQ(check_introspection(query, &site), std::nullopt);
  auto app = client(KeyKind::native);
  query.credentials = credentials(app);
  EXPECT_EQ(check_introspection(query, &app), TokenFault::client_secret_missing);
  EXPECT_EQ(check_revocation(query, &app), std::nullopt);
  query.token.clear();
  EXPECT_EQ(check_revocation(query, &app), TokenFault::token_missing);
  EXPECT_EQ(check_revocation(query, nullptr), TokenFault::client_unknown);
}

TEST_F(Introspection, TellsTheClientsOfTheAppOnly) {
  const auto body = introspect(&token, true, site, kIssuer, kNow);
  EXPECT_EQ(body.bool_at("active"), true);
  EXPECT_EQ(body.string_at("scope"), "openid profile email");
  EXPECT_EQ(body.string_at("sub"), "1000000001");
  EXPECT_EQ(body.integer_at("exp"), base::to_unix_seconds(token.expires_at));
  site.app = AppId{999};
  EXPECT_EQ(introspect(&token, true, site, kIssuer, kNow).to_text(), R"({"active":false})");
}

TEST_F(Introspection, Threat66SaysNothingOfDeadTokens) {
  EXPECT_EQ(introspect(&token, false, site, kIssuer, kNow).to_text(), R"({"active":false})");
  EXPECT_EQ(introspect(&token, true, site, kIssuer, token.expires_at).to_text(),
            R"({"active":false})");
  EXPECT_EQ(introspect(nullptr, true, site, kIssuer, kNow).to_text(), R"({"active":false})");
}

TEST_F(Introspection, KnowsTheRefreshTokenOfTheDayOnly) {
  auto facts = family(site, kStandardPolicy);
  RefreshToken refresh{facts.grant.family, 4};
  const Subject subject{1000000001};
  EXPECT_EQ(introspect(&refresh, &facts, subject, site, kIssuer, kNow).bool_at("active"), true);
  refresh.generation = 3;
  EXPECT_EQ(introspect(&refresh, &facts, subject, site, kIssuer, kNow).bool_at("active"), false);
  refresh.generation = 4;
  facts.revoked = true;
  EXPECT_EQ(introspect(&refresh, &facts, subject, site, kIssuer, kNow).bool_at("active"), false);
}

TEST_F(Introspection, LetsAClientRevokeItsOwnTokensOnly) {
  EXPECT_EQ(may_revoke(site, token.client_id), std::nullopt);
  EXPECT_EQ(may_revoke(client(KeyKind::native), token.client_id), TokenFault::token_foreign);
}

}  // namespace
}  // namespace haetae::oidc::test
