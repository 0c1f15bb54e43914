// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::storage::memory {

/// What to do, newest first, to unmake the running transaction.
class Undo {
 public:
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
  void forget() {
    steps_.clear();
    touched_.clear();
  }
  void roll_back() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
      (*step)();
    }
    forget();
  }

  /// A row that the running transaction writes: its collection and its primary key.
  struct Touched {
    const void* collection;
    std::string key;
  };
  void touch(const void* collection, std::string_view key) {
    touched_.push_back({collection, std::string{key}});
  }
  [[nodiscard]] const std::vector<Touched>& touched() const { return touched_; }

 private:
  std::vector<std::function<void()>> steps_;
  std::vector<Touched> touched_;
};

}  // namespace haetae::storage::memory
