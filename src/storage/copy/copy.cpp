// SPDX-License-Identifier: Apache-2.0
#include "haetae/storage/copy.hpp"

#include "copy/catalog.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "sql/query.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace haetae::storage {

namespace {

using base::fail;
using copy::Kind;
using copy::Side;
using copy::Table;
using Reason = StorageError::Reason;

constexpr int kPageRows = 500;
/// Rows of one INSERT. Pictures come alone: a packet has its limit.
constexpr std::size_t kRowsTogether = 25;

using Cell = std::optional<std::string>;  ///< integers as decimal digits
using Row = std::vector<Cell>;

/// "a, b, c"
std::string names_of(const Table& table) {
  std::string names;
  for (const copy::Column& column : table.columns) {
    names += (names.empty() ? "" : ", ") + column.name;
  }
  return names;
}

std::string key_order(const Table& table) {
  std::string names;
  for (const std::size_t part : table.key) {
    names += (names.empty() ? "" : ", ") + table.columns[part].name;
  }
  return names;
}

/// "(a > ? OR (a = ? AND (b > ?)))": the rows behind one, by the key.
std::string behind(const Table& table, std::size_t part = 0) {
  const std::string& name = table.columns[table.key[part]].name;
  if (part + 1 == table.key.size()) return fmt::format("({} > ?)", name);
  return fmt::format("({0} > ? OR ({0} = ? AND {1}))", name, behind(table, part + 1));
}

void bind_cell(sql::Statement& statement, int parameter, Kind kind, const Cell& cell) {
  if (!cell) {
    statement.bind_null(parameter);
  } else if (kind == Kind::integer) {
    statement.bind_integer(parameter, std::stoll(*cell));
  } else if (kind == Kind::bytes) {
    statement.bind_bytes(parameter, *cell);
  } else {
    statement.bind_text(parameter, *cell);
  }
}

/// Reads a table in pages by its key, so that neither side holds more than one page.
class Reader {
 public:
  Reader(Side& side, const Table& table)
      : table_(table),
        first_(side.connection().prepare(fmt::format("SELECT {} FROM {} ORDER BY {} LIMIT {}",
                                                     names_of(table), table.name, key_order(table),
                                                     kPageRows))),
        next_(side.connection().prepare(
            fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {}", names_of(table),
                        table.name, behind(table), key_order(table), kPageRows))) {}

  /// The next rows; none at the end.
  [[nodiscard]] std::vector<Row> page() {
    std::vector<Row> rows;
    sql::Statement& statement = last_.empty() ? *first_ : *next_;
    if (!last_.empty()) bind_key(statement);
    while (statement.next()) {
      rows.push_back(row_of(statement));
    }
    statement.reset();
    if (!rows.empty()) last_ = rows.back();
    return rows;
  }

 private:
  void bind_key(sql::Statement& statement) {
    int parameter = 0;
    for (std::size_t i = 0; i < table_.key.size(); ++i) {
      const std::size_t part = table_.key[i];
      const int times = i + 1 == table_.key.size() ? 1 : 2;
      for (int time = 0; time < times; ++time) {
        bind_cell(statement, ++parameter, table_.columns[part].kind, last_[part]);
      }
    }
  }
  [[nodiscard]] Row row_of(const sql::Statement& statement) const {
    Row row;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const int column = static_cast<int>(i);
      if (statement.is_null(column)) {
        row.emplace_back();
      } else if (table_.columns[i].kind == Kind::integer) {
        row.emplace_back(std::to_string(statement.integer(column)));
      } else {
        row.emplace_back(std::string{statement.text(column)});
      }
    }
    return row;
  }

  const Table& table_;
  std::unique_ptr<sql::Statement> first_, next_;
  Row last_;
};

/// Each row into one hash with all before it.
class Sum {
 public:
  explicit Sum(std::string table) { sum_.table = std::move(table); }
  void add(const Row& row) {
    std::string bytes{reinterpret_cast<const char*>(digest_.data()), digest_.size()};
    for (const Cell& cell : row) {
      bytes += cell ? fmt::format("{}:{}", cell->size(), *cell) : "-";
    }
    digest_ = crypto::sha256(bytes);
    ++sum_.rows;
  }
  [[nodiscard]] TableSum value() const {
    TableSum sum = sum_;
    sum.checksum = wire::hex_encode(digest_);
    return sum;
  }

 private:
  crypto::Digest digest_{};
  TableSum sum_;
};

class Writer {
 public:
  Writer(Side& side, const Table& table)
      : side_(side), table_(table), together_(table.has_bytes() ? 1 : kRowsTogether) {}

  void add(const std::vector<Row>& rows) {
    side_.begin();
    std::size_t at = 0;
    for (; at + together_ <= rows.size(); at += together_) {
      insert(many_, together_, rows, at);
    }
    for (; at < rows.size(); ++at) {
      insert(one_, 1, rows, at);
    }
    side_.end();
  }

