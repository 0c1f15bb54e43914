// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "sql/driver.hpp"

#include <cstdint>
#include <memory>
#include <string>

struct sqlite3;

namespace haetae::storage::sqlite {

/// SQLite cannot go on; `code` is its extended result code.
class SqliteFailure final : public sql::Failure {
 public:
  SqliteFailure(int code, const std::string& words);
  [[nodiscard]] int code() const { return code_; }
  [[nodiscard]] int primary_code() const { return code_ & 0xff; }

 private:
  int code_;
};

enum class Mode { read_only, read_write };

/// One SQLite handle, used by one thread at a time.
class Connection final : public sql::Connection {
 public:
  /// Throws SqliteFailure. The file must exist.
  Connection(const std::string& path, Mode mode, base::Milliseconds busy_wait);

  [[nodiscard]] std::unique_ptr<sql::Statement> prepare(std::string_view sql) override;
  void execute(std::string_view sql) override;
  /// The single value of a statement such as PRAGMA; empty when it yields none.
  [[nodiscard]] std::string ask(std::string_view sql);

  /// False once SQLite itself rolled a transaction back, as it may after a disk error.
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Closer> handle_;
};

}  // namespace haetae::storage::sqlite
