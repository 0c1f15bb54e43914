// SPDX-License-Identifier: Apache-2.0
// An island's store over a node that loses and finds the majority.
#include "haetae/storage/island.hpp"

#include "haetae/accounts/revocations.hpp"
#include "haetae/storage/memory.hpp"
#include "temporary_folder.hpp"

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

namespace haetae::storage::testing {
namespace {

using namespace accounts;

const base::Instant kNow = base::from_unix_milliseconds(1'800'000'000'000);

/// A node as Galera behaves, over a store in memory that plays the cluster.
class Node final : public Database {
 public:
  explicit Node(MemoryStore& cluster) : cluster_(cluster) {}

  base::Outcome<void, StoreError> read(const Read& work) override {
    if (!primary && !stale_) return base::fail(StoreError::unavailable);
    return cluster_.read(work);
  }
  base::Outcome<void, StoreError> write(const Write& work) override {
    if (before_write) before_write();
    const auto asked = [this] {
      if (!has_been_asked_.exchange(true)) asked_.set_value();
    };
    if (hangs && !stale_) {
      // As a commit does that nobody can certify; the cut-off site breaks it off.
      asked();
      broken_off_.get_future().wait();
      return base::fail(StoreError::unknown);
    }
    if (hiccups.exchange(false) || !primary || !ready || stale_) {
      asked();
      return base::fail(StoreError::unavailable);
    }
    return cluster_.write(work);
  }
  StoreStats stats() const override { return {}; }
  base::Outcome<void, StorageError> backup_to(const std::string&) override { return {}; }
  base::Outcome<std::vector<std::string>, StorageError> integrity_check() override {
    return std::vector<std::string>{};
  }
  std::optional<NodeState> node_state() override {
    NodeState state;
    state.reachable = true;
    state.replicated = true;
    state.primary = primary;
    state.ready = primary && ready;
    state.state = primary ? "Synced" : "Initialized";
    state.cluster_size = primary ? 3 : 1;
    return state;
  }
  void serve_stale_reads(bool on) override {
    stale_ = on;
    if (on && hangs.exchange(false)) broken_off_.set_value();
  }
  /// Until a write was refused, or hangs.
  void wait_until_asked() { asked_.get_future().wait(); }

  std::function<void()> before_write;  ///< set while nobody writes
  std::atomic<bool> primary{true};
  std::atomic<bool> ready{true};     ///< takes statements when it is primary
  std::atomic<bool> hangs{false};    ///< one write waits for a majority
  std::atomic<bool> hiccups{false};  ///< one write is refused, and the next one is not

 private:
  MemoryStore& cluster_;
  std::atomic<bool> stale_{false}, has_been_asked_{false};
  std::promise<void> asked_, broken_off_;
};

Site::Options of_three() {
  Site::Options options;
  options.name = "a";
  options.sites = 3;
  return options;
}

class IslandStoreTest : public ::testing::Test {
 protected:
  IslandStoreTest() {
    auto node = std::make_unique<Node>(cluster_);
    node_ = node.get();
    store_ = std::make_unique<IslandStore>(
        std::move(node), site_, clock_,
        IslandOptions{.path = path_, .after = base::Milliseconds{1500}, .wait = {}});
    kim_.id = PersonId{"kim"};
    kim_.email = "kim@example.kr";
    kim_.valid_from = kNow - base::Seconds{3600};
    write(cluster_, [&](Transaction& tx) {
      tx.people.insert(kim_);
      tx.links.insert(link());
      tx.sessions.insert(session("before"));
      tx.families.insert(family("old"));
    });
    store_->watch();
  }

  static void write(Store& store, const std::function<void(Transaction&)>& work) {
    const auto done = store.write([&](Transaction& tx) {
      work(tx);
      return Verdict::commit;
    });
    EXPECT_TRUE(done.has_value());
  }
  static void look(Store& store, const std::function<void(Transaction&)>& work) {
    EXPECT_TRUE(store.read(work).has_value());
  }
  static bool refuses(Store& store, const std::function<void(Transaction&)>& work) {
    const auto done = store.write([&](Transaction& tx) {
      work(tx);
      return Verdict::commit;
    });
    return !done && done.error() == StoreError::unavailable;
  }

