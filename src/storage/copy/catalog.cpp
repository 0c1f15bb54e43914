// SPDX-License-Identifier: Apache-2.0
#include "copy/catalog.hpp"

#include "galera/connection.hpp"
#include "galera/schema.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/storage/sqlite.hpp"
#include "sql/query.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/upkeep.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace haetae::storage::copy {

namespace {

using base::fail;
using Reason = StorageError::Reason;

constexpr base::Milliseconds kBusyWait{5000};
/// One page of a copy takes milliseconds; emptying a large table takes longer.
constexpr base::Milliseconds kStatementTimeout{std::chrono::minutes{30}};

Kind kind_of(std::string type) {
  std::transform(type.begin(), type.end(), type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (type.find("int") != std::string::npos) return Kind::integer;
  return type.find("blob") != std::string::npos ? Kind::bytes : Kind::text;
}

/// Columns in the order of their names, and the key in its own order.
Table make_table(std::string name, std::vector<Column> columns,
                 const std::vector<std::string>& key) {
  std::sort(columns.begin(), columns.end(),
            [](const Column& a, const Column& b) { return a.name < b.name; });
  Table table{.name = std::move(name), .columns = std::move(columns), .key = {}};
  for (const std::string& part : key) {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const Column& column) { return column.name == part; });
    table.key.push_back(static_cast<std::size_t>(found - table.columns.begin()));
  }
  return table;
}

bool any_rows(Side& side, const std::vector<Table>& tables) {
  return std::any_of(tables.begin(), tables.end(), [&](const Table& table) {
    const std::string sql = fmt::format("SELECT 1 FROM {} LIMIT 1", table.name);
    sql::Query one{side.connection(), sql};
    sql::Bound row = one();
    return row.next();
  });
}

StorageError not_empty(const std::string& place) {
  return {Reason::not_ours,
          place + " holds rows already: name another target, or say --replace to empty it"};
}

class FileSide final : public Side {
 public:
  /// `final_path`: what the file becomes; of a source, itself.
  FileSide(const std::string& path, std::string final_path)
      : path_(path),
        final_path_(std::move(final_path)),
        connection_(
            std::make_unique<sqlite::Connection>(path, sqlite::Mode::read_write, kBusyWait)) {}

  sql::Connection& connection() override { return *connection_; }
  std::vector<Table> tables() override;
  void begin_snapshot() override {
    connection_->execute("BEGIN");
    static_cast<void>(connection_->ask("SELECT COUNT(*) FROM schema_migrations"));
  }
  void begin() override { connection_->execute("BEGIN"); }
  void end() override { connection_->execute("COMMIT"); }
  std::string newest_write() override { return connection_->ask("PRAGMA data_version"); }

  // A target is a new file beside the final one.
  void mark() override {}
  void unmark() override {}
  bool shows_mark() override { return false; }
  void empty(const std::vector<Table>& /*tables*/) override {}
  void finish_filling() override {
    static_cast<void>(connection_->ask("PRAGMA wal_checkpoint(TRUNCATE)"));
    connection_.reset();
    for (const char* log : {"-wal", "-shm"}) {
      std::filesystem::remove(final_path_ + log);
    }
    std::filesystem::rename(path_, final_path_);
  }

 private:
  std::string path_, final_path_;
  std::unique_ptr<sqlite::Connection> connection_;
};

