// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace haetae::storage {

/// Marks this thread as being inside a closure. A store called from there would wait for itself,
/// so that bug is reported instead of hanging.
class NestingGuard {
 public:
  NestingGuard() { inside() = true; }
  NestingGuard(const NestingGuard&) = delete;
  NestingGuard& operator=(const NestingGuard&) = delete;
  ~NestingGuard() { inside() = false; }

  /// For a store made of two: its closure may call the other one while this lives.
  class Elsewhere {
   public:
    Elsewhere() { inside() = false; }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;
    ~Elsewhere() { inside() = true; }
  };

  static void refuse_nested_call() {
    if (inside()) {
      throw std::logic_error("a store was called from inside a store's closure");
    }
  }

 private:
  static bool& inside() {
    thread_local bool inside = false;
    return inside;
  }
};

[[noreturn]] inline void refuse_write_in_read() {
  throw std::logic_error("a closure given to Store::read tried to write");
}

}  // namespace haetae::storage
