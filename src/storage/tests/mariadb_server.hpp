// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/storage/galera.hpp"
#include "temporary_folder.hpp"

#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace haetae::storage::testing {

/// A MariaDB server with Galera, a cluster of one node, in a folder of its own on a unix socket.
/// Its port for the (absent) other nodes is on the loopback address.
class MariadbServer {
 public:
  /// Prepared once per build directory and copied. Throws std::runtime_error with the end of the
  /// log.
  MariadbServer();
  MariadbServer(const MariadbServer&) = delete;
  MariadbServer& operator=(const MariadbServer&) = delete;
  ~MariadbServer();

  [[nodiscard]] GaleraOptions options(const std::string& database = "haetae") const;

  /// As root of the server, at once.
  void execute(const std::string& sql) const;
  /// The first cell of the first row; empty without one.
  [[nodiscard]] std::string ask(const std::string& sql) const;

  void start();
  void stop();  ///< in order
  void kill();  ///< SIGKILL

  /// As an operator's mistake or a cut does: the node sees no majority until it is told otherwise.
  /// `meanwhile` is called when the other node is dead and this one does not know it.
  void lose_majority(const std::function<void()>& meanwhile = [] {});
  void regain_majority();

 private:
  [[nodiscard]] std::string address() const;
  void wait_until_ready();
  void wait_for_status(const std::string& name, const std::string& value) const;
  void end(int signal);

  TemporaryFolder folder_;
  int port_ = 0;
  pid_t pid_ = -1;
};

/// The server of this test program.
MariadbServer& mariadb_server();

/// A store on a database of the server's with empty tables.
std::unique_ptr<GaleraStore> open_empty(GaleraOptions options);

}  // namespace haetae::storage::testing
