// SPDX-License-Identifier: Apache-2.0
// What a site does otherwise while it is cut off (docs/adr/0013-island-mode.md).
#include "haetae/accounts/housekeeping.hpp"
#include "haetae/accounts/passkeys.hpp"
#include "token_world.hpp"

namespace haetae::accounts::test {
namespace {

using oidc::TokenFault;

Site::Options of_three(std::string name) {
  Site::Options options;
  options.name = std::move(name);
  options.sites = 3;
  options.island_limit = std::chrono::hours{1};
  return options;
}

/// The token service of one of three sites, over the store of `world`.
struct At {
  At(TokenWorld& world, std::string name)
      : site(of_three(std::move(name))),
        store(world.store),
        ports{store, world.clock, world.entropy, world.sealer, site},
        tokens{ports,
               world.keys,
               world.audit,
               world.revocations,
               {"https://id.example.kr", "https://id.example.kr", 1024}},
        sessions{ports, world.audit, world.revocations} {}
  Site site;
  InterruptedStore store;
  Ports ports;
  Tokens tokens;
  Sessions sessions;
};

class Island : public ::testing::Test, protected TokenWorld {
 protected:
  std::string code_of(At& at) {
    oidc::AuthorizeRequest request;
    request.client_id = shop_.rest_api_key;
    request.redirect_uri = shop_.redirect_uris[0];
    request.response_type = "code";
    const auto flow = oidc::start_flow(request, {.client = client(), .browser_cookie = "browser"},
                                       policy, clock.now());
    EXPECT_TRUE(flow.has_value());
    return at.tokens.issue_code(*flow, in_.who, link_, *client());
  }
  auto redeem_at(At& at, std::string_view code) {
    return at.tokens.exchange(code_request(code), client(), policy, visitor);
  }
  auto refresh_at(At& at, std::string_view token) {
    return at.tokens.exchange(refresh_request(token), client(), policy, visitor);
  }

  At a_{*this, "a"};
  At b_{*this, "b"};
};

TEST_F(Island, CodeOfAWholeSiteIsSpentAnywhereButOnAnIsland) {
  const std::string code = code_of(a_);
  b_.site.become_island(clock.now());
  EXPECT_EQ(redeem_at(b_, code).error(), TokenFault::unavailable);
  EXPECT_TRUE(redeem_at(a_, code).has_value());
}

TEST_F(Island, CodeOfAnIslandIsSpentThereAloneAndOnce) {
  a_.site.become_island(clock.now());
  const std::string code = code_of(a_);
  EXPECT_EQ(redeem_at(b_, code).error(), TokenFault::unavailable);
  ASSERT_TRUE(redeem_at(a_, code).has_value());
  EXPECT_EQ(redeem_at(a_, code).error(), TokenFault::code_spent);
}

TEST_F(Island, CodeOfAnIslandIsGoodAtItsSiteAfterwards) {
  a_.site.become_island(clock.now());
  const std::string code = code_of(a_);
  a_.site.rejoin(clock.now());
  EXPECT_EQ(redeem_at(b_, code).error(), TokenFault::unavailable);
  EXPECT_TRUE(redeem_at(a_, code).has_value());
}

TEST_F(Island, CodeThatWaitedUntilTheSiteWasAnIslandIsNotSpentThere) {
  const std::string code = code_of(a_);
  a_.store.before_write = [&] { a_.site.become_island(clock.now()); };
  EXPECT_EQ(redeem_at(a_, code).error(), TokenFault::unavailable);
  EXPECT_TRUE(redeem_at(b_, code).has_value());
}

TEST_F(Island, RefreshThatWaitedUntilTheSiteWasAnIslandIsAnsweredAsThere) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  // The site's store refuses to advance a generation then.
  a_.store.refuses = true;
  a_.store.before_write = [&] { a_.site.become_island(clock.now()); };
  const auto again = refresh_at(a_, first->texts.refresh_token);
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(again->texts.access_token.empty());
  EXPECT_TRUE(again->texts.refresh_token.empty());
  EXPECT_TRUE(refresh_at(b_, first->texts.refresh_token).has_value());
}

TEST_F(Island, AccessTokensAreShort) {
  a_.site.become_island(clock.now());
  const auto answer = redeem_at(a_, code_of(a_));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->issue.access_expires_at, clock.now() + a_.site.options().island_token_life);
  const auto token = a_.tokens.check_access(answer->texts.access_token, policy.surface);
  ASSERT_TRUE(token.has_value());
  EXPECT_LE((*token)->expires_at, clock.now() + a_.site.options().island_token_life);
}

