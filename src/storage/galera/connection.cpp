// SPDX-License-Identifier: Apache-2.0
#include "galera/connection.hpp"

#include "galera/statement.hpp"

#include <algorithm>
#include <errmsg.h>
#include <fmt/format.h>
#include <mutex>
#include <mysqld_error.h>
#include <stdexcept>

namespace haetae::storage::galera {

namespace {

/// Process-wide, before the library's first use on several threads.
void prepare_library_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (mysql_library_init(0, nullptr, nullptr) != 0) {
      throw std::runtime_error("libmariadb cannot be initialised");
    }
  });
}

unsigned seconds(base::Milliseconds span) {
  return static_cast<unsigned>(std::max<std::int64_t>(1, (span.count() + 999) / 1000));
}

void set_up(MYSQL* handle, const GaleraOptions& options, base::Milliseconds timeout) {
  const unsigned wait = seconds(timeout);
  mysql_optionsv(handle, MYSQL_OPT_CONNECT_TIMEOUT, &wait);
  mysql_optionsv(handle, MYSQL_OPT_READ_TIMEOUT, &wait);
  mysql_optionsv(handle, MYSQL_OPT_WRITE_TIMEOUT, &wait);
  mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  const my_bool yes = 1;
  mysql_optionsv(handle, MYSQL_REPORT_DATA_TRUNCATION, &yes);
  if (!options.tls) {
    return;
  }
  const auto file = [](const std::string& path) { return path.empty() ? nullptr : path.c_str(); };
  mysql_optionsv(handle, MYSQL_OPT_SSL_ENFORCE, &yes);
  mysql_optionsv(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
  mysql_optionsv(handle, MYSQL_OPT_SSL_CA, file(options.tls_authority));
  mysql_optionsv(handle, MYSQL_OPT_SSL_CERT, file(options.tls_certificate));
  mysql_optionsv(handle, MYSQL_OPT_SSL_KEY, file(options.tls_private_key));
}

/// Locks and causal waits give up a little before the connection does, so that the answer is the
/// server's.
std::string session_settings(Role role, base::Milliseconds timeout) {
  const unsigned lock_wait = std::max(1U, seconds(timeout) - 2);
  std::string sql = fmt::format(
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
      "NO_ENGINE_SUBSTITUTION', wait_timeout = 2147483, innodb_lock_wait_timeout = {}, "
      "lock_wait_timeout = {}, wsrep_sync_wait = 0, collation_connection = utf8mb4_nopad_bin, ",
      lock_wait, lock_wait);
  switch (role) {
    case Role::reader:
      return sql + "autocommit = 0, tx_isolation = 'REPEATABLE-READ', tx_read_only = 1";
    case Role::writer:
      return sql + "autocommit = 0, tx_isolation = 'READ-COMMITTED'";
    case Role::plain:
      return sql + "autocommit = 1, tx_isolation = 'READ-COMMITTED'";
  }
  return sql;
}

/// Of a SELECT that counts a whole table, nobody decides anything about one row.
bool locks_rows(std::string_view sql) {
  return sql.starts_with("SELECT ") && !sql.starts_with("SELECT COUNT(");
}

}  // namespace

Fate fate_of(unsigned code) {
  switch (code) {
    case ER_LOCK_DEADLOCK:
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_CHECKREAD:
      return Fate::conflict;
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_COMMANDS_OUT_OF_SYNC:
    case CR_MALFORMED_PACKET:
    case ER_SERVER_SHUTDOWN:
    case ER_CONNECTION_KILLED:
    case ER_NET_READ_ERROR:
    case ER_NET_READ_INTERRUPTED:
    case ER_NET_ERROR_ON_WRITE:
    case ER_NET_WRITE_INTERRUPTED:
    case ER_NEED_REPREPARE:
    case ER_UNKNOWN_STMT_HANDLER:
      return Fate::lost;
    case ER_ERROR_DURING_COMMIT:
    case ER_QUERY_INTERRUPTED:
    case ER_STATEMENT_TIMEOUT:
      return Fate::undecided;
    case ER_UNKNOWN_COM_ERROR:  // WSREP has not yet prepared node for application use
      return Fate::not_ready;
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_UNKNOWN_HOST:
    case CR_SSL_CONNECTION_ERROR:
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
    case ER_ACCESS_DENIED_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_BAD_DB_ERROR:
      return Fate::unreachable;
    default:
      return Fate::refused;
  }
}

