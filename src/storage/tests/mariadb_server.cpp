// SPDX-License-Identifier: Apache-2.0
#include "mariadb_server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <mysql.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace haetae::storage::testing {

namespace {

using Handle = std::unique_ptr<MYSQL, void (*)(MYSQL*)>;

constexpr const char* kCluster = "haetae_test";
constexpr const char* kTimeouts =
    "evs.keepalive_period=PT0.1S;evs.inactive_check_period=PT0.05S;evs.suspect_timeout=PT0.5S;"
    "evs.inactive_timeout=PT3S";
constexpr int kReadyPolls = 3000;
constexpr int kPollMilliseconds = 20;

pid_t spawn(std::vector<std::string> command, const std::string& log) {
  std::vector<char*> arguments;
  for (std::string& word : command) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::setpgid(0, 0);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  return pid;
}

std::string end_of(const std::string& file) {
  std::ifstream in{file};
  std::stringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  return all.substr(all.size() > 2000 ? all.size() - 2000 : 0);
}

int free_port() {
  const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(handle, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(handle);
  return ntohs(address.sin_port);
}

/// A data directory as mariadb-install-db makes it.
const std::string& seed() {
  static const std::string path = [] {
    const std::string ready = HAETAE_MARIADB_SEED;
    if (std::filesystem::exists(ready)) {
      return ready;
    }
    const std::string partial = ready + "." + std::to_string(::getpid());
    const std::string log = partial + ".log";
    int status = 0;
    const pid_t pid = spawn(
        {"mariadb-install-db", "--no-defaults", "--datadir=" + partial,
         "--auth-root-authentication-method=normal", "--skip-test-db", "--innodb-log-file-size=16M",
         ::geteuid() == 0 ? "--user=root" : "--skip-name-resolve"},
        log);
    ::waitpid(pid, &status, 0);
    if (status != 0) {
      throw std::runtime_error("mariadb-install-db failed (is mariadb-server installed?): " +
                               end_of(log));
    }
    std::filesystem::remove(log);
    std::error_code taken;
    std::filesystem::rename(partial, ready, taken);
    if (taken) {
      std::filesystem::remove_all(partial);  // another test program was faster
    }
    return ready;
  }();
  return path;
}

Handle connect(const GaleraOptions& options) {
  Handle handle{mysql_init(nullptr), mysql_close};
  if (mysql_real_connect(handle.get(), nullptr, options.user.c_str(), "", nullptr, 0,
                         options.socket.c_str(), CLIENT_MULTI_STATEMENTS) == nullptr) {
    throw std::runtime_error(mysql_error(handle.get()));
  }
  return handle;
}

}  // namespace

MariadbServer::MariadbServer() : port_(free_port()) {
  std::filesystem::copy(seed(), folder_.file("data"), std::filesystem::copy_options::recursive);
  start();
}

MariadbServer::~MariadbServer() {
  if (pid_ > 0) {
    end(SIGTERM);
  }
}

GaleraOptions MariadbServer::options(const std::string& database) const {
  GaleraOptions options;
  options.socket = folder_.file("s");
  options.user = "root";
  options.database = database;
  return options;
}

std::string MariadbServer::address() const {
  return "127.0.0.1:" + std::to_string(port_);
}

void MariadbServer::start() {
  // Its one node is the whole cluster, so there is nobody that it could be behind of.
  const std::string state = folder_.file("data/grastate.dat");
  if (std::filesystem::exists(state)) {
    std::filesystem::remove(state);
  }
  pid_ = spawn({"mariadbd",
                "--no-defaults",
                "--datadir=" + folder_.file("data"),
                "--socket=" + folder_.file("s"),
                "--pid-file=" + folder_.file("pid"),
                "--skip-networking",
                "--skip-name-resolve",
                "--performance-schema=OFF",
                "--innodb-log-file-size=16M",
                "--innodb-buffer-pool-size=64M",
                "--innodb-autoinc-lock-mode=2",
                "--innodb-flush-log-at-trx-commit=2",
                "--binlog-format=ROW",
                "--skip-log-bin",
                "--character-set-server=utf8mb4",
                "--wsrep-on=ON",
                "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
                "--wsrep-cluster-address=gcomm://",
                "--wsrep-node-address=127.0.0.1",
                "--wsrep-new-cluster",
                "--wsrep-sst-method=rsync",
                "--wsrep-provider-options=gmcast.listen_addr=tcp://" + address() +
                    ";gcache.size=16M;pc.recovery=no;" + kTimeouts,
                fmt::format("--wsrep-cluster-name={}", kCluster),
                ::geteuid() == 0 ? "--user=root" : "--skip-name-resolve"},
               folder_.file("log"));
  wait_until_ready();
}

void MariadbServer::wait_until_ready() {
  for (int i = 0; i < kReadyPolls; ++i) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      break;
    }
    try {
      if (ask("SHOW STATUS LIKE 'wsrep_ready'") == "ON") {
        return;
      }
    } catch (const std::runtime_error&) {
      // not yet
    }
    ::poll(nullptr, 0, kPollMilliseconds);
  }
  throw std::runtime_error("mariadbd did not start (is galera-4 installed?): " +
                           end_of(folder_.file("log")));
}

