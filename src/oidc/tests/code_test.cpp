// SPDX-License-Identifier: Apache-2.0
#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using F = TokenFault;
using testing::ElementsAre;

struct RedeemCode : testing::TestWithParam<Surface> {
  const SurfacePolicy& policy = policy_of(GetParam());
  Client site = client();
  CodeGrant grant = code(site, policy);
  TokenRequest request = code_request(site);
  Standing standing = kStanding;

  auto redeem_now(base::Instant now = kNow) {
    return redeem(&grant, request, site, standing, policy, now);
  }
  void expect_fault(F fault) {
    const auto issue = redeem_now();
    ASSERT_FALSE(issue.has_value()) << "expected " << to_text(fault);
    EXPECT_EQ(issue.error(), fault) << to_text(issue.error());
    EXPECT_EQ(oauth_error(fault), TokenError::invalid_grant);
  }
};
INSTANTIATE_TEST_SUITE_P(BothSurfaces, RedeemCode,
                         testing::Values(Surface::kakao, Surface::standard),
                         [](const auto& one) { return std::string{to_text(one.param)}; });

TEST_P(RedeemCode, IssuesWhatWasGranted) {
  const auto issue = redeem_now();
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(issue->grant, grant.grant);
  EXPECT_EQ(issue->access_expires_at, kNow + base::Seconds{6 * 3600});
  EXPECT_EQ(issue->refresh_expires_at, kNow + base::Seconds{60LL * 86400});
}

TEST_P(RedeemCode, Threat16RefusesWhatIsNoCode) {
  const auto issue = redeem(nullptr, request, site, standing, policy, kNow);
  ASSERT_FALSE(issue.has_value());
  EXPECT_EQ(issue.error(), F::code_unknown);
  request.code.clear();
  EXPECT_EQ(redeem_now().error(), F::code_missing);
}

TEST_P(RedeemCode, Threat18RefusesTheCodeOfAnotherAppOrSurface) {
  grant.grant.app = AppId{999};
  expect_fault(F::code_foreign);
  grant = code(site, policy);
  grant.grant.client_id = ClientId{"someone-else"};
  grant.grant.app = AppId{999};
  expect_fault(F::code_foreign);
  grant = code(site, GetParam() == Surface::kakao ? kStandardPolicy : kKakaoPolicy);
  expect_fault(F::code_foreign);
}

TEST_P(RedeemCode, Threat18AndThreat38RefuseAPublicKeyInPlaceOfTheConfidentialOne) {
  site = client(KeyKind::javascript);
  request = code_request(site);
  expect_fault(F::code_foreign);
}

TEST_P(RedeemCode, Threat19RefusesAnotherRedirectUri) {
  request.redirect_uri = "https://shop.example.kr/done/";
  expect_fault(F::redirect_uri_mismatch);
  request.redirect_uri = "https://evil.kr/done";
  expect_fault(F::redirect_uri_mismatch);
}

TEST_P(RedeemCode, Threat19RefusesAnExpiredCode) {
  EXPECT_TRUE(redeem_now(grant.expires_at - base::Milliseconds{1}).has_value());
  const auto issue = redeem_now(grant.expires_at);
  ASSERT_FALSE(issue.has_value());
  EXPECT_EQ(issue.error(), F::code_expired);
}

TEST_P(RedeemCode, Threat22RefusesWhenPersonOrSessionIsGone) {
  standing.session_active = false;
  expect_fault(F::code_grant_ended);
  standing = kStanding;
  standing.person_active = false;
  expect_fault(F::code_grant_ended);
  standing = kStanding;
  standing.valid_from = grant.issued_at + base::Milliseconds{1};
  expect_fault(F::code_grant_ended);
}

TEST_P(RedeemCode, Threat23RefusesWithoutTheVerifier) {
  grant.challenge = kChallenge;
  expect_fault(F::verifier_missing);
  request.verifier = kVerifier;
  EXPECT_TRUE(redeem_now().has_value());
}

TEST_P(RedeemCode, Threat24RefusesAVerifierWithoutAChallenge) {
  request.verifier = kVerifier;
  expect_fault(F::verifier_unexpected);
}

TEST_P(RedeemCode, Threat25DoesNotTakeTheChallengeItselfAsVerifier) {
  grant.challenge = kChallenge;
  request.verifier = kChallenge;
  expect_fault(F::verifier_bad);
}

TEST_P(RedeemCode, Threat26RefusesVerifiersThatCanBeGuessed) {
  grant.challenge = wire::base64url_encode(crypto::sha256("short"));
  request.verifier = "short";
  expect_fault(F::verifier_malformed);
  const std::string strange = std::string(50, 'a') + "!";
  grant.challenge = wire::base64url_encode(crypto::sha256(strange));
  request.verifier = strange;
  expect_fault(F::verifier_malformed);
  const std::string longest(129, 'a');
  grant.challenge = wire::base64url_encode(crypto::sha256(longest));
  request.verifier = longest;
  expect_fault(F::verifier_malformed);
}

TEST(RedeemCodeOnKakao, ToleratesAMissingRedirectUriAsLuciaSendsIt) {
  const auto site = client();
  auto request = code_request(site);
  request.redirect_uri.clear();
  const auto kakao = code(site, kKakaoPolicy);
  EXPECT_TRUE(redeem(&kakao, request, site, kStanding, kKakaoPolicy, kNow).has_value());
  const auto standard = code(site, kStandardPolicy);
  EXPECT_EQ(redeem(&standard, request, site, kStanding, kStandardPolicy, kNow).error(),
            F::redirect_uri_missing);
}

