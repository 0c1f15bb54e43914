// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// What the SQL stores ask of a database library. A backend implements these two classes over its
// C API and gets every store for it.

namespace haetae::storage::sql {

/// The database cannot go on; ends the transaction with this error.
class Failure : public std::runtime_error {
 public:
  Failure(accounts::StoreError error, const std::string& words)
      : std::runtime_error(words), error_(error) {}
  [[nodiscard]] accounts::StoreError error() const { return error_; }

 private:
  accounts::StoreError error_;
};

/// A prepared statement. Every method throws Failure when the database cannot go on. Parameters
/// count from 1, columns from 0, as both C APIs do.
class Statement {
 public:
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  virtual ~Statement() = default;

  /// Binding copies.
  virtual void bind_null(int parameter) = 0;
  virtual void bind_integer(int parameter, std::int64_t value) = 0;
  virtual void bind_text(int parameter, std::string_view value) = 0;
  virtual void bind_bytes(int parameter, std::string_view value) = 0;

  /// Runs an INSERT, UPDATE or DELETE. False when a unique key is taken: then nothing changed and
  /// the transaction goes on.
  [[nodiscard]] virtual bool run() = 0;
  /// Rows that the last run matched (not: rows whose values differ afterwards).
  [[nodiscard]] virtual std::size_t rows() const = 0;

  /// Runs a SELECT and goes to its next row; false after the last.
  [[nodiscard]] virtual bool next() = 0;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  /// Text or bytes; valid until next or reset.
  [[nodiscard]] virtual std::string_view text(int column) const = 0;

  /// Gives back what the run holds, so that the statement can be bound and run again.
  virtual void reset() = 0;
};

class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  /// A SELECT of a connection that writes may lock the rows that it finds until the transaction
  /// ends, so that what a closure decided on still holds when it commits.
  [[nodiscard]] virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
  /// As prepare, but a SELECT locks nothing: for rows that others change all the time and that
  /// decide nothing exactly.
  [[nodiscard]] virtual std::unique_ptr<Statement> prepare_unlocked(std::string_view sql) {
    return prepare(sql);
  }
  /// Runs one statement that yields nothing, unprepared.
  virtual void execute(std::string_view sql) = 0;
};

}  // namespace haetae::storage::sql
