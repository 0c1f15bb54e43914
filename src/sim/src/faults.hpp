// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world.hpp"

namespace haetae::sim {

/// Plays the faults of a run: never more sites gone at once than a minority, each healed after a
/// while, until the run is over.
class FaultPlan {
 public:
  explicit FaultPlan(World& world);
  /// Everything is whole again, and stays so.
  [[nodiscard]] bool healed() const { return gone_ == 0; }

 private:
  void next();
  void strike();
  void take_away(std::size_t site, bool kill);
  void bring_back(std::size_t site);
  void slow_down();
  void turn_clock();
  [[nodiscard]] std::optional<std::size_t> victim();

  World& world_;
  std::size_t gone_ = 0;
};

}  // namespace haetae::sim
