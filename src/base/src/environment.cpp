// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/environment.hpp"

#include <cstdlib>

namespace haetae::base {

std::optional<std::string> environment(const char* name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): unsafe beside setenv alone, which nobody calls
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return value;
}

}  // namespace haetae::base
