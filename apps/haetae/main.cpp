// SPDX-License-Identifier: Apache-2.0
#include "haetae/app/main.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  try {
    return haetae::app::run_program(argc, argv);
  } catch (const std::exception& error) {
    static_cast<void>(
        std::fprintf(stderr, "haetae: this is a bug, please report it: %s\n", error.what()));
    return 70;  // EX_SOFTWARE
  }
}