TEST_F(Island, RefreshLeavesTheGenerationAlone) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  ASSERT_FALSE(first->texts.refresh_token.empty());
  a_.site.become_island(clock.now());
  for (int i = 0; i < 3; ++i) {
    const auto again = refresh_at(a_, first->texts.refresh_token);
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->texts.refresh_token.empty());
    clock.advance(base::Seconds{120});
  }
  // The same token is still the newest one elsewhere.
  EXPECT_TRUE(refresh_at(b_, first->texts.refresh_token).has_value());
}

TEST_F(Island, NewerTokenThanTheStaleRowIsNotJudged) {
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  const std::string ahead = oidc::make_refresh_token(sealer, first->issue.grant.family, 5);
  a_.site.become_island(clock.now());
  EXPECT_EQ(refresh_at(a_, ahead).error(), TokenFault::unavailable);
}

TEST_F(Island, LastingTooLongSignsNobodyIn) {
  a_.site.become_island(clock.now());
  clock.advance(a_.site.options().island_limit);
  EXPECT_EQ(redeem_at(a_, code_of(a_)).error(), TokenFault::unavailable);
  const SignIn door{a_.ports, hasher, guard, a_.sessions, audit};
  const auto entered = door.with_password(attempt());
  ASSERT_FALSE(entered.has_value());
  EXPECT_EQ(entered.error().reason, SignInError::Reason::unavailable);
}

TEST_F(Island, BudgetsAreDividedAmongTheSites) {
  const Guard guard_a{a_.ports};
  const auto budget = [&] { return guard_a.for_password("kim@example.kr", visitor, "")[0].most; };
  EXPECT_EQ(budget(), Guard::kPerAccount);
  a_.site.see(2);
  EXPECT_EQ(budget(), 6U);
  a_.site.see(1);
  EXPECT_EQ(budget(), 3U);
  EXPECT_EQ(a_.site.share(1), 1U);
}

TEST_F(Island, PasskeyChallengesArePinned) {
  const RelyingParty party{"id.example.org", "Haetae", {"https://id.example.org"}};
  const PasskeySignIn door_a{a_.ports, party, a_.sessions, audit};
  const PasskeySignIn door_b{b_.ports, party, b_.sessions, audit};
  const auto reads = [&](const PasskeySignIn& door, const std::string& state) {
    PasskeySignIn::Answer answer;
    answer.state = state;
    answer.response = R"({"type":"public-key","id":"AAAA","rawId":"AAAA",
                          "response":{"clientDataJSON":"AAAA"}})";
    return door.finish(answer).error().reason;
  };
  a_.site.become_island(clock.now());
  const std::string pinned = door_a.begin().state;
  const std::string free = door_b.begin().state;
  EXPECT_EQ(reads(door_b, pinned), SignInError::Reason::unavailable);
  EXPECT_EQ(reads(door_a, free), SignInError::Reason::unavailable);
  // Where they may be spent, they are judged.
  EXPECT_EQ(reads(door_a, pinned), SignInError::Reason::wrong_credentials);
  EXPECT_EQ(reads(door_b, free), SignInError::Reason::wrong_credentials);
}

TEST_F(Island, SessionsLiveOnThroughAnIncident) {
  const base::Seconds life = Sessions::Lives{}.usual;
  clock.advance(life - base::Seconds{60});
  a_.site.begin_incident(clock.now());
  clock.advance(base::Seconds{3600});
  EXPECT_FALSE(sessions.check(in_.session_cookie, visitor)->has_value());
  EXPECT_TRUE(a_.sessions.check(in_.session_cookie, visitor)->has_value());
  ASSERT_TRUE(purge_expired(a_.ports).has_value());
  EXPECT_TRUE(a_.sessions.check(in_.session_cookie, visitor)->has_value());
  clock.advance(a_.site.options().stretch);
  EXPECT_FALSE(a_.sessions.check(in_.session_cookie, visitor)->has_value());
  a_.site.end_incident(clock.now());
  ASSERT_TRUE(purge_expired(a_.ports).has_value());
  EXPECT_FALSE(a_.sessions.check(in_.session_cookie, visitor)->has_value());
}

TEST_F(Island, WhatHadEndedBeforeAnIncidentStaysEnded) {
  clock.advance(Sessions::Lives{}.usual + base::Seconds{1});
  a_.site.begin_incident(clock.now());
  EXPECT_FALSE(a_.sessions.check(in_.session_cookie, visitor)->has_value());
}

