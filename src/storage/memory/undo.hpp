// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace haetae::storage::memory {

/// What to do, newest first, to unmake the running transaction.
class Undo {
 public:
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
  void forget() { steps_.clear(); }
  void roll_back() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
      (*step)();
    }
    steps_.clear();
  }

 private:
  std::vector<std::function<void()>> steps_;
};

}  // namespace haetae::storage::memory
