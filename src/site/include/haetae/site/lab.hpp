// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/network.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace haetae::site {

/// What happens to a site.
enum class Fault {
  kill,  ///< every process of the site gets SIGKILL at one instant; its link stays up
  cut,   ///< the link goes down silently, both ways; the processes know nothing
  disk,  ///< the link goes down, everything is killed, and the data directory is gone
};

struct LabOptions {
  std::filesystem::path dir;              ///< made when absent, must be empty: data, logs, sockets
  std::size_t sites = 3;                  ///< 1–5
  bool witness = false;                   ///< the last site has no database and runs garbd
  std::chrono::microseconds delay{1000};  ///< one way, between any two ports of the switch
  bool plain = false;                     ///< the sites speak in clear; else as they do by default
  std::filesystem::path haetae;           ///< the program that serve() runs; empty: this program
  std::vector<std::string> mariadb;       ///< more lines for [mysqld], e.g. "max_connections=50"
  std::function<void(std::string_view)> say = [](std::string_view) {};  ///< progress, a line each
};

/// Where things of one site are. Unix sockets and files are reached from any namespace; an address
/// only from a namespace of the laboratory.
struct LabSite {
  std::string name;                       ///< "a", "b", …
  std::string address;                    ///< IPv4, on the laboratory's network
  std::filesystem::path dir;              ///< of the site; serve() may keep its data here
  std::filesystem::path site_file;        ///< the site.toml
  std::filesystem::path database_socket;  ///< for store.socket
  std::filesystem::path database_log;
  std::filesystem::path password_file;  ///< for store.password_file
  std::string database = "haetae";      ///< for store.database
  std::string user = "haetae";          ///< for store.user

  /// The lines of haetae.toml that tell a server of this site, one of `sites`, where its store is.
  [[nodiscard]] std::string store_settings(std::size_t sites) const;
};

/// Sites on one machine: each a network namespace with its MariaDB and whatever is run in it,
/// joined by a switch of our own that delays, loses and cuts. A further namespace, `users()`,
/// stands for the world outside.
///
/// Needs root, iproute2, mariadb-server, galera-4, and mariadb-backup. Everything dies
/// with this object; after a crash of the program the processes die with it and `Lab::clean_up`
/// removes the rest. Calls may come from several threads.
class Lab {
 public:
  /// Namespaces and switch only. Errors: no root, a missing package, a directory that is not empty.
  [[nodiscard]] static base::Outcome<std::unique_ptr<Lab>, SiteError> create(
      LabOptions options, const base::Clock& clock, base::Entropy& entropy);
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;
  ~Lab();

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] const LabSite& site(std::size_t index) const;
  /// The port of the namespace outside of all sites; also its index for run() and thread_in().
  [[nodiscard]] std::size_t users() const;
  /// Delay, loss and cuts of single directions; ports are sites' indices and users().
  [[nodiscard]] Switch& network();

  /// Brings up every database, the first one as a new cluster; returns when all are Synced.
  [[nodiscard]] base::Outcome<void, SiteError> start_databases();
  /// One database, by recovered position; returns when Synced, or after `limit` with the reason.
  [[nodiscard]] base::Outcome<Started, SiteError> start_database(std::size_t index,
                                                                 base::Milliseconds limit);
  /// Ends one database in order (SIGTERM), as an upgrade does.
  [[nodiscard]] base::Outcome<void, SiteError> stop_database(std::size_t index);
  /// What the database says of itself and the cluster. Errors: it does not answer within 1 s.
  [[nodiscard]] base::Outcome<Variables, SiteError> variables(std::size_t index) const;

  /// Does it, at once.
  void strike(std::size_t index, Fault fault);
  /// Ends what strike() did: link up, database started again unless it runs; returns when it is
  /// Synced and in one view with the other sites.
  /// Processes that run() or serve() had started are to be started again by the caller.
  [[nodiscard]] base::Outcome<Started, SiteError> bring_back(std::size_t index,
                                                             base::Milliseconds limit);

  /// What an operator does when the majority is gone for good: makes this site the cluster, by a
  /// word to its database or, when that does not answer, by starting it anew. Returns when Synced.
  [[nodiscard]] base::Outcome<Started, SiteError> bootstrap(std::size_t index,
                                                            base::Milliseconds limit);

  /// Runs a program in a site's namespace, in its own process group; both outputs go to `log`.
  [[nodiscard]] base::Outcome<pid_t, SiteError> run(std::size_t index,
                                                    std::vector<std::string> arguments,
                                                    const std::filesystem::path& log);
  /// `haetae serve --config FILE --set …` in a site's namespace; returns when `port` at the site's
  /// address or at its loopback takes connections. Errors: it ended before that (with its last
  /// words), or `limit`.
  [[nodiscard]] base::Outcome<pid_t, SiteError> serve(std::size_t index,
                                                      const std::filesystem::path& config,
                                                      const std::vector<std::string>& sets,
                                                      std::uint16_t port, base::Milliseconds limit);
  /// Sends a signal to the process' group.
  void signal(pid_t process, int number);
  [[nodiscard]] bool runs(pid_t process) const;
  /// The exit code, or 128 + signal; nothing when it still runs after `limit`.
  [[nodiscard]] std::optional<int> wait(pid_t process, base::Milliseconds limit);

  /// A thread whose sockets are in the namespace of a site or of the users.
  [[nodiscard]] std::thread thread_in(std::size_t index, std::function<void()> work);
  /// Moves the calling thread for good; for threads that somebody else makes.
  void enter(std::size_t index) const;

  /// Removes what laboratories of dead programs left: processes, namespaces. Returns the names.
  [[nodiscard]] static std::vector<std::string> clean_up();

 private:
  struct Impl;
  explicit Lab(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::site
