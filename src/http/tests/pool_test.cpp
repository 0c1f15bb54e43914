// SPDX-License-Identifier: Apache-2.0
#include "pool.hpp"

#include "support.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace haetae::http {
namespace {

using wire::Lane;

/// What happened, in order, by the names of the tasks.
class Journal {
 public:
  void write(const std::string& entry) {
    const std::lock_guard lock{mutex_};
    entries_.push_back(entry);
    written_.notify_all();
  }
  std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock{mutex_};
    written_.wait_for(lock, std::chrono::seconds{20}, [&] { return entries_.size() >= count; });
    return entries_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable written_;
  std::vector<std::string> entries_;
};

class NamedTask : public PoolTask {
 public:
  NamedTask(Journal& journal, std::string name) : journal_(journal), name_(std::move(name)) {}
  void run(std::chrono::nanoseconds queue_wait) override {
    wait_ = queue_wait;
    journal_.write(name_);
  }
  void shed(std::chrono::nanoseconds queue_wait) override {
    wait_ = queue_wait;
    journal_.write("-" + name_);
  }
  std::chrono::nanoseconds wait_{0};

 private:
  Journal& journal_;
  std::string name_;
};

/// Holds a worker until told.
class Blocker final : public PoolTask {
 public:
  void run(std::chrono::nanoseconds) override {
    began.open();
    EXPECT_TRUE(go.wait());
    done.open();
  }
  void shed(std::chrono::nanoseconds) override { was_shed.open(); }
  Gate began;
  Gate go;
  Gate done;
  Gate was_shed;
};

class PoolTest : public testing::Test {
 protected:
  static PoolOptions one_worker() {
    PoolOptions options;
    options.workers = 1;
    options.lanes.fill({.queue_max = 10, .running_max = 0, .wait_max = base::Milliseconds{1000}});
    options.queued_max = 100;
    options.fair_pick_every = 1000;
    return options;
  }
  NamedTask& task(const std::string& name) {
    return *tasks_.emplace_back(std::make_unique<NamedTask>(journal_, name));
  }

