// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/site_file.hpp"
#include "haetae/site/view.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace haetae::site {

/// Keeps one site's database (or witness) up, without systemd: starts it from its recovered
/// position, starts it again when it ends, tells other sites its position, ends it in order on
/// SIGTERM and SIGINT. Never founds a cluster by itself.
class Supervisor {
 public:
  using Say = std::function<void(std::string_view)>;

  Supervisor(SiteFile site, std::string secret, Launcher& launcher, const base::Clock& clock,
             Say say);

  /// Runs until SIGTERM, which the caller has blocked (block_signals()) before any thread.
  /// `founding`: of the first start alone.
  /// Errors: another supervisor of this site runs; `first` is refused; the first start failed for
  /// a reason that trying again does not mend.
  [[nodiscard]] base::Outcome<void, SiteError> run(Founding founding);

  static void block_signals();
  /// The process that supervises this site, by its lock and pid file.
  [[nodiscard]] static std::optional<pid_t> running(const SiteFile& site);

 private:
  [[nodiscard]] base::Outcome<pid_t, SiteError> launch(Founding founding);
  [[nodiscard]] std::optional<pid_t> find() const;
  [[nodiscard]] View view() const;
  /// Waits for a signal (true), the process' end or `limit` (false), answering other sites.
  [[nodiscard]] bool wait(std::optional<pid_t> process, base::Milliseconds limit);
  void notify_ready();

  SiteFile site_;
  std::string secret_;
  Launcher& launcher_;
  const base::Clock& clock_;
  Say say_;
  Database database_;
  int signals_ = -1;
  int listener_ = -1;
  bool notified_ = false;
  Position recovered_;
};

/// Where the supervisor's own lines go when it runs in the background.
[[nodiscard]] std::filesystem::path supervisor_log(const SiteFile& site);

}  // namespace haetae::site