void MariadbServer::end(int signal) {
  ::kill(pid_, signal);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void MariadbServer::stop() {
  end(SIGTERM);
}

void MariadbServer::kill() {
  end(SIGKILL);
}

/// One of two that remains has no majority: garbd joins as the second and is killed.
void MariadbServer::lose_majority(const std::function<void()>& meanwhile) {
  const pid_t second = spawn(
      {"garbd", "--address", "gcomm://" + address(), "--group", kCluster, "--options",
       "base_dir=" + folder_.path() +
           ";gmcast.listen_addr=tcp://127.0.0.1:" + std::to_string(free_port()) + ";" + kTimeouts},
      folder_.file("garbd.log"));
  wait_for_status("wsrep_cluster_size", "2");
  ::kill(second, SIGKILL);
  ::waitpid(second, nullptr, 0);
  meanwhile();
  wait_for_status("wsrep_ready", "OFF");
}

void MariadbServer::regain_majority() {
  execute("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=true'");
  wait_for_status("wsrep_ready", "ON");
}

void MariadbServer::wait_for_status(const std::string& name, const std::string& value) const {
  for (int i = 0; i < kReadyPolls; ++i) {
    if (ask("SHOW STATUS LIKE '" + name + "'") == value) {
      return;
    }
    ::poll(nullptr, 0, kPollMilliseconds);
  }
  throw std::runtime_error(name + " never became " + value + ": " + end_of(folder_.file("log")));
}

void MariadbServer::execute(const std::string& sql) const {
  const Handle handle = connect(options());
  if (mysql_real_query(handle.get(), sql.data(), sql.size()) != 0) {
    throw std::runtime_error(mysql_error(handle.get()));
  }
  int more = 0;
  do {
    mysql_free_result(mysql_store_result(handle.get()));
    more = mysql_next_result(handle.get());
  } while (more == 0);
  if (more > 0) {
    throw std::runtime_error(mysql_error(handle.get()));
  }
}

std::string MariadbServer::ask(const std::string& sql) const {
  const Handle handle = connect(options());
  if (mysql_real_query(handle.get(), sql.data(), sql.size()) != 0) {
    throw std::runtime_error(mysql_error(handle.get()));
  }
  const std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES*)> result{mysql_store_result(handle.get()),
                                                                mysql_free_result};
  MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
  if (row == nullptr) {
    return {};
  }
  // Of "name, value" the value.
  const unsigned last = mysql_num_fields(result.get()) - 1;
  return row[last] == nullptr ? "" : row[last];
}

MariadbServer& mariadb_server() {
  static MariadbServer server;
  return server;
}

std::unique_ptr<GaleraStore> open_empty(GaleraOptions options) {
  const std::string database = options.database;
  auto store = open_galera(std::move(options));
  if (!store) {
    throw std::runtime_error(store.error().words);
  }
  const MariadbServer& server = mariadb_server();
  const std::string tables = server.ask(
      "SELECT GROUP_CONCAT(CONCAT('DELETE FROM `" + database +
      "`.', table_name) SEPARATOR ';') FROM information_schema.tables WHERE table_schema = '" +
      database + "' AND table_name NOT IN ('schema_migrations', 'schema_lock')");
  server.execute(tables);
  return *std::move(store);
}

}  // namespace haetae::storage::testing
