// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/csrf.hpp"
#include "haetae/accounts/housekeeping.hpp"
#include "world.hpp"

namespace haetae::accounts::test {
namespace {

class BrowserSession : public ::testing::Test, protected World {
 protected:
  void SetUp() override { kim_ = person(); }
  Person kim_;
};

TEST_F(BrowserSession, LastsADayFromSignInWhateverIsDone) {
  const Entrance in = enter();
  EXPECT_FALSE(in.session_max_age.has_value());
  for (int hour = 0; hour < 23; ++hour) {
    clock.advance(std::chrono::hours{1});
    ASSERT_TRUE(who(in.session_cookie).has_value());
  }
  clock.advance(std::chrono::hours{1});
  EXPECT_FALSE(who(in.session_cookie).has_value());
}

TEST_F(BrowserSession, KeptSignedInLastsThirtyDays) {
  SignIn::Attempt kept = attempt();
  kept.keep = true;
  const auto in = sign_in.with_password(kept);
  ASSERT_TRUE(in.has_value());
  EXPECT_EQ(in->session_max_age, Sessions::Lives{}.kept);
  clock.advance(Sessions::Lives{}.kept - base::Seconds{1});
  EXPECT_TRUE(who(in->session_cookie).has_value());
  clock.advance(base::Seconds{1});
  EXPECT_FALSE(who(in->session_cookie).has_value());
}

TEST_F(BrowserSession, EachSignInHasANewIdAndEndsTheFormerOne_Threats42And43) {
  const Entrance first = enter();
  SignIn::Attempt again = attempt();
  again.replaces = sessions.id_of(first.session_cookie);
  const auto second = sign_in.with_password(again);
  ASSERT_TRUE(second.has_value());
  EXPECT_NE(second->who.session.id, first.who.session.id);
  EXPECT_FALSE(who(first.session_cookie).has_value());
  EXPECT_TRUE(who(second->session_cookie).has_value());
}

TEST_F(BrowserSession, AnotherPersonsSignInEndsTheFormerOneInThatBrowser) {
  person("lee@example.kr");
  const Entrance kim = enter();
  SignIn::Attempt lee = attempt(kPassword, "lee@example.kr");
  lee.replaces = sessions.id_of(kim.session_cookie);
  ASSERT_TRUE(sign_in.with_password(lee).has_value());
  EXPECT_FALSE(who(kim.session_cookie).has_value());
}

TEST_F(BrowserSession, EndedIdOpensNothingAgain_Threat44) {
  const Entrance in = enter();
  const auto ended = sessions.end(in.who, in.who.session.id, visitor);
  ASSERT_TRUE(ended.has_value());
  EXPECT_TRUE(*ended);
  EXPECT_FALSE(who(in.session_cookie).has_value());
  EXPECT_FALSE(*sessions.end(in.who, in.who.session.id, visitor));
}

TEST_F(BrowserSession, ForgedCookiesAndBareIdsOpenNothing) {
  const Entrance in = enter();
  EXPECT_FALSE(who("").has_value());
  EXPECT_FALSE(who(in.who.session.id.value()).has_value());
  EXPECT_FALSE(who(sealer.seal("csrf", in.who.session.id.value())).has_value());
  std::string bent = in.session_cookie;
  bent.back() = bent.back() == 'A' ? 'E' : 'A';
  EXPECT_FALSE(who(bent).has_value());
}

TEST_F(BrowserSession, DisabledPersonIsOutAtOnceAndEnablingBringsNoSessionBack_Threat41) {
  const Entrance in = enter();
  clock.advance(base::Milliseconds{1});
  ASSERT_TRUE(people.set_disabled(kim_.id, true).has_value());
  EXPECT_FALSE(who(in.session_cookie).has_value());
  ASSERT_TRUE(people.set_disabled(kim_.id, false).has_value());
  EXPECT_FALSE(who(in.session_cookie).has_value());
  EXPECT_TRUE(sign_in.with_password(attempt()).has_value());
}

TEST_F(BrowserSession, OthersCanBeEndedOneByOneOrAllAtOnce) {
  person("lee@example.kr");
  const Entrance lee = enter("lee@example.kr");
  const Entrance here = enter();
  const Entrance there = enter();
  const Entrance elsewhere = enter();
  EXPECT_EQ(sessions.list(kim_.id)->size(), 3U);
  // Not somebody else's.
  EXPECT_FALSE(*sessions.end(here.who, lee.who.session.id, visitor));
  EXPECT_TRUE(who(lee.session_cookie).has_value());
  EXPECT_TRUE(*sessions.end(here.who, there.who.session.id, visitor));
  EXPECT_EQ(*sessions.end_others(here.who, visitor), 1U);
  EXPECT_FALSE(who(elsewhere.session_cookie).has_value());
  EXPECT_TRUE(who(here.session_cookie).has_value());
}

TEST_F(BrowserSession, EndingAllKillsTokensToo) {
  const Entrance in = enter();
  clock.advance(base::Milliseconds{1});
  EXPECT_EQ(*sessions.end_all(kim_.id, visitor), 1U);
  EXPECT_FALSE(who(in.session_cookie).has_value());
  EXPECT_TRUE(revocations.is_dead(kim_.id, 7, FamilyId{}, kStart));
  EXPECT_FALSE(revocations.is_dead(kim_.id, 7, FamilyId{}, clock.now()));
}

TEST_F(BrowserSession, VisitIsNotedEveryFiveMinutesAtMost) {
  const Entrance in = enter();
  const Visitor elsewhere{"198.51.100.1", "Chrome, Android"};
  clock.advance(Sessions::kTouchEvery - base::Seconds{1});
  ASSERT_TRUE(sessions.check(in.session_cookie, elsewhere).has_value());
  EXPECT_EQ(sessions.list(kim_.id)->front().seen_at, kStart);
  clock.advance(base::Seconds{1});
  ASSERT_TRUE(sessions.check(in.session_cookie, elsewhere).has_value());
  const Session seen = sessions.list(kim_.id)->front();
  EXPECT_EQ(seen.seen_at, clock.now());
  EXPECT_EQ(seen.address, "198.51.100.1");
}

TEST_F(BrowserSession, OutageIsAnErrorAndNotASignOut) {
  const Entrance in = enter();
  store.fail_with(StoreError::unavailable);
  EXPECT_FALSE(sessions.check(in.session_cookie, visitor).has_value());
}

TEST_F(BrowserSession, ExpiredRowsArePurged) {
  enter();
  clock.advance(Sessions::Lives{}.usual + Guard::kDeviceLife);
  EXPECT_GT(purge_expired(ports).value_or(0), 0U);
  EXPECT_EQ(purge_expired(ports).value_or(9), 0U);
  std::size_t left = 9;
  ASSERT_TRUE(store.read([&](Transaction& tx) { left = tx.sessions.of_person(kim_.id).size(); })
                  .has_value());
  EXPECT_EQ(left, 0U);
}

TEST_F(BrowserSession, FormTokenIsBoundToSessionOrBrowser_Threat46) {
  const Session one = enter().who.session;
  const Session two = enter().who.session;
  const std::string token = make_csrf(sealer, one);
  EXPECT_TRUE(check_csrf(sealer, one, token));
  EXPECT_FALSE(check_csrf(sealer, two, token));
  EXPECT_FALSE(check_csrf(sealer, one, ""));
  EXPECT_FALSE(check_csrf(sealer, one.id.value(), token));

  const std::string browser = new_browser_binding(entropy);
  EXPECT_EQ(browser.size(), 32U);
  EXPECT_TRUE(check_csrf(sealer, browser, make_csrf(sealer, browser)));
  EXPECT_FALSE(check_csrf(sealer, new_browser_binding(entropy), make_csrf(sealer, browser)));
  EXPECT_FALSE(check_csrf(sealer, "", make_csrf(sealer, "")));
}

}  // namespace
}  // namespace haetae::accounts::test
