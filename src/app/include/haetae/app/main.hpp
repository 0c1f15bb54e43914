// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace haetae::app {

/// Exit codes of the program, as `haetae --help` documents them.
enum class Exit {
  ok = 0,
  refused = 1,        ///< understood, but not done: unknown person, address taken, bad redirect URI
  usage = 2,          ///< the command line itself is wrong
  configuration = 3,  ///< a configuration file, variable or --set is wrong
  unavailable = 4,    ///< data directory, database, port or certificate cannot be used
};

/// The program: parses the command line, runs one command, gives the exit code.
[[nodiscard]] int run_program(int argc, char** argv);

}  // namespace haetae::app