TEST(RedeemCodeOnKakao, LetsTheRestKeyRedeemWhatItsAppBeganInTheBrowser) {
  const auto site = client();
  const auto begun = code(client(KeyKind::javascript), kKakaoPolicy);
  const auto issue = redeem(&begun, code_request(site), site, kStanding, kKakaoPolicy, kNow);
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(issue->grant.client_id.value(), kJavascriptKey);  // stays the id_token's audience
  const auto standard = code(client(KeyKind::javascript), kStandardPolicy);
  EXPECT_EQ(redeem(&standard, code_request(site), site, kStanding, kStandardPolicy, kNow).error(),
            F::code_foreign);
}

TEST(RedeemCodeOnKakao, GivesEachKindOfKeyItsLifetime) {
  for (const auto& [kind, hours] :
       {std::pair{KeyKind::rest, 6}, {KeyKind::javascript, 2}, {KeyKind::native, 12}}) {
    const auto site = client(kind);
    const auto grant = code(site, kKakaoPolicy);
    const auto issue = redeem(&grant, code_request(site), site, kStanding, kKakaoPolicy, kNow);
    ASSERT_TRUE(issue.has_value());
    EXPECT_EQ(issue->access_expires_at, kNow + base::Seconds{hours * 3600});
  }
  auto site = client();
  site.lifetimes.access = base::Seconds{300};
  const auto grant = code(site, kKakaoPolicy);
  EXPECT_EQ(
      redeem(&grant, code_request(site), site, kStanding, kKakaoPolicy, kNow)->access_expires_at,
      kNow + base::Seconds{300});
}

TEST(SealedCode, ComesBackAsItWentInto) {
  auto grant = code(client(), kKakaoPolicy);
  grant.challenge = kChallenge;
  grant.grant.scopes.emplace_back("app-own-scope");
  const auto sealed = seal_code(sealer(), grant);
  EXPECT_EQ(sealed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
            std::string::npos);
  EXPECT_EQ(open_code(sealer(), sealed), grant);
}

TEST(SealedCode, StaysShortWithEveryScopeAndTheLongestNonce) {
  auto grant = code(client(), kKakaoPolicy);
  grant.challenge = kChallenge;
  grant.grant.nonce = std::string(kNonceLengthMax, '~');
  grant.grant.methods = "pwd otp hwk user mfa";
  grant.grant.scopes = {"openid",     "profile",          "profile_nickname", "profile_image",
                        "name",       "account_email",    "gender",           "age_range",
                        "birthday",   "birthyear",        "phone_number",     "account_ci",
                        "friends",    "shipping_address", "talk_message",     "plusfriends",
                        "legal_name", "legal_birth_date", "legal_gender",     "talk_chats",
                        "story_read", "story_publish",    "talk_calendar",    "talk_calendar_task"};
  EXPECT_LT(seal_code(sealer(), grant).size(), kCodeLengthMax);
  grant.grant.nonce.clear();
  EXPECT_LT(seal_code(sealer(), grant).size(), 320U);
}

TEST(SealedCode, Threat16RefusesEveryFlippedCharacter) {
  const auto sealed = seal_code(sealer(), code(client(), kKakaoPolicy));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto forged = sealed;
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_code(sealer(), forged).has_value()) << at;
  }
  EXPECT_FALSE(open_code(sealer(), "").has_value());
  EXPECT_FALSE(open_code(sealer(), std::string(100'000, 'A')).has_value());
}

TEST(SealedCode, Threat17IsNoFlowAndAFlowIsNoCode) {
  const auto site = client();
  const auto flow = *start(authorize_request(site), site, kKakaoPolicy);
  EXPECT_FALSE(open_code(sealer(), seal_flow(sealer(), flow)).has_value());
  EXPECT_FALSE(open_flow(sealer(), seal_code(sealer(), code(site, kKakaoPolicy)), "browser", kNow)
                   .has_value());
}

TEST(MakeCodeGrant, GrantsAllAgreedItemsOnKakaoAndTheScopesOnTheStandardSurface) {
  const auto site = client();
  const Approval approval{.family = FamilyId{std::string{kFamily}},
                          .person = PersonId{std::string{kPerson}},
                          .session = SessionId{std::string{kSession}},
                          .authenticated_at = kNow,
                          .methods = "pwd",
                          .agreed_items = {"profile_nickname", "account_email", "gender"}};
  auto flow = *start(authorize_request(site), site, kKakaoPolicy);
  const auto kakao = make_code_grant(flow, approval, site, kNow);
  EXPECT_THAT(kakao.grant.scopes, ElementsAre("profile_nickname", "account_email", "openid"));
  EXPECT_TRUE(kakao.grant.with_id_token);
  EXPECT_EQ(kakao.expires_at, kNow + base::Seconds{600});
  auto request = authorize_request(site);
  request.scope = "email phone unknown";
  flow = *start(request, site, kStandardPolicy);
  const auto standard = make_code_grant(flow, approval, site, kNow);
  EXPECT_THAT(standard.grant.scopes, ElementsAre("email"));
  EXPECT_FALSE(standard.grant.with_id_token);
  EXPECT_EQ(standard.expires_at, kNow + base::Seconds{60});
}

}  // namespace
}  // namespace haetae::oidc::test
