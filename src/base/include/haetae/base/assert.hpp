// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace haetae::base {

/// Prints what broke and aborts. Called by HAETAE_ASSERT only.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace haetae::base

/// A programmer's claim, kept in release builds: a broken invariant stops the process. Never for
/// input from outside, which gets an Outcome.
#define HAETAE_ASSERT(expression) \
  ((expression) ? (void)0 : ::haetae::base::assertion_failed(#expression, __FILE__, __LINE__))
