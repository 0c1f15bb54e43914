// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/drill/mailbox.hpp"
#include "haetae/site/lab.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace haetae::bench {

/// Sites of the laboratory with one Haetae each, over MariaDB or over a file: the same servers and
/// the same namespaces, so that nothing but the store differs. Whoever loads a site does so from
/// within its namespace, as its front end would; only the databases speak across the switch.
/// Everything throws std::runtime_error that tells what could not be done.
class Ground {
 public:
  struct Setup {
    std::string name;               ///< "sqlite", "one", "three"
    std::filesystem::path dir;      ///< made when absent, must be empty
    std::filesystem::path program;  ///< the haetae to run
    std::size_t sites = 1;
    bool has_databases = true;              ///< false: SQLite
    std::chrono::microseconds delay{1000};  ///< between two sites, one way
  };
  Ground(Setup setup, const base::Clock& clock, base::Entropy& entropy);
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;
  ~Ground();

  [[nodiscard]] const std::string& name() const { return setup_.name; }
  [[nodiscard]] std::size_t sites() const { return lab_->size(); }
  [[nodiscard]] bool has_databases() const { return setup_.has_databases; }
  [[nodiscard]] site::Lab& lab() { return *lab_; }
  /// Where the mails of all sites arrive, in the users' namespace.
  [[nodiscard]] drill::Mailbox& mailbox() { return *mailbox_; }
  [[nodiscard]] const base::Clock& clock() const { return clock_; }

  void start_databases();
  /// The people and apps of a file, and the keys of `from` that open them.
  void adopt(const std::filesystem::path& file, const Ground& from);
  /// A server; returns when it takes connections. `sets`: "name=value", as behind --set.
  void serve(std::size_t site, const std::vector<std::string>& sets = {});
  void serve_all();
  /// Ends a server in order.
  void stop_server(std::size_t site);

  /// Every site's server, from a thread within the site.
  [[nodiscard]] Target target() const;
  /// Does it in a thread within the site, and waits.
  void at(std::size_t site, const std::function<void()>& work);
  /// The same within every site at once.
  void everywhere(const std::function<void(std::size_t)>& work);

  /// What a command of the program prints, with the site's configuration.
  [[nodiscard]] std::string tool(std::size_t site, std::vector<std::string> arguments) const;
  /// What a site's own database answers its administrator, in lines with tabs. Thread-safe.
  [[nodiscard]] std::string query(std::size_t site, const std::string& statement) const;

  [[nodiscard]] int server_pid(std::size_t site) const { return servers_.at(site); }
  [[nodiscard]] int database_pid(std::size_t site) const;
  /// Returns after so long, or as soon as the site's server has ended: true.
  [[nodiscard]] bool wait(std::size_t site, base::Milliseconds span) const;
  /// A counter of `SHOW STATUS`, summed over all sites' databases.
  [[nodiscard]] double counted(const std::string& variable) const;

 private:
  [[nodiscard]] std::filesystem::path config_of(std::size_t site) const;
  [[nodiscard]] std::filesystem::path data_of(std::size_t site) const;
  void configure(std::size_t site) const;

  Setup setup_;
  const base::Clock& clock_;
  std::unique_ptr<site::Lab> lab_;
  std::unique_ptr<drill::Mailbox> mailbox_;
  std::vector<int> servers_;
};

/// A line of progress for people.
void note(const std::string& line);

}  // namespace haetae::bench
