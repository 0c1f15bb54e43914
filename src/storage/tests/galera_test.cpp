// SPDX-License-Identifier: Apache-2.0
// What only MariaDB promises: conflicts repeated, lost answers looked up, a node without majority,
// widths. The schema is in galera_schema_test.cpp.
#include "conformance.hpp"
#include "cutting_proxy.hpp"
#include "galera_fixture.hpp"
#include "haetae/storage/sqlite.hpp"

#include <atomic>
#include <condition_variable>
#include <future>
#include <gmock/gmock.h>
#include <mutex>
#include <thread>

namespace haetae::storage::testing {

namespace {

using ::testing::AllOf;
using ::testing::Contains;

/// Lets `count` threads go on together, once.
class Meeting {
 public:
  explicit Meeting(int count) : missing_(count) {}
  void arrive() {
    std::unique_lock lock{mutex_};
    if (--missing_ <= 0) {
      all_here_.notify_all();
    } else {
      all_here_.wait(lock, [this] { return missing_ <= 0; });
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_here_;
  int missing_;
};

TEST_F(GaleraTest, DeadlockedClosuresAreRepeatedAndBothCommit) {
  auto store = open_empty(options());
  ASSERT_TRUE(store->write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    t.people.insert(a_person("p2"));
    return Verdict::commit;
  }));
  Meeting both_hold_one{2};
  std::atomic<int> runs{0};
  in_parallel(2, [&](int thread) {
    const PersonId first{thread == 0 ? "p1" : "p2"};
    const PersonId second{thread == 0 ? "p2" : "p1"};
    bool met = false;
    const auto done = store->write([&](Transaction& t) {
      ++runs;
      Person one = *t.people.find(first);
      if (!std::exchange(met, true)) {
        both_hold_one.arrive();
      }
      Person other = *t.people.find(second);
      one.nickname += "+";
      other.nickname += "+";
      t.people.update(one);
      t.people.update(other);
      return Verdict::commit;
    });
    EXPECT_TRUE(done.has_value());
  });
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(store->stats().conflicts, 1U);
  const std::string before = a_person("p1").nickname;
  EXPECT_TRUE(store->read(
      [&](Transaction& t) { EXPECT_EQ(t.people.find(PersonId{"p1"})->nickname, before + "++"); }));
}

TEST_F(GaleraTest, ReadThenWriteLosesNoUpdateOfAnother) {
  auto store = open_empty(options());
  ASSERT_TRUE(store->write([](Transaction& t) {
    Session session = a_session("s", "p");
    session.seen_at = at(0);
    t.sessions.insert(session);
    return Verdict::commit;
  }));
  constexpr int kThreads = 8;
  constexpr int kRounds = 25;
  in_parallel(kThreads, [&](int) {
    for (int i = 0; i < kRounds; ++i) {
      EXPECT_TRUE(store->write([](Transaction& t) {
        Session session = *t.sessions.find(SessionId{"s"});
        session.seen_at += base::Milliseconds{1};
        t.sessions.update(session);
        return Verdict::commit;
      }));
    }
  });
  EXPECT_TRUE(store->read([](Transaction& t) {
    EXPECT_EQ(t.sessions.find(SessionId{"s"})->seen_at, at(kThreads * kRounds));
  }));
}

TEST_F(GaleraTest, ConnectionKilledBeforeTheCommitRepeatsTheClosure) {
  auto store = open_empty(options());
  int runs = 0;
  const auto done = store->write([&](Transaction& t) {
    const bool fresh = t.spent.spend("once", at(0));
    if (++runs == 1) {
      mariadb_server().execute(
          mariadb_server().ask("SELECT GROUP_CONCAT(CONCAT('KILL ', id) SEPARATOR ';') "
                               "FROM information_schema.processlist WHERE db = 'galera'"));
      // Whichever of these first meets the closed connection.
      for (int i = 0; i < 1000; ++i) {
        t.revisions.bump("apps");
      }
    }
    return fresh ? Verdict::commit : Verdict::roll_back;
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(spent(*store, "once"));
  EXPECT_EQ(store->stats().doubts, 0U);
  EXPECT_EQ(store->stats().connections_lost, 1U);
}

/// A store behind a proxy that loses answers.
class GaleraCutTest : public GaleraTest {
 protected:
  GaleraCutTest() : proxy_(options().socket) {
    open_empty(options());
    GaleraOptions through = options();
    through.socket = proxy_.socket();
    through.timeout = base::Seconds{3};
    auto opened = open_galera(std::move(through));
    if (!opened) {
      throw std::runtime_error(opened.error().words);
    }
    store_ = *std::move(opened);
  }

  /// One write whose COMMIT meets `cut`; how often its closure ran.
  int spend_once(CuttingProxy::Cut cut) {
    int runs = 0;
    bool fresh = false;
    proxy_.cut_next(cut);
    outcome_ = store_->write([&](Transaction& t) {
      ++runs;
      fresh = t.spent.spend("once", at(0));
      return fresh ? Verdict::commit : Verdict::roll_back;
    });
    EXPECT_TRUE(fresh) << "the closure met what its own first attempt wrote";
    return runs;
  }

  CuttingProxy proxy_;
  std::unique_ptr<GaleraStore> store_;
  base::Outcome<void, StoreError> outcome_;
};

TEST_F(GaleraCutTest, CommitThatNeverArrivedIsRepeated) {
  EXPECT_EQ(spend_once(CuttingProxy::Cut::before_commit), 2);
  EXPECT_TRUE(outcome_.has_value());
  EXPECT_TRUE(spent(*store_, "once"));
  EXPECT_EQ(store_->stats().doubts, 1U);
  EXPECT_EQ(store_->stats().unresolved, 0U);
}

TEST_F(GaleraCutTest, CommitWhoseAnswerWasLostIsFoundByItsIdAndNotRepeated) {
  EXPECT_EQ(spend_once(CuttingProxy::Cut::after_commit), 1);
  EXPECT_TRUE(outcome_.has_value());
  EXPECT_TRUE(spent(*store_, "once"));
  EXPECT_EQ(store_->stats().doubts, 1U);
  EXPECT_THAT(seen(), AllOf(Contains("store_commit_in_doubt"), Contains("store_commit_found")));
}

TEST_F(GaleraCutTest, CommitThatArrivesAfterItWasRepeatedDoesNothing) {
  EXPECT_EQ(spend_once(CuttingProxy::Cut::late_commit), 2);
  EXPECT_TRUE(outcome_.has_value());
  EXPECT_TRUE(spent(*store_, "once"));
  // The late one met its fence.
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM galera.writes WHERE fenced = 1"), "1");
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM galera.writes WHERE fenced = 0"), "1");
}

TEST_F(GaleraCutTest, CommitThatNobodyCanBeAskedAboutIsUnknown) {
  int runs = 0;
  proxy_.cut_next(CuttingProxy::Cut::after_commit);
  outcome_ = store_->write([&](Transaction& t) {
    ++runs;
    proxy_.refuse_new(true);
    return t.spent.spend("once", at(0)) ? Verdict::commit : Verdict::roll_back;
  });
  EXPECT_EQ(error_of(outcome_), StoreError::unknown);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(store_->stats().unresolved, 1U);
  EXPECT_THAT(seen(), Contains("store_commit_unknown"));
  proxy_.refuse_new(false);
  EXPECT_TRUE(spent(*store_, "once"));
}

TEST_F(GaleraTest, ServerKilledUnderLoadLosesNothingAcknowledged) {
  auto store = open_empty(options());
  std::mutex mutex;
  std::vector<std::string> acknowledged;
  std::atomic<bool> done{false};
  std::atomic<int> refused{0};
  std::thread fault{[&] {
    for (int round = 0; round < 2; ++round) {
      std::size_t before = 0;
      {
        const std::lock_guard lock{mutex};
        before = acknowledged.size();
      }
      for (std::size_t now = before; now < before + 200;) {
        const std::lock_guard lock{mutex};
        now = acknowledged.size();
      }
      mariadb_server().kill();
      mariadb_server().start();
    }
    done = true;
  }};
  in_parallel(8, [&](int thread) {
    for (int i = 0; !done; ++i) {
      const std::string id = std::to_string(thread) + "-" + std::to_string(i);
      const auto outcome = store->write([&](Transaction& t) {
        t.spent.spend(id, at(0));
        return Verdict::commit;
      });
      if (outcome) {
        const std::lock_guard lock{mutex};
        acknowledged.push_back(id);
      } else {
        ++refused;
      }
    }
  });
  fault.join();
  std::size_t lost = 0;
  for (const std::string& id : acknowledged) {
    lost += spent(*store, id) ? 0U : 1U;
  }
  EXPECT_EQ(lost, 0U) << "of " << acknowledged.size();
  EXPECT_GT(acknowledged.size(), 400U);
}

TEST_F(GaleraTest, NodeWithoutMajorityRefusesWritesAndServesStaleReadsWhenTold) {
  auto store = open_empty(options());
  ASSERT_TRUE(store->write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    return Verdict::commit;
  }));
  const auto writes = [&] {
    return store->write([](Transaction& t) {
      t.people.insert(a_person("p2"));
      return Verdict::commit;
    });
  };
  EXPECT_TRUE(store->node_state()->writable());
  EXPECT_TRUE(store->catch_up());
  mariadb_server().lose_majority();
  const auto state = store->node_state();
  EXPECT_TRUE(state->reachable);
  EXPECT_FALSE(state->writable());
  EXPECT_EQ(error_of(writes()), StoreError::unavailable);
  EXPECT_FALSE(store->read([](Transaction& t) { static_cast<void>(t.people.count()); }));
  EXPECT_FALSE(store->catch_up());
  EXPECT_THAT(seen(), Contains("store_write_failed"));

  store->serve_stale_reads(true);
  EXPECT_EQ(people(*store), 1U);
  EXPECT_EQ(error_of(writes()), StoreError::unavailable);
  // Such a node can be opened, too.
  auto second = open_galera(options());
  ASSERT_TRUE(second.has_value());
  (*second)->serve_stale_reads(true);
  EXPECT_EQ(people(**second), 1U);

  mariadb_server().regain_majority();
  store->serve_stale_reads(false);
  EXPECT_TRUE(writes());
  EXPECT_EQ(people(*store), 2U);
  EXPECT_TRUE(store->node_state()->writable());
  EXPECT_THAT(seen(), Contains("store_writes_again"));
}

TEST_F(GaleraTest, CommitThatHangsWithoutMajorityIsGivenUpWhenTheSiteIsAnIsland) {
  auto store = open_empty(options());
  EXPECT_EQ(people(*store), 0U);
  std::optional<StoreError> error;
  base::Milliseconds took{};
  const base::SystemClock clock;
  Meeting commits{2};
  std::thread writer;
  mariadb_server().lose_majority([&] {
    writer = std::thread{[&] {
      const auto began = clock.steady();
      const auto done = store->write([&](Transaction& t) {
        t.people.insert(a_person("p1"));
        commits.arrive();
        return Verdict::commit;
      });
      if (!done) error = done.error();
      took = std::chrono::duration_cast<base::Milliseconds>(clock.steady() - began);
    }};
    commits.arrive();
  });
  store->serve_stale_reads(true);
  writer.join();
  EXPECT_EQ(error, StoreError::unknown);
  EXPECT_LT(took, options().timeout);
  EXPECT_EQ(people(*store), 0U);

  mariadb_server().regain_majority();
  store->serve_stale_reads(false);
  EXPECT_TRUE(store->write([](Transaction& t) {
    t.people.insert(a_person("p2"));
    return Verdict::commit;
  }));
}

TEST_F(GaleraTest, RestartedServerIsUsedAgainByTheSameStore) {
  auto store = open_empty(options());
  EXPECT_TRUE(store->write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    return Verdict::commit;
  }));
  EXPECT_EQ(people(*store), 1U);
  mariadb_server().stop();
  const auto outcome = store->write([](Transaction&) { return Verdict::commit; });
  EXPECT_EQ(error_of(outcome), StoreError::unavailable);
  EXPECT_FALSE(store->node_state()->reachable);
  mariadb_server().start();
  EXPECT_EQ(people(*store), 1U);
  EXPECT_TRUE(store->write([](Transaction& t) {
    t.people.insert(a_person("p2"));
    return Verdict::commit;
  }));
  EXPECT_TRUE(store->node_state()->writable());
}