TEST_F(Island, RefreshTokensLiveOnThroughAnIncident) {
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  const base::Instant end = *first->issue.refresh_expires_at;
  clock.advance(std::chrono::duration_cast<base::Milliseconds>(end - clock.now()) -
                base::Seconds{60});
  a_.site.begin_incident(clock.now());
  clock.advance(base::Seconds{3600});
  EXPECT_FALSE(refresh(first->texts.refresh_token).has_value());
  EXPECT_TRUE(refresh_at(a_, first->texts.refresh_token).has_value());
}

TEST_F(Island, AnswerThatWasLostWithASiteIsNoReplay) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  // The answer to this one never arrives.
  ASSERT_TRUE(refresh_at(a_, first->texts.refresh_token).has_value());
  a_.site.begin_incident(clock.now());
  clock.advance(base::Seconds{300});
  ASSERT_TRUE(refresh_at(a_, first->texts.refresh_token).has_value());
  a_.site.end_incident(clock.now());
  clock.advance(base::Seconds{20});
  const auto after = refresh_at(a_, first->texts.refresh_token);
  ASSERT_TRUE(after.has_value());
  EXPECT_TRUE(refresh_at(a_, after->texts.refresh_token).has_value());
  // What has had a successor since, and what is asked again long after, is a replay as ever.
  EXPECT_EQ(refresh_at(a_, first->texts.refresh_token).error(), TokenFault::refresh_replayed);
}

TEST_F(Island, RequestThatWaitedLongIsNoReplay) {
  use(oidc::kStandardPolicy);
  const std::string spent = code();
  oidc::TokenRequest late = code_request(spent);
  late.received = clock.now();
  const auto first = redeem(spent);
  ASSERT_TRUE(first.has_value());
  oidc::TokenRequest refresh_late = refresh_request(first->texts.refresh_token);
  refresh_late.received = clock.now();
  auto newest = refresh(first->texts.refresh_token);
  ASSERT_TRUE(newest.has_value());
  clock.advance(oidc::kRefreshGrace + base::Seconds{1});
  const auto ask = [&](const oidc::TokenRequest& request) {
    return tokens.exchange(request, client(), policy, visitor).error();
  };
  EXPECT_EQ(ask(late), TokenFault::code_spent);
  EXPECT_EQ(ask(refresh_late), TokenFault::unavailable);
  newest = refresh(newest->texts.refresh_token);
  EXPECT_TRUE(newest.has_value());
  // The same words from somebody who asks now are a replay.
  refresh_late.received = clock.now();
  EXPECT_EQ(ask(refresh_late), TokenFault::refresh_replayed);
  EXPECT_FALSE(refresh(newest->texts.refresh_token).has_value());
}

TEST_F(Island, WhatTheCutHeldBackIsNoReplay) {
  use(oidc::kStandardPolicy);
  const std::string spent = code();
  const auto first = redeem(spent);
  ASSERT_TRUE(first.has_value());
  auto newest = refresh_at(b_, first->texts.refresh_token);
  ASSERT_TRUE(newest.has_value());
  a_.site.become_island(clock.now());
  clock.advance(base::Seconds{60});
  a_.site.rejoin(clock.now());
  clock.advance(base::Seconds{59});
  EXPECT_EQ(redeem_at(a_, spent).error(), TokenFault::code_spent);
  EXPECT_EQ(refresh_at(a_, first->texts.refresh_token).error(), TokenFault::unavailable);
  newest = refresh_at(b_, newest->texts.refresh_token);
  ASSERT_TRUE(newest.has_value());
  clock.advance(base::Seconds{1});
  EXPECT_EQ(refresh_at(a_, first->texts.refresh_token).error(), TokenFault::refresh_replayed);
}

TEST_F(Island, ReplayAfterAnIncidentIsStillOne) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  ASSERT_TRUE(refresh_at(a_, first->texts.refresh_token).has_value());
  a_.site.begin_incident(clock.now());
  a_.site.end_incident(clock.now());
  clock.advance(oidc::kRefreshGrace + base::Seconds{1});
  EXPECT_EQ(refresh_at(a_, first->texts.refresh_token).error(), TokenFault::refresh_replayed);
}

TEST(SiteTest, OneSiteAloneIsNeverCutOff) {
  Site site{Site::Options{}};
  site.become_island(kStart);
  EXPECT_FALSE(site.is_island());
  site.see(0);
  EXPECT_EQ(site.share(10), 10U);
}

}  // namespace
}  // namespace haetae::accounts::test
