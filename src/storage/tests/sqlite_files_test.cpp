// SPDX-License-Identifier: Apache-2.0
// The database as a file: who may read it, which schema it has, backup and damage.
#include "conformance.hpp"
#include "haetae/storage/migrations.hpp"
#include "haetae/storage/sqlite.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace haetae::storage::testing {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Reason = StorageError::Reason;

namespace {

class SqliteFileTest : public ::testing::Test {
 protected:
  std::string path() const { return folder_.file("haetae.db"); }

  std::unique_ptr<SqliteStore> open(const std::string& file) {
    auto store = open_sqlite(file);
    if (!store) {
      throw std::runtime_error(store.error().words);
    }
    return *std::move(store);
  }
  /// Runs SQL behind the store's back; the text of the last column of each row.
  std::vector<std::string> raw(const std::string& sql) {
    sqlite3* handle = nullptr;
    sqlite3_open(path().c_str(), &handle);
    std::vector<std::string> rows;
    const int result = sqlite3_exec(
        handle, sql.c_str(),
        [](void* into, int columns, char** values, char**) {
          const char* value = values[columns - 1];
          static_cast<std::vector<std::string>*>(into)->emplace_back(value ? value : "");
          return 0;
        },
        &rows, nullptr);
    EXPECT_EQ(result, SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
    return rows;
  }
  StorageError refusal(const std::string& file) {
    auto store = open_sqlite(file);
    return store ? StorageError{Reason::busy, "it opened"} : store.error();
  }

  TemporaryFolder folder_;
};

}  // namespace

TEST_F(SqliteFileTest, FileIsItsOwnersAlone) {
  open(path());
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SqliteFileTest, EveryStepIsRecordedWithItsChecksum) {
  open(path());
  std::vector<std::string> expected;
  for (const Migration& step : migrations()) {
    EXPECT_EQ(step.version, static_cast<int>(expected.size()) + 1);
    EXPECT_EQ(step.checksum.size(), 64U);
    expected.emplace_back(step.checksum);
  }
  EXPECT_EQ(static_cast<int>(expected.size()), schema_version());
  EXPECT_EQ(raw("SELECT checksum FROM schema_migrations ORDER BY version"), expected);
  open(path());
  EXPECT_EQ(raw("SELECT checksum FROM schema_migrations").size(), expected.size());
}

TEST_F(SqliteFileTest, EveryTableHasAPrimaryKey) {
  open(path());
  const auto tables = raw("SELECT name FROM sqlite_schema WHERE type = 'table'");
  EXPECT_GE(tables.size(), 16U);
  for (const std::string& table : tables) {
    EXPECT_THAT(raw("SELECT name FROM pragma_table_info('" + table + "') WHERE pk > 0"),
                Not(IsEmpty()))
        << table;
  }
}

TEST_F(SqliteFileTest, EveryReadOfOnePersonOrIdUsesAnIndex) {
  open(path());
  for (const char* sql :
       {"SELECT * FROM people WHERE normal_email = ''",
        "SELECT * FROM passkeys WHERE person_id = '' ORDER BY created_at, credential_id",
        "SELECT * FROM sessions WHERE person_id = '' ORDER BY created_at, id",
        "SELECT * FROM families WHERE person_id = '' ORDER BY created_at, id",
        "SELECT * FROM families WHERE session_id = ''",
        "SELECT id FROM families WHERE expires_at <= 1 ORDER BY expires_at, id LIMIT 5",
        "SELECT * FROM links WHERE app = 1 AND subject >= 1 ORDER BY subject LIMIT 5",
        "SELECT * FROM audit WHERE person_id = '' AND id < '~' ORDER BY id DESC LIMIT 5",
        "SELECT * FROM mails WHERE sent_at IS NULL AND due_at <= 1 ORDER BY created_at, id"}) {
    for (const std::string& step : raw(std::string{"EXPLAIN QUERY PLAN "} + sql)) {
      EXPECT_THAT(step, HasSubstr("SEARCH")) << sql;
    }
  }
}

TEST_F(SqliteFileTest, SchemaOneStepNewerIsFineAndTwoStepsNewerIsRefused) {
  open(path());
  const auto add = [&](int version) {
    raw("INSERT INTO schema_migrations VALUES (" + std::to_string(version) + ", 'next', 'c', 0)");
  };
  add(schema_version() + 1);
  EXPECT_NE(open(path()), nullptr);
  add(schema_version() + 2);
  const StorageError error = refusal(path());
  EXPECT_EQ(error.reason, Reason::newer_schema);
  EXPECT_THAT(error.words, HasSubstr("this program knows " + std::to_string(schema_version())));
}

TEST_F(SqliteFileTest, AlteredStepIsRefused) {
  open(path());
  raw("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1");
  EXPECT_EQ(refusal(path()).reason, Reason::altered_schema);
}

TEST_F(SqliteFileTest, OtherProgramsFilesAreLeftAlone) {
  raw("CREATE TABLE theirs (a)");
  EXPECT_EQ(refusal(path()).reason, Reason::not_ours);
  EXPECT_EQ(raw("SELECT name FROM sqlite_schema"), std::vector<std::string>{"theirs"});

  const std::string text = folder_.file("notes.txt");
  const std::string words = std::string(8000, 'n');
  std::ofstream{text} << words;
  EXPECT_EQ(refusal(text).reason, Reason::not_ours);
  std::string after;
  std::ifstream{text} >> after;
  EXPECT_EQ(after, words);
}

TEST_F(SqliteFileTest, MissingFolderIsNamed) {
  const StorageError error = refusal(folder_.file("missing/haetae.db"));
  EXPECT_EQ(error.reason, Reason::not_accessible);
  EXPECT_THAT(error.words, HasSubstr("missing/haetae.db"));
}

TEST_F(SqliteFileTest, ClosingLeavesOneFile) {
  const auto write_one = [](Transaction& t) {
    t.revisions.bump("apps");
    return Verdict::commit;
  };
  {
    const auto store = open(path());
    EXPECT_TRUE(store->write(write_one));
    EXPECT_TRUE(std::filesystem::exists(path() + "-wal"));
  }
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
}

TEST_F(SqliteFileTest, BackupHoldsOneMomentWhileWritesGoOn) {
  const auto store = open(path());
  const auto bump_both = [&] {
    return store->write([](Transaction& t) {
      t.revisions.bump("left");
      t.pictures.insert(
          {"i" + std::to_string(t.revisions.get("left")), std::string(9000, 'x'), "", at(0)});
      t.revisions.bump("right");
      return Verdict::commit;
    });
  };
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(bump_both());
  }
  std::atomic<bool> done{false};
  std::thread writer{[&] {
    while (!done) {
      EXPECT_TRUE(bump_both());
    }
  }};
  const std::string copy = folder_.file("backup.db");
  EXPECT_TRUE(store->backup_to(copy));
  EXPECT_TRUE(store->backup_to(copy));  // replaces the former one
  done = true;
  writer.join();
  EXPECT_FALSE(std::filesystem::exists(copy + ".partial"));
  EXPECT_FALSE(std::filesystem::exists(copy + "-wal"));

