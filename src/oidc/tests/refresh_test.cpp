// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/refresh.hpp"

#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using F = TokenFault;
using testing::ElementsAre;

struct Refresh : testing::Test {
  const SurfacePolicy* policy = &kStandardPolicy;
  Client site = client();
  FamilyFacts facts = family(site, *policy);
  RefreshToken token{FamilyId{std::string{kFamily}}, 4};
  TokenRequest request;
  Standing standing = kStanding;

  Refresh() {
    request.credentials = credentials(site);
    request.grant_type = "refresh_token";
    request.refresh_token = "sent";
  }
  void use(const SurfacePolicy& other, KeyKind kind) {
    policy = &other;
    site = client(kind);
    facts = family(site, other);
  }
  auto decide(base::Instant now = kNow) {
    return decide_refresh(&token, &facts, request, site, standing, *policy, now);
  }
  void expect_fault(F fault, base::Instant now = kNow) {
    const auto plan = decide(now);
    ASSERT_FALSE(plan.has_value()) << "expected " << to_text(fault);
    EXPECT_EQ(plan.error(), fault) << to_text(plan.error());
  }
};

TEST_F(Refresh, AdvancesOneGenerationOnTheStandardSurface) {
  const auto plan = decide();
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->action, RefreshAction::advance);
  EXPECT_EQ(plan->generation, 5U);
  EXPECT_EQ(plan->issue.refresh_expires_at, kNow + base::Seconds{60LL * 86400});
  EXPECT_EQ(plan->issue.access_expires_at, kNow + base::Seconds{6 * 3600});
  EXPECT_EQ(plan->issue.grant, facts.grant);
}

TEST_F(Refresh, Threat37RepeatsTheSuccessorForARetryWithinTheGrace) {
  token.generation = 3;
  facts.advanced_at = kNow - base::Seconds{29};
  const auto plan = decide();
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->action, RefreshAction::repeat_successor);
  EXPECT_EQ(plan->generation, 4U);
  EXPECT_EQ(plan->issue.refresh_expires_at, facts.expires_at);
}

TEST_F(Refresh, Threat39CallsALateOrOlderUseAReplay) {
  token.generation = 3;
  facts.advanced_at = kNow - kRefreshGrace;
  expect_fault(F::refresh_replayed);
  token.generation = 2;
  facts.advanced_at = kNow;
  expect_fault(F::refresh_replayed);
  token.generation = 0;
  expect_fault(F::refresh_replayed);
}

TEST_F(Refresh, RefusesAGenerationThatIsNotThereYetWithoutCallingItAReplay) {
  token.generation = 5;
  expect_fault(F::refresh_bad);
}

TEST_F(Refresh, Threat38RefusesAnotherClient) {
  facts.grant.app = AppId{999};
  expect_fault(F::refresh_foreign);
  facts = family(client(KeyKind::javascript), kStandardPolicy);
  expect_fault(F::refresh_foreign);
}

TEST_F(Refresh, Threat38RefusesAPublicKeyForAConfidentialGrant) {
  use(kKakaoPolicy, KeyKind::javascript);
  facts = family(client(), kKakaoPolicy);
  expect_fault(F::refresh_foreign);
}

TEST_F(Refresh, RefusesATokenOfTheOtherSurface) {
  facts = family(site, kKakaoPolicy);
  expect_fault(F::refresh_foreign);
}

TEST_F(Refresh, RefusesRevokedExpiredAndUnknownFamilies) {
  facts.revoked = true;
  expect_fault(F::refresh_revoked);
  facts.revoked = false;
  expect_fault(F::refresh_expired, facts.expires_at);
  EXPECT_EQ(decide_refresh(&token, nullptr, request, site, standing, *policy, kNow).error(),
            F::refresh_bad);
  EXPECT_EQ(decide_refresh(nullptr, nullptr, request, site, standing, *policy, kNow).error(),
            F::refresh_bad);
  request.refresh_token.clear();
  expect_fault(F::refresh_missing);
}

TEST_F(Refresh, Threat41RefusesForADisabledPersonOrAfterTheirEpoch) {
  standing.person_active = false;
  expect_fault(F::refresh_grant_ended);
  standing.person_active = true;
  standing.valid_from = facts.created_at + base::Seconds{1};
  expect_fault(F::refresh_grant_ended);
}

TEST_F(Refresh, OutlivesTheBrowserSession) {
  standing.session_active = false;
  EXPECT_TRUE(decide().has_value());
}

TEST_F(Refresh, Threat40RefusesAWiderScopeAndNarrowsOnlyThisAnswer) {
  request.scope = "openid profile email phone";
  expect_fault(F::scope_bad);
  request.scope = "email";
  const auto plan = decide();
  ASSERT_TRUE(plan.has_value());
  EXPECT_THAT(plan->issue.grant.scopes, ElementsAre("email"));
  EXPECT_FALSE(plan->issue.grant.with_id_token);
}

TEST_F(Refresh, IgnoresScopeOnTheKakaoSurfaceWhereSdksSendIt) {
  use(kKakaoPolicy, KeyKind::rest);
  request.scope = "friends";
  const auto plan = decide();
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->issue.grant.scopes, facts.grant.scopes);
}

TEST_F(Refresh, KakaoKeepsTheRefreshTokenUntilItsLastMonth) {
  use(kKakaoPolicy, KeyKind::rest);
  auto plan = decide();
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->action, RefreshAction::stay);
  EXPECT_EQ(plan->issue.refresh_expires_at, std::nullopt);
  facts.expires_at = kNow + kRefreshNearExpiry;
  EXPECT_EQ(decide()->action, RefreshAction::stay);
  facts.expires_at -= base::Milliseconds{1};
  EXPECT_EQ(decide()->action, RefreshAction::advance);
}

TEST_F(Refresh, Threat10RotatesForPublicClientsOnBothSurfaces) {
  use(kKakaoPolicy, KeyKind::native);
  EXPECT_EQ(decide()->action, RefreshAction::advance);
  use(kStandardPolicy, KeyKind::native);
  EXPECT_EQ(decide()->action, RefreshAction::advance);
}

TEST_F(Refresh, EndsForGoodAYearAfterSignInOnTheStandardSurface) {
  facts.created_at = kNow - kStandardPolicy.refresh_absolute_max + base::Seconds{3600};
  const auto plan = decide();
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->issue.refresh_expires_at, kNow + base::Seconds{3600});
  facts.created_at = kNow - kStandardPolicy.refresh_absolute_max;
  expect_fault(F::refresh_expired);
}

TEST(RefreshTokenText, ComesBackAndIsTheSameEachTime) {
  const FamilyId family_id{std::string{kFamily}};
  const auto text = make_refresh_token(sealer(), family_id, 70'000);
  EXPECT_EQ(text, make_refresh_token(sealer(), family_id, 70'000));
  EXPECT_NE(text, make_refresh_token(sealer(), family_id, 70'001));
  EXPECT_EQ(parse_refresh_token(sealer(), text), (RefreshToken{family_id, 70'000}));
  EXPECT_LE(text.size(), 52U);
}

TEST(RefreshTokenText, RefusesEveryFlippedCharacterAndOtherLengths) {
  const auto text = make_refresh_token(sealer(), FamilyId{std::string{kFamily}}, 1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto forged = text;
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(parse_refresh_token(sealer(), forged).has_value()) << at;
  }
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(parse_refresh_token(sealer(), text.substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(parse_refresh_token(sealer(), text + "A").has_value());
}

}  // namespace
}  // namespace haetae::oidc::test