std::vector<Table> FileSide::tables() {
  std::vector<std::string> names;
  {
    sql::Query all{*connection_,
                   "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                   "'sqlite%' AND name <> 'schema_migrations' ORDER BY name"};
    sql::Bound row = all();
    while (row.next()) {
      names.push_back(row.text());
    }
  }
  std::vector<Table> tables;
  for (const std::string& name : names) {
    std::vector<Column> columns;
    std::vector<std::string> key;
    sql::Query shape{*connection_,
                     "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY pk, cid"};
    sql::Bound row = shape(name);
    while (row.next()) {
      Column column{.name = row.text(), .kind = kind_of(row.text())};
      if (row.integer() > 0) {
        key.push_back(column.name);
      }
      columns.push_back(std::move(column));
    }
    tables.push_back(make_table(name, std::move(columns), key));
  }
  return tables;
}

class GaleraSide final : public Side {
 public:
  explicit GaleraSide(const GaleraOptions& options)
      : connection_(options, galera::Role::plain, kStatementTimeout) {}

  sql::Connection& connection() override { return connection_; }
  std::vector<Table> tables() override;
  void begin_snapshot() override {
    connection_.execute(
        "SET SESSION tx_isolation = 'REPEATABLE-READ';"
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  }
  void begin() override { connection_.execute("START TRANSACTION"); }
  void end() override { connection_.execute("COMMIT"); }
  std::string newest_write() override {
    // Of each site; a transaction that began before and commits later has an older id than others.
    const auto rows = connection_.ask("SELECT site, MAX(id), COUNT(*) FROM writes GROUP BY site");
    std::string all;
    for (const auto& row : rows) {
      all +=
          fmt::format("{} {} {};", row[0].value_or(""), row[1].value_or(""), row[2].value_or(""));
    }
    return all;
  }

  void mark() override {
    connection_.execute(fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (name VARCHAR(32) NOT NULL PRIMARY KEY)", galera::kMark));
  }
  void unmark() override { connection_.execute(fmt::format("DROP TABLE {}", galera::kMark)); }
  bool shows_mark() override {
    connection_.execute("SET SESSION wsrep_sync_wait = 1;SELECT 1;SET SESSION wsrep_sync_wait = 0");
    return is_marked();
  }
  void empty(const std::vector<Table>& tables) override {
    for (const Table& table : tables) {
      connection_.execute(fmt::format("TRUNCATE TABLE {}", table.name));
    }
  }
  void finish_filling() override { unmark(); }

  [[nodiscard]] bool is_marked() {
    return !connection_.ask(fmt::format("SHOW TABLES LIKE '{}'", galera::kMark)).empty();
  }

 private:
  galera::Connection connection_;
};

std::vector<Table> GaleraSide::tables() {
  std::vector<Table> tables;
  const auto names = connection_.ask(fmt::format(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND "
      "table_name NOT IN ('schema_migrations', 'schema_lock', 'writes', '{}') ORDER BY "
      "CAST(table_name AS BINARY)",
      galera::kMark));
  for (const auto& found : names) {
    const std::string name = found.at(0).value_or("");
    std::vector<Column> columns;
    for (const auto& row : connection_.ask(
             fmt::format("SELECT column_name, data_type FROM information_schema.columns WHERE "
                         "table_schema = DATABASE() AND table_name = {}",
                         galera::quoted(name)))) {
      columns.push_back({.name = row.at(0).value_or(""), .kind = kind_of(row.at(1).value_or(""))});
    }
    std::vector<std::string> key;
    for (const auto& row : connection_.ask(fmt::format(
             "SELECT column_name FROM information_schema.statistics WHERE table_schema = "
             "DATABASE() AND table_name = {} AND index_name = 'PRIMARY' ORDER BY seq_in_index",
             galera::quoted(name)))) {
      key.push_back(row.at(0).value_or(""));
    }
    tables.push_back(make_table(name, std::move(columns), key));
  }
  return tables;
}

base::Outcome<std::unique_ptr<Side>, StorageError> open_file(const std::string& path, Use use,
                                                             bool replace) {
  const bool exists = std::filesystem::exists(path);
  if (use == Use::source && !exists) {
    return fail(StorageError{Reason::not_accessible, path + " does not exist"});
  }
  if (exists) {
    // Brings the schema up to date, and tells what is wrong with the file in its words.
    const auto opened = open_sqlite(path);
    if (!opened) return fail(opened.error());
  }
  if (use == Use::source) return std::make_unique<FileSide>(path, path);
  if (exists && !replace) {
    FileSide former{path, path};
    if (any_rows(former, former.tables())) return fail(not_empty(path));
  }
  const std::string partial = path + ".partial";
  for (const char* end : {"", "-wal", "-shm"}) {
    std::filesystem::remove(partial + end);
  }
  const auto made = open_sqlite(partial);
  if (!made) return fail(made.error());
  return std::make_unique<FileSide>(partial, path);
}

base::Outcome<std::unique_ptr<Side>, StorageError> open_server(const GaleraOptions& given, Use use,
                                                               bool replace) {
  static const base::SystemClock clock;
  static base::SystemEntropy entropy;
  GaleraOptions options = given.duplicate();
  try {
    const auto ready =
        galera::prepare_schema(options, clock, entropy,
                               use == Use::target ? galera::Mark::ignored : galera::Mark::refused);
    if (!ready) return fail(ready.error());
    auto side = std::make_unique<GaleraSide>(options);
    // Rows under a mark are the rest of a copy that broke off.
    if (use == Use::target && !replace && !side->is_marked() && any_rows(*side, side->tables())) {
      return fail(not_empty(galera::place_of(options)));
    }
    return side;
  } catch (const galera::GaleraFailure& failure) {
    return fail(galera::explain(failure, options));
  }
}

}  // namespace

bool Table::has_bytes() const {
  return std::any_of(columns.begin(), columns.end(),
                     [](const Column& column) { return column.kind == Kind::bytes; });
}

base::Outcome<std::unique_ptr<Side>, StorageError> open_side(const Place& place, Use use,
                                                             bool replace) {
  if (const auto* options = std::get_if<GaleraOptions>(&place)) {
    return open_server(*options, use, replace);
  }
  const std::string& path = std::get<std::string>(place);
  try {
    return open_file(path, use, replace);
  } catch (const sqlite::SqliteFailure& failure) {
    return fail(sqlite::explain(failure, path));
  }
}

}  // namespace haetae::storage::copy
