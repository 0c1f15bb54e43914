// SPDX-License-Identifier: Apache-2.0
#include "sqlite/connection.hpp"

#include "nesting.hpp"

#include <fmt/format.h>
#include <mutex>
#include <sqlite3.h>

namespace haetae::storage::sqlite {

namespace {

/// Process-wide, before SQLite's first use: its memory statistics cost a global lock per
/// allocation.
void configure_once() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

[[noreturn]] void refuse(sqlite3* handle, std::string_view sql) {
  const int code = sqlite3_extended_errcode(handle);
  if ((code & 0xff) == SQLITE_READONLY && sqlite3_db_readonly(handle, "main") == 1) {
    refuse_write_in_read();
  }
  throw SqliteFailure(code, fmt::format("{} [{}] in: {}", sqlite3_errmsg(handle), code, sql));
}

class Statement final : public sql::Statement {
 public:
  Statement(sqlite3* handle, std::string_view text);
  ~Statement() override { sqlite3_finalize(statement_); }

  void bind_null(int parameter) override { check(sqlite3_bind_null(statement_, parameter)); }
  void bind_integer(int parameter, std::int64_t value) override {
    check(sqlite3_bind_int64(statement_, parameter, value));
  }
  void bind_text(int parameter, std::string_view value) override {
    check(sqlite3_bind_text64(statement_, parameter, value.data() == nullptr ? "" : value.data(),
                              value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void bind_bytes(int parameter, std::string_view value) override {
    check(sqlite3_bind_blob64(statement_, parameter, value.data() == nullptr ? "" : value.data(),
                              value.size(), SQLITE_TRANSIENT));
  }

  bool run() override;
  [[nodiscard]] std::size_t rows() const override {
    return static_cast<std::size_t>(sqlite3_changes64(handle_));
  }

  bool next() override {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
      refuse(handle_, sqlite3_sql(statement_));
    }
    return result == SQLITE_ROW;
  }
  [[nodiscard]] bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  [[nodiscard]] std::string_view text(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string_view{}
                            : std::string_view{static_cast<const char*>(bytes), size};
  }
  /// The result repeats the error of the last step, which was reported then.
  void reset() override { static_cast<void>(sqlite3_reset(statement_)); }

 private:
  void check(int result) {
    if (result != SQLITE_OK) {
      refuse(handle_, sqlite3_sql(statement_));
    }
  }

  sqlite3* handle_;
  sqlite3_stmt* statement_ = nullptr;
};

Statement::Statement(sqlite3* handle, std::string_view text) : handle_(handle) {
  if (sqlite3_prepare_v3(handle, text.data(), static_cast<int>(text.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) {
    refuse(handle, text);
  }
}

bool Statement::run() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_DONE) {
    return true;
  }
  const int code = sqlite3_extended_errcode(handle_);
  if (code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_UNIQUE) {
    return false;
  }
  refuse(handle_, sqlite3_sql(statement_));
}

/// An error of the disk leaves open what of a commit survives; the others happen before it.
accounts::StoreError error_of(int code) {
  return (code & 0xff) == SQLITE_IOERR ? accounts::StoreError::unknown
                                       : accounts::StoreError::unavailable;
}

}  // namespace

SqliteFailure::SqliteFailure(int code, const std::string& words)
    : sql::Failure(error_of(code), words), code_(code) {}

void Connection::Closer::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Connection::Connection(const std::string& path, Mode mode, base::Milliseconds busy_wait) {
  configure_once();
  sqlite3* handle = nullptr;
  const int access = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int result = sqlite3_open_v2(path.c_str(), &handle,
                                     access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) {
    throw SqliteFailure(result, fmt::format("cannot open {}: {}", path, sqlite3_errstr(result)));
  }
  sqlite3_busy_timeout(handle, static_cast<int>(busy_wait.count()));
  // Savepoints copy pages aside; in memory, not in a file of the temporary folder.
  execute("PRAGMA temp_store = MEMORY");
}

std::unique_ptr<sql::Statement> Connection::prepare(std::string_view sql) {
  return std::make_unique<Statement>(handle_.get(), sql);
}

void Connection::execute(std::string_view sql) {
  Statement statement{handle_.get(), sql};
  while (statement.next()) {
  }
}

std::string Connection::ask(std::string_view sql) {
  Statement statement{handle_.get(), sql};
  return statement.next() ? std::string{statement.text(0)} : std::string{};
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

}  // namespace haetae::storage::sqlite