  void cut() {
    node_->primary = false;
    store_->watch();
    clock_.advance(base::Milliseconds{1500});
    store_->watch();
    ASSERT_TRUE(site_.is_island());
  }
  void heal() {
    node_->primary = true;
    clock_.advance(base::Seconds{60});
    store_->watch();
  }

  [[nodiscard]] Session session(std::string id) const {
    Session row;
    row.id = SessionId{std::move(id)};
    row.person = kim_.id;
    row.created_at = row.authenticated_at = row.seen_at = kNow;
    row.expires_at = kNow + base::Seconds{86400};
    return row;
  }
  [[nodiscard]] Family family(std::string id) const {
    Family row;
    row.id = FamilyId{std::move(id)};
    row.person = kim_.id;
    row.app = 7;
    row.session = SessionId{"before"};
    row.created_at = row.advanced_at = kNow;
    row.expires_at = kNow + base::Seconds{86400};
    return row;
  }
  [[nodiscard]] Link link() const {
    Link row;
    row.person = kim_.id;
    row.app = 7;
    row.subject = 1'000'000'001;
    return row;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("island.db");
  base::ManualClock clock_{kNow};
  MemoryStore cluster_;
  Site site_{of_three()};
  Node* node_ = nullptr;
  std::unique_ptr<IslandStore> store_;
  Person kim_;
};

TEST_F(IslandStoreTest, PassesThroughWhileThereIsAMajority) {
  write(*store_, [&](Transaction& tx) { tx.sessions.insert(session("new")); });
  look(cluster_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.find(SessionId{"new"})); });
  EXPECT_EQ(site_.reached(), 3U);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(IslandStoreTest, AShortPauseIsNoIsland) {
  node_->primary = false;
  store_->watch();
  clock_.advance(base::Milliseconds{1400});
  store_->watch();
  EXPECT_FALSE(site_.is_island());
  node_->primary = true;
  store_->watch();
  node_->primary = false;
  clock_.advance(base::Milliseconds{1400});
  store_->watch();
  EXPECT_FALSE(site_.is_island());
}

TEST_F(IslandStoreTest, SignsInFromStaleRowsAndMergesAfterwards) {
  cut();
  EXPECT_EQ(site_.island_since(), kNow);
  write(*store_, [&](Transaction& tx) {
    EXPECT_TRUE(tx.people.find(kim_.id));
    EXPECT_TRUE(tx.sessions.insert(session("there")));
    EXPECT_TRUE(tx.families.insert(family("code")));
    AuditEntry entry;
    entry.id = "0audit";
    entry.event = "sign_in";
    tx.audit.append(entry);
    Mail mail;
    mail.id = "0mail";
    tx.mails.insert(mail);
    EXPECT_EQ(tx.guesses.add("account:x", clock_.now(), base::Seconds{900}), 1U);
  });
  look(*store_, [&](Transaction& tx) {
    EXPECT_TRUE(tx.sessions.find(SessionId{"there"}));
    EXPECT_TRUE(tx.sessions.find(SessionId{"before"}));
    EXPECT_EQ(tx.sessions.of_person(kim_.id).size(), 2U);
    EXPECT_TRUE(tx.mails.due(clock_.now(), 10).empty());
  });
  EXPECT_FALSE([&] {
    bool again = true;
    write(*store_, [&](Transaction& tx) { again = tx.families.insert(family("code")); });
    return again;
  }());
  heal();
  EXPECT_FALSE(site_.is_island());
  EXPECT_FALSE(std::filesystem::exists(path_));
  const Merged merged = store_->last_merge();
  EXPECT_EQ(merged.sessions, 1U);
  EXPECT_EQ(merged.families, 1U);
  EXPECT_EQ(merged.audit, 1U);
  EXPECT_EQ(merged.mails, 1U);
  EXPECT_EQ(merged.guesses, 1U);
  EXPECT_EQ(merged.refused, 0U);
  look(cluster_, [&](Transaction& tx) {
    EXPECT_TRUE(tx.sessions.find(SessionId{"there"}));
    EXPECT_FALSE(tx.families.find(FamilyId{"code"})->revoked);
    EXPECT_EQ(tx.guesses.count("account:x", clock_.now()), 1U);
    EXPECT_EQ(tx.mails.due(clock_.now(), 10).size(), 1U);
    EXPECT_EQ(tx.audit.page({}).size(), 1U);
  });
}

TEST_F(IslandStoreTest, SaysThatRequestsWaitWhileItIsMerged) {
  cut();
  write(*store_, [&](Transaction& tx) { tx.sessions.insert(session("there")); });
  EXPECT_FALSE(store_->is_paused());
  int paused = 0;
  node_->before_write = [&] { paused += store_->is_paused() ? 1 : 0; };
  heal();
  EXPECT_EQ(paused, 1);
  EXPECT_FALSE(store_->is_paused());
}

TEST_F(IslandStoreTest, ChangesNoCredentialConsentOrApp) {
  cut();
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.people.update(kim_); }));
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.people.insert(Person{}); }));
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.passwords.put({kim_.id, "x", kNow}); }));
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.passkeys.insert({}); }));
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.links.update(link()); }));
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.links.remove(kim_.id, 7); }));
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.apps.insert({}); }));
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) { tx.targets.put("address", "2"); }));
  // What went before in the same closure is undone with it.
  EXPECT_TRUE(refuses(*store_, [&](Transaction& tx) {
    tx.spent.spend("once", kNow + base::Seconds{3600});
    tx.people.update(kim_);
  }));
  write(*store_,
        [&](Transaction& tx) { EXPECT_TRUE(tx.spent.spend("once", kNow + base::Seconds{3600})); });
}

