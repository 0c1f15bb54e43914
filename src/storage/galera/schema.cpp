// SPDX-License-Identifier: Apache-2.0
#include "galera/schema.hpp"

#include "galera/writers.hpp"
#include "haetae/base/log.hpp"
#include "haetae/storage/migrations.hpp"
#include "sql/migrate.hpp"
#include "sql/query.hpp"

#include <algorithm>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <mysqld_error.h>
#include <set>

namespace haetae::storage::galera {

namespace {

using base::fail;
using Reason = StorageError::Reason;

/// Ids are compared by their bytes, trailing blanks included.
#define HAETAE_TABLE                                                    \
  "ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 " \
  "COLLATE utf8mb4_nopad_bin"
constexpr sql::Dialect kDialect{.narrow = HAETAE_TABLE, .wide = HAETAE_TABLE};

/// A step over many rows takes its time.
constexpr base::Milliseconds kStepTimeout{std::chrono::hours{2}};
/// Whoever holds the lock for longer has died; then another goes on.
constexpr base::Milliseconds kLockLife{std::chrono::minutes{2}};
constexpr base::Milliseconds kLockPatience{std::chrono::minutes{10}};
constexpr base::Milliseconds kLockPoll{100};

/// Statements of a step that were done before the database or the program died may come again:
/// every statement of DDL commits by itself.
class Repeatable final : public sql::Connection {
 public:
  explicit Repeatable(Connection& inner) : inner_(inner) {}
  [[nodiscard]] std::unique_ptr<sql::Statement> prepare(std::string_view sql) override {
    return inner_.prepare(sql);
  }
  void execute(std::string_view sql) override {
    try {
      inner_.execute(sql);
    } catch (const GaleraFailure& failure) {
      switch (failure.code()) {
        case ER_TABLE_EXISTS_ERROR:
        case ER_DUP_FIELDNAME:
        case ER_DUP_KEYNAME:
        case ER_CANT_DROP_FIELD_OR_KEY:
        case ER_BAD_TABLE_ERROR:
          return;
        default:
          throw;
      }
    }
  }

 private:
  Connection& inner_;
};

std::set<std::string> tables_of(Connection& connection) {
  std::set<std::string> tables;
  for (const auto& row : connection.ask("SHOW TABLES")) {
    tables.insert(row.at(0).value_or(""));
  }
  return tables;
}

/// One row that whoever changes the schema inserts. GET_LOCK would be known to one node alone.
class SchemaLock {
 public:
  SchemaLock(Connection& connection, const base::Clock& clock, base::Entropy& entropy)
      : clock_(clock),
        holder_(base::new_id(clock, entropy)),
        insert_(connection,
                "INSERT INTO schema_lock (name, holder, ends_at) VALUES ('schema', ?, ?)"),
        take_over_(connection,
                   "UPDATE schema_lock SET holder = ?, ends_at = ? WHERE name = 'schema' AND "
                   "(holder = ? OR ends_at < ?)"),
        remove_(connection, "DELETE FROM schema_lock WHERE holder = ?") {}
  SchemaLock(const SchemaLock&) = delete;
  SchemaLock& operator=(const SchemaLock&) = delete;
  ~SchemaLock() {
    try {
      remove_(holder_).changed();
    } catch (const sql::Failure& failure) {
      base::log(base::LogLevel::warning, "schema_lock_left",
                {{"reason", std::string_view{failure.what()}}});
    }
  }

  /// Takes it or keeps it; false while another has it.
  [[nodiscard]] bool take() {
    const base::Instant now = clock_.now();
    try {
      return insert_(holder_, now + kLockLife).inserted() ||
             take_over_(holder_, now + kLockLife, holder_, now).changed() == 1;
    } catch (const GaleraFailure& failure) {
      if (failure.fate() == Fate::conflict) {
        return false;
      }
      throw;
    }
  }

  [[nodiscard]] bool wait() {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock{mutex};
    const auto began = clock_.steady();
    while (!take()) {
      if (clock_.steady() - began > kLockPatience) {
        return false;
      }
      never.wait_for(lock, kLockPoll);
    }
    return true;
  }

