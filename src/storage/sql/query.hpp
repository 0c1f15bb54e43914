// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/strong.hpp"
#include "sql/driver.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::storage::sql {

/// Bound as bytes, not as text.
struct BytesOf {
  std::string_view bytes;
};

/// A statement with its parameters bound; resets it when it goes. Columns are read in order, so
/// that a row is written as one braced list (whose parts C++ evaluates from left to right).
class Bound {
 public:
  explicit Bound(Statement& statement) : statement_(statement) {}
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
  ~Bound() { statement_.reset(); }

  /// False when a unique key is taken.
  [[nodiscard]] bool inserted() { return statement_.run(); }
  /// How many rows matched; none when a unique key is taken.
  std::size_t changed() { return statement_.run() ? statement_.rows() : 0; }

  [[nodiscard]] bool next() {
    column_ = 0;
    return statement_.next();
  }
  [[nodiscard]] std::string text() { return std::string{statement_.text(column_++)}; }
  /// Without a copy; valid until next().
  [[nodiscard]] std::string_view view() { return statement_.text(column_++); }
  [[nodiscard]] std::int64_t integer() { return statement_.integer(column_++); }
  [[nodiscard]] std::uint32_t small() { return static_cast<std::uint32_t>(integer()); }
  [[nodiscard]] bool flag() { return integer() != 0; }
  [[nodiscard]] base::Instant instant() { return base::from_unix_milliseconds(integer()); }
  [[nodiscard]] std::optional<base::Instant> maybe_instant() {
    if (statement_.is_null(column_)) {
      ++column_;
      return std::nullopt;
    }
    return instant();
  }
  template <class Id>
  [[nodiscard]] Id id() {
    return Id{text()};
  }

 private:
  Statement& statement_;
  int column_ = 0;
};

/// Whether a SELECT inside a write locks what it finds, where the database locks rows at all.
enum class Rows { locked, unlocked };

/// One statement of one connection, prepared at its first use and kept. `sql` must outlive it.
class Query {
 public:
  Query(Connection& connection, std::string_view sql, Rows rows = Rows::locked)
      : connection_(connection), sql_(sql), rows_(rows) {}

  template <class... Values>
  [[nodiscard]] Bound operator()(const Values&... values) {
    if (!statement_) {
      statement_ =
          rows_ == Rows::locked ? connection_.prepare(sql_) : connection_.prepare_unlocked(sql_);
    }
    int parameter = 0;
    (bind(++parameter, values), ...);
    return Bound{*statement_};
  }

 private:
  template <std::integral Number>
  void bind(int parameter, Number value) {
    statement_->bind_integer(parameter, static_cast<std::int64_t>(value));
  }
  void bind(int parameter, std::string_view value) { statement_->bind_text(parameter, value); }
  void bind(int parameter, const std::string& value) { statement_->bind_text(parameter, value); }
  void bind(int parameter, BytesOf value) { statement_->bind_bytes(parameter, value.bytes); }
  void bind(int parameter, base::Instant value) {
    statement_->bind_integer(parameter, base::to_unix_milliseconds(value));
  }
  template <class Tag>
  void bind(int parameter, const base::Strong<Tag, std::string>& value) {
    statement_->bind_text(parameter, value.value());
  }
  template <class Value>
  void bind(int parameter, const std::optional<Value>& value) {
    if (value) {
      bind(parameter, *value);
    } else {
      statement_->bind_null(parameter);
    }
  }

  Connection& connection_;
  std::string_view sql_;
  Rows rows_;
  std::unique_ptr<Statement> statement_;
};

/// `most` as a LIMIT: SIZE_MAX would be negative.
[[nodiscard]] inline std::int64_t row_limit(std::size_t most) {
  return most > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(most);
}

/// Deletes at most `most` rows whose key `keys` selects (bound to `bound`, then the limit), one by
/// one: DELETE with LIMIT, or LIMIT in a subquery, is not portable.
template <class Value>
std::size_t remove_some(Query& keys, Query& remove, const Value& bound, std::size_t most) {
  std::vector<std::string> found;
  {
    Bound row = keys(bound, row_limit(most));
    while (row.next()) {
      found.push_back(row.text());
    }
  }
  for (const std::string& key : found) {
    remove(key).changed();
  }
  return found.size();
}

}  // namespace haetae::storage::sql