TEST_F(IslandStoreTest, EndsReachTheOthersWithTheMerge) {
  cut();
  write(*store_, [&](Transaction& tx) {
    EXPECT_TRUE(tx.sessions.remove(SessionId{"before"}));
    EXPECT_FALSE(tx.sessions.remove(SessionId{"before"}));
    EXPECT_EQ(tx.families.revoke_of_session(SessionId{"before"}), 1U);
    tx.revocations.put({"f:old", kNow, kNow + base::Seconds{3600}});
  });
  look(*store_, [&](Transaction& tx) {
    EXPECT_FALSE(tx.sessions.find(SessionId{"before"}));
    EXPECT_TRUE(tx.families.find(FamilyId{"old"})->revoked);
    EXPECT_EQ(tx.revocations.all().size(), 1U);
  });
  heal();
  look(cluster_, [&](Transaction& tx) {
    EXPECT_FALSE(tx.sessions.find(SessionId{"before"}));
    EXPECT_TRUE(tx.families.find(FamilyId{"old"})->revoked);
    EXPECT_EQ(tx.revocations.all().size(), 1U);
  });
}

TEST_F(IslandStoreTest, WhoWasDisabledMeanwhileIsNotLetIn) {
  cut();
  write(*store_, [&](Transaction& tx) {
    tx.sessions.insert(session("there"));
    tx.families.insert(family("code"));
  });
  write(cluster_, [&](Transaction& tx) {
    kim_.disabled = true;
    tx.people.update(kim_);
    tx.sessions.remove(SessionId{"before"});
  });
  heal();
  EXPECT_EQ(store_->last_merge().refused, 2U);
  look(cluster_, [&](Transaction& tx) {
    EXPECT_FALSE(tx.sessions.find(SessionId{"there"}));
    EXPECT_FALSE(tx.sessions.find(SessionId{"before"}));
    // The code stays spent, and what it gave is dead.
    EXPECT_TRUE(tx.families.find(FamilyId{"code"})->revoked);
    EXPECT_EQ(tx.revocations.all().size(), 1U);
  });
}

TEST_F(IslandStoreTest, PasskeyCountersNeverGoBack) {
  Passkey passkey;
  passkey.credential_id = "key";
  passkey.person = kim_.id;
  passkey.sign_count = 5;
  write(cluster_, [&](Transaction& tx) { tx.passkeys.insert(passkey); });
  cut();
  passkey.sign_count = 6;
  write(*store_, [&](Transaction& tx) { EXPECT_TRUE(tx.passkeys.update(passkey)); });
  look(*store_, [&](Transaction& tx) { EXPECT_EQ(tx.passkeys.find("key")->sign_count, 6U); });
  passkey.sign_count = 9;
  write(cluster_, [&](Transaction& tx) { tx.passkeys.update(passkey); });
  heal();
  look(cluster_, [&](Transaction& tx) { EXPECT_EQ(tx.passkeys.find("key")->sign_count, 9U); });
}