  SharedClock clock_;
  Journal journal_;
  std::vector<std::unique_ptr<NamedTask>> tasks_;
};

using Names = std::vector<std::string>;

TEST_F(PoolTest, TakesTheWorthiestLaneFirst) {
  Blocker blocker;
  Pool pool{one_worker(), clock_};
  pool.submit(Lane::session, blocker);
  ASSERT_TRUE(blocker.began.wait());
  pool.submit(Lane::administration, task("administration"));
  pool.submit(Lane::sign_up, task("sign_up"));
  pool.submit(Lane::password, task("password"));
  pool.submit(Lane::passkey, task("passkey"));
  pool.submit(Lane::session, task("session"));
  pool.submit(Lane::session, task("session2"));
  EXPECT_EQ(pool.queued()[0], 2U);
  blocker.go.open();
  EXPECT_EQ(journal_.wait_for(6),
            (Names{"session", "session2", "passkey", "password", "sign_up", "administration"}));
}

TEST_F(PoolTest, LetsNoLaneStandStill) {
  auto options = one_worker();
  options.fair_pick_every = 3;
  Blocker blocker;  // the first pick
  Pool pool{options, clock_};
  pool.submit(Lane::session, blocker);
  ASSERT_TRUE(blocker.began.wait());
  pool.submit(Lane::sign_up, task("old"));
  clock_.advance(base::Milliseconds{1});
  for (const auto* name : {"s1", "s2", "s3"}) {
    pool.submit(Lane::session, task(name));
  }
  blocker.go.open();
  EXPECT_EQ(journal_.wait_for(4), (Names{"s1", "old", "s2", "s3"}));
}

TEST_F(PoolTest, ShedsBeyondTheQueueOfALane) {
  auto options = one_worker();
  options.lanes[2].queue_max = 1;
  Blocker blocker;
  Pool pool{options, clock_};
  pool.submit(Lane::session, blocker);
  ASSERT_TRUE(blocker.began.wait());
  pool.submit(Lane::password, task("p1"));
  pool.submit(Lane::password, task("p2"));
  EXPECT_EQ(journal_.wait_for(1), (Names{"-p2"}));
  pool.submit(Lane::session, task("s"));
  blocker.go.open();
  EXPECT_EQ(journal_.wait_for(3), (Names{"-p2", "s", "p1"}));
}

TEST_F(PoolTest, DisplacesTheLeastWorthyWhenAllQueuesAreFull) {
  auto options = one_worker();
  options.queued_max = 3;
  Blocker blocker;
  Pool pool{options, clock_};
  pool.submit(Lane::session, blocker);
  ASSERT_TRUE(blocker.began.wait());
  pool.submit(Lane::password, task("p1"));
  pool.submit(Lane::sign_up, task("u1"));
  pool.submit(Lane::sign_up, task("u2"));
  pool.submit(Lane::session, task("s1"));   // u2 goes, the youngest sign-up
  pool.submit(Lane::passkey, task("k1"));   // u1 goes
  pool.submit(Lane::passkey, task("k2"));   // p1 goes
  pool.submit(Lane::password, task("p2"));  // nobody less worthy is left
  pool.submit(Lane::passkey, task("k3"));
  EXPECT_EQ(journal_.wait_for(5), (Names{"-u2", "-u1", "-p1", "-p2", "-k3"}));
  blocker.go.open();
  const auto all = journal_.wait_for(8);
  EXPECT_EQ(Names(all.begin() + 5, all.end()), (Names{"s1", "k1", "k2"}));
}

TEST_F(PoolTest, ShedsWhatWaitedTooLong) {
  auto options = one_worker();
  options.lanes[0].wait_max = base::Milliseconds{500};
  Blocker blocker;
  Pool pool{options, clock_};
  pool.submit(Lane::session, blocker);
  ASSERT_TRUE(blocker.began.wait());
  auto& swept = task("swept");
  pool.submit(Lane::session, swept);
  auto& patient = task("patient");
  pool.submit(Lane::password, patient);
  clock_.advance(base::Milliseconds{501});
  // Every worker is busy, still the answer comes.
  pool.shed_overdue();
  EXPECT_EQ(journal_.wait_for(1), (Names{"-swept"}));
  EXPECT_EQ(swept.wait_, base::Milliseconds{501});
  pool.submit(Lane::session, task("late"));
  clock_.advance(base::Milliseconds{499});
  blocker.go.open();
  EXPECT_EQ(journal_.wait_for(3), (Names{"-swept", "late", "patient"}));
  pool.stop();
  EXPECT_EQ(patient.wait_, base::Milliseconds{1000});
}

TEST_F(PoolTest, CapsWhatRunsOfALane) {
  auto options = one_worker();
  options.workers = 3;
  options.lanes[2].running_max = 1;
  Blocker first;
  Blocker second;
  Pool pool{options, clock_};
  pool.submit(Lane::password, first);
  ASSERT_TRUE(first.began.wait());
  pool.submit(Lane::password, second);
  // Two workers are free, and only other lanes may use them.
  pool.submit(Lane::administration, task("a"));
  EXPECT_EQ(journal_.wait_for(1), (Names{"a"}));
  EXPECT_EQ(pool.running()[2], 1U);
  EXPECT_EQ(pool.queued()[2], 1U);
  first.go.open();
  EXPECT_TRUE(second.began.wait());
  second.go.open();
}

TEST_F(PoolTest, ShedsTheQueueAndFinishesWhatRunsWhenItStops) {
  Blocker running;
  Blocker queued;
  Pool pool{one_worker(), clock_};
  pool.submit(Lane::session, running);
  ASSERT_TRUE(running.began.wait());
  pool.submit(Lane::session, queued);
  std::thread stopper{[&pool] { pool.stop(); }};
  EXPECT_TRUE(queued.was_shed.wait());
  running.go.open();
  stopper.join();
  EXPECT_TRUE(running.done.wait());
  pool.submit(Lane::session, task("after"));
  EXPECT_EQ(journal_.wait_for(1), (Names{"-after"}));
}

}  // namespace
}  // namespace haetae::http