  const auto restored = open(copy);
  EXPECT_THAT(restored->integrity_check().value(), IsEmpty());
  EXPECT_TRUE(restored->read([](Transaction& t) {
    EXPECT_GE(t.revisions.get("left"), 50U);
    EXPECT_EQ(t.revisions.get("left"), t.revisions.get("right"));
    EXPECT_TRUE(t.pictures.find("i" + std::to_string(t.revisions.get("left"))));
  }));
}

TEST_F(SqliteFileTest, BackupIntoAMissingFolderIsRefused) {
  const auto store = open(path());
  const auto done = store->backup_to(folder_.file("missing/backup.db"));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().reason, Reason::not_accessible);
}

TEST_F(SqliteFileTest, IntegrityCheckFindsDamage) {
  {
    const auto store = open(path());
    EXPECT_THAT(store->integrity_check().value(), IsEmpty());
    EXPECT_TRUE(store->write([](Transaction& t) {
      for (int i = 0; i < 2000; ++i) {
        t.spent.spend("some-id-" + std::to_string(i), at(i));
      }
      return Verdict::commit;
    }));
  }
  std::fstream file{path(), std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(-4096 * 3, std::ios::end);
  file << std::string(4096, '\x5a');
  file.close();
  const auto store = open(path());
  const auto found = store->integrity_check();
  EXPECT_TRUE(!found || !found->empty());
}

}  // namespace haetae::storage::testing
