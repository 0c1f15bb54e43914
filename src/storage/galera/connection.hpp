// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/storage/galera.hpp"
#include "sql/driver.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct st_mysql;

namespace haetae::storage::galera {

/// What an error number means for the transaction in which it came up.
enum class Fate {
  conflict,     ///< rolled back, another was first: repeat it whole
  lost,         ///< no answer: repeat on a new connection; at a COMMIT it may have been done
  undecided,    ///< an answer that leaves a COMMIT open; before it, as `lost`
  not_ready,    ///< the node takes no statements now: certainly not done
  unreachable,  ///< no connection to be had: certainly not done
  refused,      ///< anything else: repeating does not help
};
[[nodiscard]] Fate fate_of(unsigned code);

/// MariaDB cannot go on; `code` is its or the client library's error number.
class GaleraFailure final : public sql::Failure {
 public:
  GaleraFailure(unsigned code, const std::string& words);
  [[nodiscard]] unsigned code() const { return code_; }
  [[nodiscard]] Fate fate() const { return fate_of(code_); }

 private:
  unsigned code_;
};

/// reader: one snapshot per transaction, changes refused. writer: READ COMMITTED, SELECTs lock.
/// plain: statements commit by themselves; for status, schema and copying.
enum class Role { reader, writer, plain };

/// One connection, used by one thread at a time. Every method throws GaleraFailure.
class Connection final : public sql::Connection {
 public:
  Connection(const GaleraOptions& options, Role role, base::Milliseconds timeout);
  ~Connection() override;

  [[nodiscard]] std::unique_ptr<sql::Statement> prepare(std::string_view sql) override;
  [[nodiscard]] std::unique_ptr<sql::Statement> prepare_unlocked(std::string_view sql) override;
  /// Statements joined by ";" run in one round trip, up to the first that fails.
  void execute(std::string_view sql) override;

  using Row = std::vector<std::optional<std::string>>;
  [[nodiscard]] std::vector<Row> ask(std::string_view sql);

  /// As execute, in two halves: the server works while the caller does something else.
  void send(std::string_view sql);
  void receive(std::string_view sql);

  /// Ends a snapshot without waiting for the answer, which the next settle() takes: half of a
  /// short read would be that wait.
  void end_snapshot();
  void settle();

  /// Its descriptor, which another thread may shut down to break it off.
  [[nodiscard]] int socket() const;

 private:
  [[noreturn]] void refuse(std::string_view sql) const;
  void drain(std::string_view sql);

  struct Closer {
    void operator()(st_mysql* handle) const;
  };
  std::unique_ptr<st_mysql, Closer> handle_;
  Role role_;
  bool answer_due_ = false;
};

/// `text` between quotes, for the few statements that are not prepared. Only for names that were
/// checked to be plain; throws std::logic_error otherwise.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace haetae::storage::galera