/// With requests that wait, as a server's do.
class PatientIslandStoreTest : public IslandStoreTest {
 protected:
  PatientIslandStoreTest() {
    auto node = std::make_unique<Node>(cluster_);
    node_ = node.get();
    store_ = std::make_unique<IslandStore>(
        std::move(node), site_, clock_,
        IslandOptions{.path = path_, .after = base::Milliseconds{1500}, .wait = kWait});
    store_->watch();
  }
  /// Somebody signs in on a thread of their own.
  std::thread sign_in(std::string id) {
    return std::thread{[this, id = std::move(id)] {
      write(*store_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.insert(session(id))); });
    }};
  }
  static constexpr base::Milliseconds kWait{10'000};
};

TEST_F(PatientIslandStoreTest, WriteRefusedBeforeAnybodyLookedIsDoneOnTheIsland) {
  node_->primary = false;
  std::thread visitor = sign_in("there");
  node_->wait_until_asked();
  EXPECT_FALSE(store_->is_paused());
  store_->watch();
  EXPECT_TRUE(store_->is_paused());
  clock_.advance(base::Milliseconds{1500});
  store_->watch();
  EXPECT_FALSE(store_->is_paused());
  visitor.join();
  look(*store_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.find(SessionId{"there"})); });
  heal();
  look(cluster_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.find(SessionId{"there"})); });
}

TEST_F(PatientIslandStoreTest, CommitThatHangsAtTheCutIsDoneOnTheIsland) {
  node_->hangs = true;
  std::thread visitor = sign_in("there");
  node_->wait_until_asked();
  cut();
  visitor.join();
  look(*store_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.find(SessionId{"there"})); });
  // The node may have done it after all.
  write(cluster_, [&](Transaction& tx) { tx.sessions.insert(session("there")); });
  heal();
  EXPECT_FALSE(site_.is_island());
  look(cluster_, [&](Transaction& tx) { EXPECT_EQ(tx.sessions.of_person(kim_.id).size(), 2U); });
}

TEST_F(PatientIslandStoreTest, WriteWaitsUntilANodeThatFoundItsMajorityTakesStatements) {
  node_->primary = false;
  node_->ready = false;
  store_->watch();
  std::thread visitor = sign_in("new");
  node_->wait_until_asked();
  node_->primary = true;
  for (int i = 0; i < 10; ++i) {
    store_->watch();
    EXPECT_TRUE(store_->is_paused());
  }
  node_->ready = true;
  std::atomic<bool> is_done{false};
  std::thread watcher{[&] {
    while (!is_done)
      store_->watch();
  }};
  visitor.join();
  is_done = true;
  watcher.join();
  EXPECT_FALSE(store_->is_paused());
  EXPECT_FALSE(site_.is_island());
  look(cluster_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.find(SessionId{"new"})); });
}

TEST_F(PatientIslandStoreTest, WriteThatAWellNodeRefusesIsRefusedInTheEnd) {
  cluster_.fail_with(StoreError::unavailable);
  std::atomic<bool> is_done{false};
  std::thread watcher{[&] {
    while (!is_done)
      store_->watch();
  }};
  EXPECT_TRUE(refuses(*store_, [](Transaction&) {}));
  is_done = true;
  watcher.join();
}

TEST_F(PatientIslandStoreTest, WriteThatWasRefusedForAMomentIsTriedAgain) {
  node_->hiccups = true;
  std::thread visitor = sign_in("new");
  node_->wait_until_asked();
  std::atomic<bool> is_done{false};
  std::thread watcher{[&] {
    while (!is_done)
      store_->watch();
  }};
  visitor.join();
  is_done = true;
  watcher.join();
  EXPECT_FALSE(site_.is_island());
  look(cluster_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.find(SessionId{"new"})); });
}

TEST_F(IslandStoreTest, WhatWasNotMergedIsMergedAtTheNextStart) {
  cut();
  write(*store_, [&](Transaction& tx) { tx.sessions.insert(session("there")); });
  store_.reset();
  ASSERT_TRUE(std::filesystem::exists(path_));
  IslandStore again{std::make_unique<Node>(cluster_), site_, clock_, {.path = path_}};
  again.watch();
  EXPECT_FALSE(std::filesystem::exists(path_));
  look(cluster_, [&](Transaction& tx) { EXPECT_TRUE(tx.sessions.find(SessionId{"there"})); });
}

}  // namespace
}  // namespace haetae::storage::testing
