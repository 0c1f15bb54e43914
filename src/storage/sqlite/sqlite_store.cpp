// SPDX-License-Identifier: Apache-2.0
#include "haetae/storage/sqlite.hpp"
#include "nesting.hpp"
#include "sql/migrate.hpp"
#include "sqlite/readers.hpp"
#include "sqlite/upkeep.hpp"
#include "sqlite/writer.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <optional>
#include <sqlite3.h>
#include <thread>

namespace haetae::storage {

namespace {

using sqlite::Connection;
using sqlite::SqliteFailure;
using Reason = StorageError::Reason;

/// Small rows live in the tree of their primary key, without a second one for row numbers.
constexpr sql::Dialect kDialect{.narrow = "WITHOUT ROWID", .wide = ""};

std::size_t reader_count(const SqliteOptions& options) {
  const std::size_t wished = options.read_connections != 0 ? options.read_connections
                                                           : std::thread::hardware_concurrency();
  return options.read_connections != 0 ? wished : std::clamp<std::size_t>(wished, 2, 16);
}

void configure(Connection& connection, const SqliteOptions& options) {
  connection.execute(options.synchronous == SqliteOptions::Synchronous::full
                         ? "PRAGMA synchronous = FULL"
                         : "PRAGMA synchronous = NORMAL");
  connection.execute("PRAGMA wal_autocheckpoint = 0");
  connection.execute("PRAGMA cache_size = -32000");
  connection.execute("PRAGMA journal_size_limit = 67108864");
  if (options.pages_max > 0) {
    connection.execute(fmt::format("PRAGMA max_page_count = {}", options.pages_max));
  }
}

/// Turns write-ahead logging on; false where the file system cannot share memory. A new file that
/// several processes open at once makes SQLite answer "busy" here without waiting, so the wait is
/// for a write lock, which is patient.
bool log_ahead(Connection& connection) {
  constexpr int kAttemptsMax = 200;
  for (int attempt = 1;; ++attempt) {
    try {
      return connection.ask("PRAGMA journal_mode = WAL") == "wal";
    } catch (const SqliteFailure& failure) {
      if (failure.primary_code() != SQLITE_BUSY || attempt == kAttemptsMax) throw;
    }
    connection.execute("BEGIN IMMEDIATE");
    connection.execute("ROLLBACK");
  }
}

/// Another program's database is left alone.
bool is_foreign(Connection& connection) {
  return connection.ask("SELECT COUNT(*) FROM sqlite_schema") != "0" &&
         connection.ask("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_migrations'") ==
             "0";
}

base::Outcome<void, StorageError> bring_up_to_date(Connection& connection, const std::string& path,
                                                   base::Instant now) {
  connection.execute("BEGIN IMMEDIATE");
  if (is_foreign(connection)) {
    connection.execute("ROLLBACK");
    return base::fail(
        StorageError{Reason::not_ours, fmt::format("{} is the database of another program", path)});
  }
  if (const auto refused = sql::migrate(connection, kDialect, migrations(), now)) {
    connection.execute("ROLLBACK");
    return base::fail(StorageError{refused->newer ? Reason::newer_schema : Reason::altered_schema,
                                   fmt::format("{}: {}", path, refused->words)});
  }
  connection.execute("COMMIT");
  return {};
}

}  // namespace

struct SqliteStore::Impl {
  Impl(std::string file, const SqliteOptions& chosen, const base::Clock& time,
       std::unique_ptr<Connection> connection)
      : path(std::move(file)),
        busy_wait(chosen.busy_wait),
        clock(time),
        readers(std::in_place, path, reader_count(chosen), busy_wait, clock, commits),
        writer(std::move(connection), std::max<std::size_t>(1, chosen.batch_max), clock, commits,
               [this] { readers->let_go(); }) {}
  ~Impl() {
    writer.stop();
    // Only a connection that may write can fold the log into the file, so it closes last.
    readers.reset();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const std::string path;
  const base::Milliseconds busy_wait;
  const base::Clock& clock;
  std::atomic<std::uint64_t> commits{0};
  std::optional<sqlite::Readers> readers;
  sqlite::Writer writer;
};

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteStore::~SqliteStore() = default;

base::Outcome<void, accounts::StoreError> SqliteStore::read(const Read& work) {
  NestingGuard::refuse_nested_call();
  return impl_->readers->read(work);
}

base::Outcome<void, accounts::StoreError> SqliteStore::write(const Write& work) {
  NestingGuard::refuse_nested_call();
  return impl_->writer.write(work);
}

base::Outcome<void, accounts::StoreError> SqliteStore::write_beside(
    const Write& work, const std::function<void()>& meanwhile) {
  NestingGuard::refuse_nested_call();
  return impl_->writer.write(work, meanwhile);
}

StoreStats SqliteStore::stats() const {
  StoreStats stats;
  impl_->writer.add_to(stats);
  impl_->readers->add_to(stats);
  return stats;
}

base::Outcome<void, StorageError> SqliteStore::backup_to(const std::string& path) {
  return sqlite::back_up(impl_->path, path, impl_->busy_wait);
}

base::Outcome<std::vector<std::string>, StorageError> SqliteStore::integrity_check() {
  return sqlite::check_integrity(impl_->path, impl_->busy_wait);
}

base::Outcome<std::unique_ptr<SqliteStore>, StorageError> open_sqlite(
    const std::string& path, const SqliteOptions& options) {
  static const base::SystemClock system_clock;
  const base::Clock& clock = options.clock != nullptr ? *options.clock : system_clock;
  if (auto made = sqlite::ensure_file(path); !made) {
    return base::fail(std::move(made).error());
  }
  try {
    auto connection =
        std::make_unique<Connection>(path, sqlite::Mode::read_write, options.busy_wait);
    if (!log_ahead(*connection)) {
      return base::fail(StorageError{
          Reason::not_accessible,
          fmt::format("{} cannot be written ahead of: data.dir must be on a local disk", path)});
    }
    configure(*connection, options);
    if (auto ready = bring_up_to_date(*connection, path, clock.now()); !ready) {
      return base::fail(std::move(ready).error());
    }
    auto impl = std::make_unique<SqliteStore::Impl>(path, options, clock, std::move(connection));
    return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(impl)}};
  } catch (const SqliteFailure& failure) {
    return base::fail(sqlite::explain(failure, path));
  } catch (const std::logic_error&) {
    return base::fail(StorageError{Reason::not_accessible,
                                   fmt::format("{} may not be written by this user", path)});
  }
}

}  // namespace haetae::storage