GaleraFailure::GaleraFailure(unsigned code, const std::string& words)
    : sql::Failure(accounts::StoreError::unavailable, words), code_(code) {}

void Connection::Closer::operator()(st_mysql* handle) const {
  mysql_close(handle);
}

Connection::Connection(const GaleraOptions& options, Role role, base::Milliseconds timeout)
    : role_(role) {
  prepare_library_once();
  handle_.reset(mysql_init(nullptr));
  if (!handle_) {
    throw std::bad_alloc{};
  }
  MYSQL* handle = handle_.get();
  set_up(handle, options, timeout);
  const bool local = !options.socket.empty();
  const std::string password{options.password.reveal()};
  if (mysql_real_connect(handle, local ? nullptr : options.host.c_str(), options.user.c_str(),
                         password.c_str(),
                         options.database.empty() ? nullptr : options.database.c_str(),
                         local ? 0 : options.port, local ? options.socket.c_str() : nullptr,
                         CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS) == nullptr) {
    const unsigned code = mysql_errno(handle);
    throw GaleraFailure(code, fmt::format("{} [{}]", mysql_error(handle), code));
  }
  execute(session_settings(role, timeout));
}

Connection::~Connection() = default;

void Connection::refuse(std::string_view sql) const {
  throw_error(mysql_errno(handle_.get()), mysql_error(handle_.get()), sql);
}

std::unique_ptr<sql::Statement> Connection::prepare(std::string_view sql) {
  if (role_ == Role::writer && locks_rows(sql)) {
    return std::make_unique<Statement>(handle_.get(), std::string{sql} + " FOR UPDATE");
  }
  return prepare_unlocked(sql);
}

std::unique_ptr<sql::Statement> Connection::prepare_unlocked(std::string_view sql) {
  return std::make_unique<Statement>(handle_.get(), sql);
}

/// Takes the answers of a statement that yields nothing, or of several.
void Connection::drain(std::string_view sql) {
  for (;;) {
    if (MYSQL_RES* result = mysql_store_result(handle_.get())) {
      mysql_free_result(result);
    }
    const int more = mysql_next_result(handle_.get());
    if (more > 0) {
      refuse(sql);
    }
    if (more < 0) {
      return;
    }
  }
}

void Connection::execute(std::string_view sql) {
  send(sql);
  receive(sql);
}

void Connection::send(std::string_view sql) {
  if (mysql_send_query(handle_.get(), sql.data(), sql.size()) != 0) {
    refuse(sql);
  }
}

void Connection::receive(std::string_view sql) {
  if (mysql_read_query_result(handle_.get()) != 0) {
    refuse(sql);
  }
  drain(sql);
}

std::vector<Connection::Row> Connection::ask(std::string_view sql) {
  if (mysql_real_query(handle_.get(), sql.data(), sql.size()) != 0) {
    refuse(sql);
  }
  const std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES*)> result{mysql_store_result(handle_.get()),
                                                                mysql_free_result};
  if (!result) {
    refuse(sql);
  }
  std::vector<Row> rows;
  const unsigned count = mysql_num_fields(result.get());
  while (MYSQL_ROW cells = mysql_fetch_row(result.get())) {
    const unsigned long* lengths = mysql_fetch_lengths(result.get());
    Row row;
    for (unsigned i = 0; i < count; ++i) {
      row.push_back(cells[i] == nullptr ? std::nullopt
                                        : std::optional<std::string>{{cells[i], lengths[i]}});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void Connection::end_snapshot() {
  send("COMMIT");
  answer_due_ = true;
}

void Connection::settle() {
  if (answer_due_) {
    answer_due_ = false;
    receive("COMMIT");
  }
}

int Connection::socket() const {
  return static_cast<int>(mysql_get_socket(handle_.get()));
}

std::string quoted(std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (!plain) {
      throw std::logic_error("a name that must be plain is not");
    }
  }
  return fmt::format("'{}'", text);
}

}  // namespace haetae::storage::galera
