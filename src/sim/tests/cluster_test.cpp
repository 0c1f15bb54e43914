// SPDX-License-Identifier: Apache-2.0
#include "store.hpp"

#include <gtest/gtest.h>

namespace haetae::sim {
namespace {

using accounts::StoreError;
using accounts::Transaction;
using accounts::Verdict;

/// Three nodes with nothing on them.
struct Laboratory {
  Schedule schedule;
  Dice dice{1};
  storage::Replica empty;
  Cluster cluster{schedule, dice, empty, 3, Flaw::none};

  /// Spends `id` at a node, beginning now.
  struct Attempt {
    std::optional<base::Outcome<void, StoreError>> outcome;
    bool killed = false;
    bool spent = false;
    int tries = 0;
    Span took{0};
  };
  void spend(std::size_t node, std::string id, Attempt& attempt) {
    schedule.start([this, node, id = std::move(id), &attempt] {
      SimStore store{schedule, dice, cluster, node};
      const Span begin = schedule.now();
      try {
        attempt.outcome = store.write([&](Transaction& transaction) {
          ++attempt.tries;
          attempt.spent = transaction.spent.spend(id, base::from_unix_seconds(1'900'000'000));
          return attempt.spent ? Verdict::commit : Verdict::roll_back;
        });
      } catch (const SiteKilled&) {
        attempt.killed = true;
      }
      attempt.took = schedule.now() - begin;
    });
  }
  void run(Span until) {
    while (schedule.alive() > 0 || schedule.now() < until) {
      if (!schedule.step()) return;
    }
  }
};

TEST(Cluster, LetsOneOfTwoSitesSpend) {
  Laboratory lab;
  Laboratory::Attempt one;
  Laboratory::Attempt other;
  lab.spend(0, "code", one);
  lab.spend(1, "code", other);
  lab.run(seconds(1));
  ASSERT_TRUE(one.outcome && *one.outcome && other.outcome && *other.outcome);
  EXPECT_NE(one.spent, other.spent);
  EXPECT_GE(lab.cluster.conflicts(), 1U);
  EXPECT_GT(one.tries + other.tries, 2);
}

TEST(Cluster, WaitsThroughTheLossOfASite) {
  Laboratory lab;
  lab.cluster.kill(2, true);
  Laboratory::Attempt attempt;
  lab.spend(0, "code", attempt);
  lab.run(seconds(3));
  ASSERT_TRUE(attempt.outcome && *attempt.outcome);
  EXPECT_GE(attempt.took, milliseconds(400));
  EXPECT_LE(attempt.took, milliseconds(1100));
}

TEST(Cluster, AcknowledgesNothingInAMinority) {
  Laboratory lab;
  lab.cluster.cut(1);
  Laboratory::Attempt early;
  lab.spend(1, "early", early);
  lab.run(seconds(2));
  ASSERT_TRUE(early.outcome);
  EXPECT_EQ(early.outcome->error(), StoreError::unknown);
  Laboratory::Attempt late;
  lab.spend(1, "late", late);
  lab.run(seconds(3));
  ASSERT_TRUE(late.outcome);
  EXPECT_EQ(late.outcome->error(), StoreError::unavailable);
}

TEST(Cluster, ThrowsOutWhoWaitsAtAKilledSite) {
  Laboratory lab;
  Laboratory::Attempt attempt;
  lab.spend(1, "code", attempt);
  lab.schedule.after(milliseconds(1), [&] { lab.cluster.kill(1, false); });
  lab.run(seconds(2));
  EXPECT_TRUE(attempt.killed);
}

TEST(Cluster, GivesAReturningSiteWhatItMissed) {
  Laboratory lab;
  lab.cluster.kill(1, true);
  Laboratory::Attempt attempt;
  lab.spend(0, "code", attempt);
  bool joined = false;
  lab.schedule.after(seconds(2), [&] { lab.cluster.restore(1, [&] { joined = true; }); });
  lab.run(seconds(8));
  EXPECT_TRUE(joined);
  EXPECT_TRUE(lab.cluster.node(1).healthy());
  EXPECT_TRUE(lab.cluster.node(0).replica->differences(*lab.cluster.node(1).replica, 10).empty());
  Laboratory::Attempt again;
  lab.spend(1, "code", again);
  lab.run(seconds(9));
  EXPECT_FALSE(again.spent);
}

TEST(Cluster, ShowsEverythingAcknowledgedAfterCatchingUp) {
  Laboratory lab;
  for (int i = 0; i < 50; ++i) {
    const std::string id = "code" + std::to_string(i);
    Laboratory::Attempt attempt;
    lab.spend(0, id, attempt);
    lab.run(lab.schedule.now());
    bool seen = false;
    lab.schedule.start([&] {
      SimStore store{lab.schedule, lab.dice, lab.cluster, 1};
      EXPECT_TRUE(store.catch_up());
      EXPECT_TRUE(store.write([&](Transaction& transaction) {
        seen = !transaction.spent.spend(id, base::from_unix_seconds(1'900'000'000));
        return Verdict::roll_back;
      }));
    });
    lab.run(lab.schedule.now());
    EXPECT_TRUE(seen) << id;
  }
}

}  // namespace
}  // namespace haetae::sim
