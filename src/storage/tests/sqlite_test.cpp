// SPDX-License-Identifier: Apache-2.0
// What only the SQLite backend promises: sharing commits, crashes, other processes, full disks.
#include "haetae/storage/sqlite.hpp"

#include "child.hpp"
#include "conformance.hpp"
#include "haetae/base/log.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <mutex>
#include <semaphore>
#include <sqlite3.h>

namespace haetae::storage::testing {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace {

/// What was logged while it lives, one text per record.
class LogTrap {
 public:
  LogTrap() {
    records().clear();
    base::set_log_sink(+[](const base::LogRecord& record) {
      std::string text{record.event};
      for (const base::LogField& field : record.fields) {
        if (const auto* words = std::get_if<std::string_view>(&field.value)) {
          text += " " + std::string{*words};
        }
      }
      const std::lock_guard lock{mutex()};
      records().push_back(text);
    });
  }
  ~LogTrap() {
    base::set_log_sink(+[](const base::LogRecord&) {});
  }
  static std::vector<std::string> seen() {
    const std::lock_guard lock{mutex()};
    return records();
  }

 private:
  static std::mutex& mutex() {
    static std::mutex mutex;
    return mutex;
  }
  static std::vector<std::string>& records() {
    static std::vector<std::string> records;
    return records;
  }
};

/// The file opened behind the store's back.
class RawDatabase {
 public:
  explicit RawDatabase(const std::string& path) { sqlite3_open(path.c_str(), &handle_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;
  ~RawDatabase() { sqlite3_close(handle_); }
  void execute(const std::string& sql) {
    char* words = nullptr;
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &words) != SQLITE_OK) {
      throw std::runtime_error(words);
    }
  }

 private:
  sqlite3* handle_ = nullptr;
};

class SqliteTest : public ::testing::Test {
 protected:
  std::string path() const { return folder_.file("haetae.db"); }
  std::unique_ptr<SqliteStore> open(const SqliteOptions& options = {}) {
    auto store = open_sqlite(path(), options);
    if (!store) {
      throw std::runtime_error(store.error().words);
    }
    return *std::move(store);
  }
  StorageError refused(const std::string& file) {
    auto store = open_sqlite(file);
    if (store) {
      throw std::runtime_error("it opened");
    }
    return store.error();
  }

  TemporaryFolder folder_;
};

bool spend(SqliteStore& store, const std::string& id) {
  bool fresh = false;
  const auto done = store.write([&](Transaction& t) {
    fresh = t.spent.spend(id, at(0));
    return Verdict::commit;
  });
  EXPECT_TRUE(done.has_value());
  return fresh;
}

/// Keeps the writer thread inside a closure while `meanwhile` runs.
template <class Meanwhile>
void with_the_writer_busy(SqliteStore& store, Meanwhile meanwhile) {
  std::binary_semaphore entered{0};
  std::binary_semaphore leave{0};
  std::thread holder{[&] {
    EXPECT_TRUE(store.write([&](Transaction&) {
      entered.release();
      leave.acquire();
      return Verdict::commit;
    }));
  }};
  entered.acquire();
  meanwhile();
  leave.release();
  holder.join();
}

void wait_for_queued(const SqliteStore& store, std::uint64_t count) {
  while (store.stats().waiting_writes < count) {
    std::this_thread::yield();
  }
}

}  // namespace

TEST_F(SqliteTest, WaitingWritersShareOneCommit) {
  const auto store = open();
  std::vector<std::thread> writers;
  with_the_writer_busy(*store, [&] {
    for (int i = 0; i < 9; ++i) {
      writers.emplace_back([&store, i] { EXPECT_TRUE(spend(*store, std::to_string(i))); });
    }
    wait_for_queued(*store, 9);
  });
  for (std::thread& writer : writers) {
    writer.join();
  }
  EXPECT_EQ(store->stats().writes, 10U);
  EXPECT_EQ(store->stats().commits, 2U);
}

TEST_F(SqliteTest, SharedCommitIsBounded) {
  const auto store = open({.batch_max = 4});
  std::vector<std::thread> writers;
  with_the_writer_busy(*store, [&] {
    for (int i = 0; i < 9; ++i) {
      writers.emplace_back([&store, i] { EXPECT_TRUE(spend(*store, std::to_string(i))); });
    }
    wait_for_queued(*store, 9);
  });
  for (std::thread& writer : writers) {
    writer.join();
  }
  EXPECT_EQ(store->stats().commits, 4U);
}

TEST_F(SqliteTest, ClosuresOfOneCommitDoNotTouchEachOther) {
  const auto store = open();
  std::vector<std::thread> writers;
  std::atomic<int> thrown{0};
  with_the_writer_busy(*store, [&] {
    for (int i = 0; i < 9; ++i) {
      writers.emplace_back([&, i] {
        try {
          EXPECT_TRUE(store->write([&](Transaction& t) -> Verdict {
            EXPECT_TRUE(t.spent.spend(std::to_string(i), at(0)));
            if (i % 3 == 2) {
              throw std::runtime_error("mishap");
            }
            return i % 3 == 0 ? Verdict::commit : Verdict::roll_back;
          }));
        } catch (const std::runtime_error&) {
          ++thrown;
        }
      });
    }
    wait_for_queued(*store, 9);
  });
  for (std::thread& writer : writers) {
    writer.join();
  }
  EXPECT_EQ(thrown, 3);
  EXPECT_EQ(store->stats().commits, 2U);
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(spend(*store, std::to_string(i)), i % 3 != 0);
  }
}

