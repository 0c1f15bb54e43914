// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/id_token.hpp"

#include "haetae/oidc/access_token.hpp"
#include "support.hpp"

#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

struct IdTokens : testing::Test {
  PersonClaims person{.nickname = "해태",
                      .picture = "https://id.example.kr/p/640",
                      .thumbnail = "https://id.example.kr/p/110",
                      .email = "a@example.kr",
                      .email_verified = true,
                      .name = "홍길동",
                      .gender = "female",
                      .birthyear = "1999",
                      .birthday = "0314",
                      .phone_number = "+82 10-1234-5678",
                      .language = "ko"};
  Scopes agreed{"profile_nickname", "profile_image", "account_email"};
  Issue issue{.grant = grant(client(), kKakaoPolicy),
              .access_expires_at = kNow + base::Seconds{21599}};

  IdTokens() {
    use(kKakaoPolicy, {"profile_nickname", "profile_image", "account_email", "openid"});
  }
  void use(const SurfacePolicy& policy, Scopes scopes) {
    issue.grant = grant(client(), policy);
    issue.grant.scopes = std::move(scopes);
  }
  wire::Json claims(bool is_refresh = false) {
    return id_token_claims({.issue = issue,
                            .person = person,
                            .agreed_items = agreed,
                            .subject = Subject{1000000001},
                            .issuer = kIssuer,
                            .access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
                            .session_id = "sid1",
                            .is_refresh = is_refresh,
                            .now = kNow});
  }
};

TEST_F(IdTokens, HaveExactlyKakaosClaims) {
  EXPECT_EQ(claims().to_text(),
            R"({"iss":"https://id.example.kr","aud":"0123456789abcdef0123456789abcdef",)"
            R"("sub":"1000000001","iat":1800000000,"exp":1800021599,"auth_time":1799999910,)"
            R"("nonce":"n-0S6_WzA2Mj","nickname":"해태","picture":"https://id.example.kr/p/110",)"
            R"("email":"a@example.kr"})");
}

TEST_F(IdTokens, TellOnlyWhatIsInScopeAndStillAgreed) {
  use(kKakaoPolicy, {"openid", "profile_nickname"});
  EXPECT_EQ(claims().find("email"), nullptr);
  EXPECT_EQ(claims().find("picture"), nullptr);
  EXPECT_EQ(claims().string_at("nickname"), "해태");
  agreed.clear();
  EXPECT_EQ(claims().find("nickname"), nullptr);
}

TEST_F(IdTokens, TellAVerifiedEmailOnlyOnTheKakaoSurface) {
  person.email_verified = false;
  EXPECT_EQ(claims().find("email"), nullptr);
  use(kStandardPolicy, {"openid", "email"});
  EXPECT_EQ(claims().string_at("email"), "a@example.kr");
  EXPECT_EQ(claims().bool_at("email_verified"), false);
}

TEST_F(IdTokens, HaveTheStandardsClaimsOnTheStandardSurface) {
  use(kStandardPolicy, {"openid", "profile"});
  issue.grant.methods = "hwk user";
  const auto found = claims();
  // OpenID Core Appendix A.3 gives this access token and this hash.
  EXPECT_EQ(found.string_at("at_hash"), "77QmUPtjPfzWtF2AnpK9RQ");
  EXPECT_EQ(found.string_at("acr"), "phr");
  EXPECT_EQ(found.find("amr")->to_text(), R"(["hwk","user"])");
  EXPECT_EQ(found.string_at("sid"), "sid1");
  EXPECT_EQ(found.string_at("picture"), "https://id.example.kr/p/640");
  EXPECT_EQ(found.find("email"), nullptr);
}

TEST_F(IdTokens, RepeatTheNonceAtARefreshOnTheKakaoSurfaceOnly) {
  EXPECT_EQ(claims(true).string_at("nonce"), "n-0S6_WzA2Mj");
  use(kStandardPolicy, {"openid"});
  EXPECT_EQ(claims(true).find("nonce"), nullptr);
  EXPECT_EQ(claims(false).string_at("nonce"), "n-0S6_WzA2Mj");
}

TEST(PairwiseSession, DiffersByClientAndSession) {
  const SessionId one{"s1"};
  const ClientId a{"a"};
  EXPECT_EQ(pairwise_session_id(sealer(), one, a), pairwise_session_id(sealer(), one, a));
  EXPECT_NE(pairwise_session_id(sealer(), one, a),
            pairwise_session_id(sealer(), one, ClientId{"b"}));
  EXPECT_NE(pairwise_session_id(sealer(), one, a),
            pairwise_session_id(sealer(), SessionId{"s2"}, a));
}