TEST_F(GaleraTest, ValueThatItsColumnDoesNotTakeEndsTheClosureWithWords) {
  auto store = open_empty(options());
  const auto insert = [&](const std::string& device) {
    return store->write([&](Transaction& t) {
      t.people.insert(a_person("p1"));
      Session session = a_session("s1", "p1");
      session.device = device;
      t.sessions.insert(session);
      return Verdict::commit;
    });
  };
  EXPECT_THROW(static_cast<void>(insert(std::string(256, 'x'))), std::length_error);
  EXPECT_THROW(static_cast<void>(insert("\xff\xfe")), std::invalid_argument);
  EXPECT_EQ(people(*store), 0U);
  // As many characters as the column has, however many bytes those are.
  std::string widest;
  for (int i = 0; i < 255; ++i) {
    widest += "해";
  }
  EXPECT_TRUE(insert(widest));
  EXPECT_EQ(people(*store), 1U);
}

TEST_F(GaleraTest, IdsAreComparedByTheirBytes) {
  auto store = open_empty(options());
  EXPECT_TRUE(store->write([](Transaction& t) {
    for (const char* id : {"a", "A", "a ", "ä", "Ä"}) {
      EXPECT_TRUE(t.spent.spend(id, at(0))) << id;
    }
    EXPECT_FALSE(t.spent.spend("a", at(0)));
    return Verdict::commit;
  }));
}

