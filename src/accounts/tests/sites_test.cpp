// SPDX-License-Identifier: Apache-2.0
// What differs between sites: a store that lags behind, clocks that do not agree.
#include "haetae/accounts/housekeeping.hpp"
#include "token_world.hpp"

namespace haetae::accounts::test {
namespace {

/// A site that does not know what the others wrote until it catches up.
class LateStore final : public Store {
 public:
  explicit LateStore(Store& truth) : truth_(truth) {}
  [[nodiscard]] base::Outcome<void, StoreError> read(const Read& work) override {
    return (late ? static_cast<Store&>(nothing_) : truth_).read(work);
  }
  [[nodiscard]] base::Outcome<void, StoreError> write(const Write& work) override {
    return (late ? static_cast<Store&>(nothing_) : truth_).write(work);
  }
  [[nodiscard]] base::Outcome<void, StoreError> catch_up() override {
    ++caught_up;
    if (cut_off) return base::fail(StoreError::unavailable);
    late = false;
    return {};
  }
  bool late = true;
  bool cut_off = false;
  int caught_up = 0;

 private:
  storage::MemoryStore nothing_;
  Store& truth_;
};

class AnotherSite : public ::testing::Test, protected TokenWorld {
 protected:
  LateStore late_{store};
  Ports there_{late_, clock, entropy, sealer};
  Tokens tokens_there_{
      there_, keys, audit, revocations, {"https://id.example.kr", "https://id.example.kr", 1024}};

  auto exchange(const oidc::TokenRequest& request) {
    return tokens_there_.exchange(request, client(), policy, visitor);
  }
};

TEST_F(AnotherSite, TakesACodeOfASignInThatItDoesNotKnowYet) {
  const auto answer = exchange(code_request(code()));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(late_.caught_up, 1);
}

TEST_F(AnotherSite, RenewsWhatItDoesNotKnowYet) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  ASSERT_TRUE(exchange(refresh_request(first->texts.refresh_token)).has_value());
  EXPECT_EQ(late_.caught_up, 1);
}

TEST_F(AnotherSite, JudgesNothingThatItCannotLookUp) {
  late_.cut_off = true;
  EXPECT_EQ(exchange(code_request(code())).error(), oidc::TokenFault::unavailable);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(exchange(refresh_request(first->texts.refresh_token)).error(),
            oidc::TokenFault::unavailable);
}

TEST_F(AnotherSite, KnowsAMemberOfAMomentAgo) {
  const Links links_there{there_, audit, revocations, notices};
  const auto member = links_there.member(kim_.id, shop_.number);
  ASSERT_TRUE(member.has_value());
  EXPECT_TRUE(member->has_value());
  const auto stranger = links_there.member(kim_.id, shop_.number + 1);
  ASSERT_TRUE(stranger.has_value());
  EXPECT_FALSE(stranger->has_value());
}

/// Three sites over one store, on one clock.
class Turns : public ::testing::Test, protected World {
 protected:
  static constexpr base::Milliseconds kEvery{60'000};
  static Site::Options named(std::string name) {
    Site::Options options;
    options.name = std::move(name);
    options.sites = 3;
    return options;
  }
  bool has_turn(const Site& site) {
    const auto turn = take_turn({store, clock, entropy, sealer, site}, kEvery);
    EXPECT_TRUE(turn.has_value());
    return turn.value_or(false);
  }
  Site a_{named("a")}, b_{named("b")}, c_{named("c")};
};

TEST_F(Turns, AreTheFirstSitesThatAsks) {
  EXPECT_TRUE(has_turn(b_));
  EXPECT_FALSE(has_turn(a_));
  EXPECT_FALSE(has_turn(c_));
  EXPECT_FALSE(has_turn(b_));
}

TEST_F(Turns, PassToAnotherSiteInTheNextSpan) {
  EXPECT_TRUE(has_turn(a_));
  clock.advance(kEvery);
  EXPECT_TRUE(has_turn(c_));
  EXPECT_FALSE(has_turn(a_));
}

TEST_F(Turns, AreNotForAnIslandNorNeededAlone) {
  a_.become_island(clock.now());
  EXPECT_FALSE(has_turn(a_));
  EXPECT_TRUE(has_turn(b_));
  EXPECT_TRUE(has_turn(Site::alone()));
  EXPECT_TRUE(has_turn(Site::alone()));
}

TEST_F(Turns, LeaveNothingBehindForGood) {
  EXPECT_TRUE(has_turn(a_));
  clock.advance(10 * kEvery);
  EXPECT_EQ(purge_expired(ports).value_or(0), 1U);
}

/// A token from more than a minute ahead is refused as not yet valid. A test's clock moves forwards
/// only, so the revoking site is ahead when it acts first, and behind when it acts on what a clock
/// ahead has made.
class OtherClock : public ::testing::Test, protected TokenWorld {
 protected:
  static constexpr base::Milliseconds kAhead = std::chrono::seconds{30};
  /// The same services on a clock that is ahead.
  base::ManualClock ahead_{kStart + kAhead};
  Ports ports_ahead_{store, ahead_, entropy, sealer};
  Sessions sessions_ahead_{ports_ahead_, audit, revocations};
  Links links_ahead_{ports_ahead_, audit, revocations, notices};
  Tokens tokens_ahead_{ports_ahead_,
                       keys,
                       audit,
                       revocations,
                       {"https://id.example.kr", "https://id.example.kr", 1024}};

  bool opens(const std::string& access) {
    return tokens.check_access(access, oidc::Surface::kakao).has_value();
  }
};

TEST_F(OtherClock, SignInAfterAllWasEndedByAClockAhead) {
  ASSERT_TRUE(sessions_ahead_.end_all(kim_.id, visitor).has_value());
  const Entrance in = enter();
  EXPECT_TRUE(who(in.session_cookie).has_value());
  in_ = in;
  const auto answer = redeem(code());
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(opens(answer->texts.access_token));
  EXPECT_TRUE(refresh(answer->texts.refresh_token).has_value());
}

TEST_F(OtherClock, LinkAnewAfterAClockAheadUnlinked) {
  ASSERT_TRUE(links_ahead_.unlink(shop_, kim_.id, std::nullopt, visitor).has_value());
  link();
  const auto answer = redeem(code());
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(opens(answer->texts.access_token));
}

TEST_F(OtherClock, UnlinkingEndsWhatAClockAheadIssued) {
  const auto answer = tokens_ahead_.exchange(code_request(code()), client(), policy, visitor);
  ASSERT_TRUE(answer.has_value());
  ASSERT_TRUE(opens(answer->texts.access_token));
  ASSERT_TRUE(links.unlink(shop_, kim_.id, std::nullopt, visitor).has_value());
  ASSERT_TRUE(revocations.reload().has_value());
  EXPECT_FALSE(opens(answer->texts.access_token));
}

TEST_F(OtherClock, EndingAllEndsWhatAClockAheadIssued) {
  const auto answer = tokens_ahead_.exchange(code_request(code()), client(), policy, visitor);
  ASSERT_TRUE(answer.has_value());
  ASSERT_TRUE(sessions.end_all(kim_.id, visitor).has_value());
  ASSERT_TRUE(revocations.reload().has_value());
  EXPECT_FALSE(opens(answer->texts.access_token));
  EXPECT_FALSE(refresh(answer->texts.refresh_token).has_value());
}

}  // namespace
}  // namespace haetae::accounts::test
