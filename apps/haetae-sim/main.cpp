// SPDX-License-Identifier: Apache-2.0
#include "haetae/sim/command.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  try {
    return haetae::sim::run_command(argc, argv);
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "haetae-sim: this is a bug, please report it: %s\n", error.what());
    return 70;  // EX_SOFTWARE
  }
}
