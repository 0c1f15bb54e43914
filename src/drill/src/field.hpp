// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "check.hpp"
#include "haetae/drill/agent.hpp"
#include "world.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace haetae::drill {

/// How a site dies.
enum class Blow { kill, cut, disk };

/// Where a drill takes place: sites that serve, that can be destroyed and brought back. Everything
/// throws std::runtime_error that tells what cannot be done.
class Field {
 public:
  Field() = default;
  Field(const Field&) = delete;
  Field& operator=(const Field&) = delete;
  virtual ~Field() = default;

  [[nodiscard]] virtual std::size_t sites() const = 0;
  [[nodiscard]] virtual std::string name_of(std::size_t site) const = 0;
  /// As the users reach them.
  [[nodiscard]] virtual std::vector<Target> targets() const = 0;
  /// A thread in the users' network.
  [[nodiscard]] virtual std::thread thread(std::function<void()> work) = 0;

  virtual void strike(std::size_t site, Blow blow) = 0;
  /// Database and server run again; returns when the database is in step.
  virtual void bring_back(std::size_t site) = 0;
  /// What the node's own database holds.
  [[nodiscard]] virtual NodeRows rows(std::size_t site) = 0;
};

}  // namespace haetae::drill
