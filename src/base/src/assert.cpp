// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace haetae::base {

void assertion_failed(const char* expression, const char* file, int line) {
  (void)std::fprintf(stderr, "haetae: broken invariant at %s:%d: %s\n", file, line, expression);
  std::abort();
}

}  // namespace haetae::base