TEST_F(IdTokens, MayBeExpiredAsAHintButNotForged) {
  const auto text = crypto::sign_jws(keys().rs256, "rsa", "JWT", claims().to_text());
  const auto hint = read_id_token_hint(text, keys().lookup, kIssuer);
  ASSERT_TRUE(hint.has_value());
  EXPECT_EQ(hint->subject, "1000000001");
  EXPECT_EQ(hint->client_id.value(), kRestKey);
  EXPECT_FALSE(read_id_token_hint(text, keys().lookup, "https://other.kr").has_value());
  EXPECT_FALSE(read_id_token_hint(text.substr(0, text.size() - 4) + "AAAA", keys().lookup, kIssuer)
                   .has_value());
  const auto access = crypto::sign_jws(keys().es256, "ec", "at+jwt", claims().to_text());
  EXPECT_FALSE(read_id_token_hint(access, keys().lookup, kIssuer).has_value());
}

TEST_F(IdTokens, AreExplainedByTokenInfoInTheOrderOfKakaosCodes) {
  const auto text = crypto::sign_jws(keys().rs256, "rsa", "JWT", claims().to_text());
  const auto check = [&](std::string_view token, std::string_view issuer, base::Instant now) {
    return check_token_info(token, keys().lookup, issuer, now);
  };
  EXPECT_EQ(check(text, kIssuer, kNow)->to_text(), claims().to_text());
  EXPECT_EQ(check("", kIssuer, kNow).error(), TokenInfoFault::malformed);
  EXPECT_EQ(check("x.y.z", kIssuer, kNow).error(), TokenInfoFault::malformed);
  EXPECT_EQ(check(text, "https://other.kr", kNow).error(), TokenInfoFault::wrong_issuer);
  EXPECT_EQ(check(text.substr(0, text.size() - 4) + "AAAA", kIssuer, kNow).error(),
            TokenInfoFault::bad_signature);
  EXPECT_EQ(check(text, kIssuer, issue.access_expires_at + base::Seconds{1}).error(),
            TokenInfoFault::expired);
}

struct UserInfo : IdTokens {
  Scopes all{"profile_nickname", "profile_image", "account_email", "name",
             "gender",           "birthyear",     "birthday",      "phone_number"};
  wire::Json info(const SurfacePolicy& policy, const Scopes& scopes) {
    return userinfo_claims(person, Subject{1000000001}, scopes, agreed, policy);
  }
};

TEST_F(UserInfo, HasKakaosShape) {
  agreed = all;
  EXPECT_EQ(info(kKakaoPolicy, all).to_text(),
            R"({"sub":"1000000001","name":"홍길동","nickname":"해태",)"
            R"("picture":"https://id.example.kr/p/110","email":"a@example.kr",)"
            R"("email_verified":true,"gender":"female","birthdate":"1999-03-14",)"
            R"("phone_number":"+82 10-1234-5678","phone_number_verified":true})");
}

TEST_F(UserInfo, HasTheStandardsShape) {
  agreed = all;
  EXPECT_EQ(info(kStandardPolicy, {"openid", "profile", "email", "phone"}).to_text(),
            R"({"sub":"1000000001","name":"해태","nickname":"해태",)"
            R"("picture":"https://id.example.kr/p/640","email":"a@example.kr",)"
            R"("email_verified":true,"phone_number":"+821012345678","locale":"ko"})");
}

TEST_F(UserInfo, ForgetsAWithdrawnItemAtOnce) {
  agreed = {"profile_nickname"};
  EXPECT_EQ(info(kStandardPolicy, {"openid", "profile", "email"}).to_text(),
            R"({"sub":"1000000001","name":"해태","nickname":"해태","locale":"ko"})");
}

TEST_F(UserInfo, CoversNicknameAndImageByTheOldCombinedItem) {
  agreed = {"profile"};
  EXPECT_EQ(info(kKakaoPolicy, {"profile"}).to_text(),
            R"({"sub":"1000000001","nickname":"해태","picture":"https://id.example.kr/p/110"})");
}

TEST(Birthdate, TellsWhatItMay) {
  EXPECT_EQ(birthdate("1999", "0314"), "1999-03-14");
  EXPECT_EQ(birthdate("", "0314"), "0000-03-14");
  EXPECT_EQ(birthdate("1999", ""), "1999");
  EXPECT_EQ(birthdate("", ""), "");
}

}  // namespace
}  // namespace haetae::oidc::test