 private:
  const base::Clock& clock_;
  std::string holder_;
  sql::Query insert_, take_over_, remove_;
};

StorageError refused(const sql::Refusal& refusal, const GaleraOptions& options) {
  return {refusal.newer ? Reason::newer_schema : Reason::altered_schema,
          fmt::format("{}: {}", place_of(options), refusal.words)};
}

base::Outcome<void, StorageError> change_schema(Connection& connection,
                                                const GaleraOptions& options,
                                                const base::Clock& clock, base::Entropy& entropy) {
  Repeatable repeatable{connection};
  connection.execute(
      "CREATE TABLE IF NOT EXISTS schema_lock (name VARCHAR(32) NOT NULL PRIMARY "
      "KEY, holder VARCHAR(64) NOT NULL, ends_at BIGINT NOT NULL) " HAETAE_TABLE);
  SchemaLock lock{connection, clock, entropy};
  if (!lock.wait()) {
    return fail(StorageError{Reason::busy,
                             fmt::format("another haetae has been changing the schema of {} for "
                                         "ten minutes: see its log",
                                         place_of(options))});
  }
  connection.execute(
      "CREATE TABLE IF NOT EXISTS writes (site VARCHAR(16) NOT NULL, id VARCHAR(32) "
      "NOT NULL, fenced BIGINT NOT NULL, PRIMARY KEY (site, id)) " HAETAE_TABLE);
  sql::make_step_table(repeatable);
  const sql::Plan plan = sql::plan_steps(repeatable, migrations());
  if (plan.refusal) {
    return fail(refused(*plan.refusal, options));
  }
  for (const Migration* step : plan.missing) {
    static_cast<void>(lock.take());  // keeps it for as long again
    sql::apply_step(repeatable, kDialect, *step, clock.now());
  }
  return {};
}

std::unique_ptr<Connection> connect(GaleraOptions& options) {
  try {
    return std::make_unique<Connection>(options, Role::plain, kStepTimeout);
  } catch (const GaleraFailure& failure) {
    if (failure.code() != ER_BAD_DB_ERROR) {
      throw;
    }
  }
  const std::string name = options.database;
  options.database.clear();
  try {
    Connection connection{options, Role::plain, kStepTimeout};
    options.database = name;
    connection.execute(
        fmt::format("CREATE DATABASE IF NOT EXISTS `{}` CHARACTER SET utf8mb4 COLLATE "
                    "utf8mb4_nopad_bin",
                    name));
  } catch (...) {
    options.database = name;
    throw;
  }
  return std::make_unique<Connection>(options, Role::plain, kStepTimeout);
}

}  // namespace

std::string place_of(const GaleraOptions& options) {
  return options.socket.empty()
             ? fmt::format("MariaDB database {} at {}:{}", options.database, options.host,
                           options.port)
             : fmt::format("MariaDB database {} at {}", options.database, options.socket);
}

StorageError explain(const GaleraFailure& failure, const GaleraOptions& options) {
  return {Reason::not_accessible, fmt::format("{} cannot be used: {}: {}", place_of(options),
                                              failure.what(), advice_for(failure))};
}

base::Outcome<void, StorageError> prepare_schema(GaleraOptions& options, const base::Clock& clock,
                                                 base::Entropy& entropy, Mark mark) {
  const auto connection = connect(options);
  // A node without majority shows its schema too.
  connection->execute("SET SESSION wsrep_dirty_reads = 1");
  std::set<std::string> tables = tables_of(*connection);
  if (mark == Mark::refused && tables.contains(std::string{kMark})) {
    // The end of a copy that was made at another site may not have been applied here yet.
    connection->execute("SET SESSION wsrep_sync_wait = 1");
    tables = tables_of(*connection);
  }
  const bool ours = tables.contains("schema_migrations");
  if (mark == Mark::refused && tables.contains(std::string{kMark})) {
    return fail(StorageError{
        Reason::not_ours,
        fmt::format("a copy into {} is under way or broke off: wait for it, or run haetae store "
                    "copy again",
                    place_of(options))});
  }
  if (!ours && !tables.empty() && !tables.contains("schema_lock")) {
    return fail(StorageError{Reason::not_ours,
                             fmt::format("{} belongs to another program", place_of(options))});
  }
  if (ours && tables.contains("writes")) {
    const sql::Plan plan = sql::plan_steps(*connection, migrations());
    if (plan.refusal) {
      return fail(refused(*plan.refusal, options));
    }
    if (plan.missing.empty()) {
      return {};
    }
  }
  connection->execute("SET SESSION wsrep_dirty_reads = 0");
  return change_schema(*connection, options, clock, entropy);
}

}  // namespace haetae::storage::galera
