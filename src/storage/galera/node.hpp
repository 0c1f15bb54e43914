// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "galera/connection.hpp"

#include <memory>
#include <mutex>

namespace haetae::storage::galera {

/// Asks the node how it is, on a connection of its own. Thread-safe.
class Node {
 public:
  explicit Node(const GaleraOptions& options) : options_(options) {}
  [[nodiscard]] NodeState state();

 private:
  [[nodiscard]] NodeState ask();

  const GaleraOptions& options_;
  std::mutex mutex_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace haetae::storage::galera