TEST_F(GaleraTest, SitesCountGuessesAndRevisionsInRowsOfTheirOwnAndSeeTheSum) {
  auto first = open_empty(options());
  GaleraOptions of_second = options();
  of_second.site = "second";
  auto second = *open_galera(std::move(of_second));
  const auto guess = [](Store& store) {
    std::uint32_t count = 0;
    EXPECT_TRUE(store.write([&](Transaction& t) {
      count = t.guesses.add("account:x", at(0), std::chrono::minutes{1});
      t.revisions.bump("apps");
      return Verdict::commit;
    }));
    return count;
  };
  EXPECT_EQ(guess(*first), 1U);
  EXPECT_EQ(guess(*second), 2U);
  EXPECT_EQ(guess(*first), 3U);
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM galera.guesses"), "2");
  EXPECT_TRUE(second->read([](Transaction& t) {
    EXPECT_EQ(t.guesses.count("account:x", at(1)), 3U);
    EXPECT_EQ(t.guesses.count("account", at(1)), 0U);
    EXPECT_EQ(t.revisions.get("apps"), 3U);
  }));
  EXPECT_TRUE(second->write([](Transaction& t) {
    t.guesses.clear("account:x");
    return Verdict::commit;
  }));
  EXPECT_TRUE(
      first->read([](Transaction& t) { EXPECT_EQ(t.guesses.count("account:x", at(1)), 0U); }));
}