TEST_F(SqliteTest, WorkBesideAWriteRunsWhileTheWriteWaits) {
  const auto store = open();
  std::thread::id ran_on;
  std::thread::id caller;
  std::binary_semaphore beside{0};
  std::thread writer;
  with_the_writer_busy(*store, [&] {
    writer = std::thread{[&] {
      caller = std::this_thread::get_id();
      EXPECT_TRUE(store->write_beside(
          [](Transaction& t) {
            return t.spent.spend("a", at(0)) ? Verdict::commit : Verdict::roll_back;
          },
          [&] {
            ran_on = std::this_thread::get_id();
            beside.release();
          }));
    }};
    beside.acquire();  // while the writer thread is held
    EXPECT_EQ(store->stats().waiting_writes, 1U);
  });
  writer.join();
  EXPECT_EQ(ran_on, caller);
  EXPECT_FALSE(spend(*store, "a"));
}

TEST_F(SqliteTest, WorkBesideAWriteMayThrowButNotUseTheStore) {
  const auto store = open();
  const auto spend_it = [](Transaction& t) {
    return t.spent.spend("a", at(0)) ? Verdict::commit : Verdict::roll_back;
  };
  const auto nested = [&] {
    static_cast<void>(store->write_beside(
        spend_it, [&] { static_cast<void>(store->read([](Transaction&) {})); }));
  };
  EXPECT_THROW(nested(), std::logic_error);
  EXPECT_FALSE(spend(*store, "a"));  // what was handed over was done
}

TEST_F(SqliteTest, StatisticsCountWhatHappened) {
  const auto store = open();
  spend(*store, "a");
  spend(*store, "b");
  EXPECT_TRUE(store->write([](Transaction&) { return Verdict::roll_back; }));
  EXPECT_TRUE(store->read([](Transaction& t) { t.people.count(); }));
  const StoreStats stats = store->stats();
  EXPECT_EQ(stats.writes, 2U);
  EXPECT_EQ(stats.rolled_back, 1U);
  EXPECT_EQ(stats.commits, 2U);
  EXPECT_EQ(stats.failed_commits, 0U);
  EXPECT_EQ(stats.read_seconds.count, 1U);
  EXPECT_EQ(stats.write_seconds.count, 3U);
  EXPECT_GT(stats.write_seconds.sum, 0);
  EXPECT_EQ(stats.writes_per_commit.counts[0], 2U);
  EXPECT_EQ(stats.write_seconds.counts.size(), stats.write_seconds.bounds.size() + 1);
}

TEST_F(SqliteTest, IdleWriterMovesTheLogIntoTheFile) {
  const auto store = open({.synchronous = SqliteOptions::Synchronous::normal});
  const std::string bytes(200'000, 'x');
  for (int i = 0; i < 30; ++i) {  // some 1,500 pages
    EXPECT_TRUE(store->write([&](Transaction& t) {
      t.pictures.insert({"i" + std::to_string(i), bytes, "", at(0)});
      return Verdict::commit;
    }));
  }
  while (store->stats().checkpoints == 0) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(store->read([&](Transaction& t) { EXPECT_TRUE(t.pictures.find("i29")); }));
}

TEST_F(SqliteTest, EveryAcknowledgedWriteSurvivesAKilledProcess) {
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> acknowledged;
    {
      Child child{
          {HAETAE_STORAGE_WRITING_PROCESS, path(), "r" + std::to_string(round) + "-", "8", "0"}};
      while (acknowledged.size() < 400) {
        acknowledged.push_back(child.line());
        ASSERT_THAT(acknowledged.back(), Not(IsEmpty()));
      }
      child.kill();
      EXPECT_EQ(child.wait(), -1);
      for (std::string line = child.line(); !line.empty(); line = child.line()) {
        acknowledged.push_back(line);
      }
    }
    const auto store = open();
    for (const std::string& id : acknowledged) {
      EXPECT_FALSE(spend(*store, id)) << "lost " << id;
    }
    EXPECT_THAT(store->integrity_check().value(), IsEmpty());
  }
}