 private:
  void insert(std::unique_ptr<sql::Statement>& statement, std::size_t count,
              const std::vector<Row>& rows, std::size_t from) {
    if (!statement) statement = side_.connection().prepare(insert_of(count));
    int parameter = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      for (std::size_t column = 0; column < table_.columns.size(); ++column) {
        bind_cell(*statement, ++parameter, table_.columns[column].kind, rows[i][column]);
      }
    }
    const bool inserted = statement->run();
    statement->reset();
    if (!inserted) {
      throw sql::Failure(accounts::StoreError::unavailable,
                         table_.name + ": somebody else writes into the target");
    }
  }
  [[nodiscard]] std::string insert_of(std::size_t count) const {
    std::string marks;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      marks += i == 0 ? "?" : ", ?";
    }
    std::string rows;
    for (std::size_t i = 0; i < count; ++i) {
      rows += fmt::format("{}({})", i == 0 ? "" : ", ", marks);
    }
    return fmt::format("INSERT INTO {} ({}) VALUES {}", table_.name, names_of(table_), rows);
  }

  Side& side_;
  const Table& table_;
  const std::size_t together_;
  std::unique_ptr<sql::Statement> many_, one_;
};

/// Goes through a table; `take` gets each page.
template <class Take>
TableSum walk(Side& side, const Table& table, const CopyOptions& options, Take take) {
  Reader reader{side, table};
  Sum sum{table.name};
  for (std::vector<Row> rows = reader.page(); !rows.empty(); rows = reader.page()) {
    for (const Row& row : rows) {
      sum.add(row);
    }
    take(rows);
    if (options.progress) options.progress(table.name, sum.value().rows);
  }
  return sum.value();
}

std::vector<TableSum> sum_side(Side& side, const CopyOptions& options) {
  std::vector<TableSum> sums;
  side.begin_snapshot();
  for (const Table& table : side.tables()) {
    sums.push_back(walk(side, table, options, [](const std::vector<Row>&) {}));
  }
  side.end();
  return sums;
}

std::optional<StorageError> difference(const std::vector<TableSum>& from,
                                       const std::vector<TableSum>& to) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] == to[i]) continue;
    return StorageError{
        Reason::damaged,
        fmt::format("the copy of table {} differs: {} rows became {}; copy again while nobody "
                    "writes to the target",
                    from[i].table, from[i].rows, to[i].rows)};
  }
  return std::nullopt;
}

bool same_shape(const std::vector<Table>& a, const std::vector<Table>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Table& x, const Table& y) {
    return x.name == y.name && x.key == y.key &&
           std::equal(x.columns.begin(), x.columns.end(), y.columns.begin(), y.columns.end(),
                      [](const copy::Column& c, const copy::Column& d) {
                        return c.name == d.name && c.kind == d.kind;
                      });
  });
}

base::Outcome<Copied, StorageError> copy_sides(Side& from, Side& to, const CopyOptions& options) {
  const std::vector<Table> tables = from.tables();
  if (!same_shape(tables, to.tables())) {
    return fail(StorageError{Reason::altered_schema,
                             "the two databases do not have the same tables: upgrade both with one "
                             "version of haetae"});
  }
  Copied copied;
  const std::string before = from.newest_write();
  to.mark();
  if (from.shows_mark()) {
    to.unmark();
    return fail(StorageError{Reason::not_ours,
                             "source and target are one database, or two nodes of one cluster"});
  }
  to.empty(tables);
  from.begin_snapshot();
  for (const Table& table : tables) {
    Writer writer{to, table};
    copied.tables.push_back(
        walk(from, table, options, [&writer](const std::vector<Row>& rows) { writer.add(rows); }));
  }
  from.end();
  if (const auto differs = difference(copied.tables, sum_side(to, options))) return fail(*differs);
  to.finish_filling();
  copied.source_moved_on = from.newest_write() != before;
  return copied;
}

StorageError words_of(const std::exception& failure) {
  return {Reason::not_accessible, fmt::format("the copy broke off: {}", failure.what())};
}

}  // namespace

base::Outcome<Copied, StorageError> copy_database(const Place& from, const Place& to,
                                                  const CopyOptions& options) {
  auto source = copy::open_side(from, copy::Use::source, false);
  if (!source) return fail(std::move(source).error());
  auto target = copy::open_side(to, copy::Use::target, options.replace);
  if (!target) return fail(std::move(target).error());
  try {
    return copy_sides(**source, **target, options);
  } catch (const sql::Failure& failure) {
    return fail(words_of(failure));
  } catch (const std::length_error& failure) {
    return fail(words_of(failure));
  } catch (const std::invalid_argument& failure) {
    return fail(words_of(failure));
  }
}

base::Outcome<std::vector<TableSum>, StorageError> sum_database(const Place& place,
                                                                const CopyOptions& options) {
  auto side = copy::open_side(place, copy::Use::source, false);
  if (!side) return fail(std::move(side).error());
  try {
    return sum_side(**side, options);
  } catch (const sql::Failure& failure) {
    return fail(words_of(failure));
  }
}

}  // namespace haetae::storage