TEST_F(GaleraTest, WritersWhoRevokeAtTheSameTimeDoNotWaitForEachOther) {
  auto store = open_empty(options());
  std::promise<void> bumped, other_is_done;
  std::thread first{[&] {
    EXPECT_TRUE(store->write([&](Transaction& t) {
      t.revisions.bump("revocations");
      bumped.set_value();
      // Shut in one row, the other would wait for this transaction, and this one for the other.
      EXPECT_EQ(other_is_done.get_future().wait_for(std::chrono::seconds{10}),
                std::future_status::ready);
      return Verdict::commit;
    }));
  }};
  bumped.get_future().wait();
  EXPECT_TRUE(store->write([](Transaction& t) {
    t.revisions.bump("revocations");
    return Verdict::commit;
  }));
  other_is_done.set_value();
  first.join();
  EXPECT_EQ(store->stats().conflicts, 0U);
  EXPECT_TRUE(store->read([](Transaction& t) { EXPECT_EQ(t.revisions.get("revocations"), 2U); }));
}

TEST_F(GaleraTest, OldIdsOfWritesAreRemoved) {
  auto store = open_empty(options());
  mariadb_server().execute(
      "INSERT INTO galera.writes VALUES ('main', '00old', 0), ('other', '00old', 0)");
  for (int i = 0; i < 1024; ++i) {
    ASSERT_TRUE(store->write([](Transaction&) { return Verdict::commit; }));
  }
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM galera.writes WHERE id = '00old'"), "1");
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM galera.writes WHERE site = 'main'"), "1024");
}

TEST_F(GaleraTest, SoundTablesPassTheCheckAndBackupIsAnSqliteFile) {
  auto store = open_empty(options());
  EXPECT_TRUE(store->write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    return Verdict::commit;
  }));
  const auto complaints = store->integrity_check();
  ASSERT_TRUE(complaints.has_value());
  EXPECT_TRUE(complaints->empty());
  const TemporaryFolder folder;
  const auto done = store->backup_to(folder.file("backup.db"));
  ASSERT_TRUE(done.has_value()) << done.error().words;
  const auto backup = open_sqlite(folder.file("backup.db"));
  ASSERT_TRUE(backup.has_value());
  EXPECT_EQ(people(**backup), 1U);
}

}  // namespace

}  // namespace haetae::storage::testing