TEST_F(SqliteTest, TwoProcessesWriteTheSameFile) {
  const auto store = open();
  Child child{{HAETAE_STORAGE_WRITING_PROCESS, path(), "child-", "4", "50"}};
  in_parallel(4, [&](int thread) {
    for (int i = 0; i < 50; ++i) {
      EXPECT_TRUE(spend(*store, "parent-" + std::to_string(thread) + "-" + std::to_string(i)));
    }
  });
  int lines = 0;
  while (!child.line().empty()) {
    ++lines;
  }
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(lines, 200);
  std::size_t rows = 0;
  EXPECT_TRUE(store->write([&](Transaction& t) {
    rows = t.spent.remove_expired(at(0), 9999);
    return Verdict::roll_back;
  }));
  EXPECT_EQ(rows, 400U);
}

TEST_F(SqliteTest, FileThatAnotherProcessKeepsBusyIsUnavailableUntilItIsDone) {
  const LogTrap log;
  const auto store = open({.busy_wait = base::Milliseconds{30}});
  RawDatabase other{path()};
  other.execute("BEGIN IMMEDIATE");
  const auto done = store->write([](Transaction&) { return Verdict::commit; });
  EXPECT_EQ(done, base::fail(StoreError::unavailable));
  EXPECT_THAT(LogTrap::seen(), Contains(HasSubstr("another process holds the database")));
  EXPECT_TRUE(store->read([](Transaction& t) { t.people.count(); }));
  other.execute("ROLLBACK");
  EXPECT_TRUE(spend(*store, "a"));
  EXPECT_THAT(LogTrap::seen(), Contains("store_writes_again"));
}

TEST_F(SqliteTest, FullDiskIsUnavailableNamedOnceAndOverWhenThereIsSpace) {
  const LogTrap log;
  const auto store = open({.pages_max = 200});
  const std::string bytes(100'000, 'x');
  int stored = 0;
  const auto add = [&] {
    return store->write([&](Transaction& t) {
      t.pictures.insert({"i" + std::to_string(stored), bytes, "", at(0)});
      return Verdict::commit;
    });
  };
  while (add()) {
    ASSERT_LT(++stored, 20);
  }
  EXPECT_EQ(add(), base::fail(StoreError::unavailable));
  EXPECT_GE(store->stats().failed_commits + store->stats().rolled_back, 2U);
  const auto seen = LogTrap::seen();
  EXPECT_EQ(std::count_if(seen.begin(), seen.end(),
                          [](const std::string& record) {
                            return record.find("free space on the volume") != std::string::npos;
                          }),
            1);
  EXPECT_TRUE(store->read([&](Transaction& t) { EXPECT_TRUE(t.pictures.find("i0")); }));
  EXPECT_TRUE(store->write([](Transaction& t) {
    EXPECT_TRUE(t.pictures.remove("i0"));
    return Verdict::commit;
  }));
  EXPECT_TRUE(add());
}

TEST_F(SqliteTest, DamagedDocumentIsUnavailableNotInvented) {
  const LogTrap log;
  const auto store = open();
  EXPECT_TRUE(store->write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    return Verdict::commit;
  }));
  RawDatabase{path()}.execute("UPDATE people SET profile = '{\"name\": '");
  const auto find = [](Transaction& t) { t.people.find(PersonId{"p1"}); };
  EXPECT_EQ(store->read(find), base::fail(StoreError::unavailable));
  EXPECT_EQ(store->write([&](Transaction& t) {
    find(t);
    return Verdict::commit;
  }),
            base::fail(StoreError::unavailable));
  EXPECT_THAT(LogTrap::seen(), Contains(HasSubstr("store_row_damaged")));
}

TEST_F(SqliteTest, SeveralOpenANewFileAtOnce) {
  in_parallel(6, [&](int i) {
    const auto store = open();
    EXPECT_TRUE(spend(*store, std::to_string(i)));
  });
  EXPECT_FALSE(spend(*open(), "5"));
}

}  // namespace haetae::storage::testing
