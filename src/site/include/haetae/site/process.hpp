// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace haetae::site {

struct Command {
  std::vector<std::string> arguments;  ///< the program first, looked for in PATH
  std::filesystem::path log;           ///< both outputs are appended; `user`'s; empty: inherited
  std::filesystem::path input;         ///< standard input; empty: nothing
  std::string user;                    ///< runs as; empty: as this process
  bool dies_with_parent = false;       ///< with the thread that launched it
  bool own_session = false;            ///< away from the terminal, for what outlives this process
};

/// Starts programs; the laboratory's does so in a network namespace.
class Launcher {
 public:
  Launcher() = default;
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;
  virtual ~Launcher() = default;

  /// The process leads its own group. Errors: no such program or user, file that cannot be opened.
  [[nodiscard]] virtual base::Outcome<pid_t, SiteError> launch(const Command& command) = 0;
};

/// Starts programs as they are.
class SystemLauncher final : public Launcher {
 public:
  [[nodiscard]] base::Outcome<pid_t, SiteError> launch(const Command& command) override;
};

/// Waits for a child: its exit code, or 128 + signal; nothing when it still runs after `limit`.
/// Zero only looks.
[[nodiscard]] std::optional<int> wait_child(pid_t child, base::Milliseconds limit);

/// Waits for any process to end; false when it still runs after `limit`.
[[nodiscard]] bool wait_end(pid_t process, base::Milliseconds limit);

[[nodiscard]] bool is_alive(pid_t process);

/// Launches and waits without limit; for short tools. The exit code.
[[nodiscard]] base::Outcome<int, SiteError> run_tool(Launcher& launcher, const Command& command);

/// Where a program is, searched in PATH and in the sbin folders; empty when nowhere.
[[nodiscard]] std::filesystem::path find_program(const std::string& name);

}  // namespace haetae::site
