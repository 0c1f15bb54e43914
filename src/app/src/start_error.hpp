// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace haetae::app {

/// Why the program cannot work on this configuration, and what to do.
struct StartError {
  std::string message;
};

}  // namespace haetae::app
