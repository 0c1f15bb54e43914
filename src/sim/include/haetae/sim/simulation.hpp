// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/sim/options.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace haetae::sim {

/// Something that must not happen, and did.
struct Finding {
  std::string kind;  ///< "double-spend", "lost-write", "stale-revocation", …: docs/simulator.md
  std::string text;
  double at = 0;  ///< simulated seconds
};

/// What a run came to. Everything in it follows from its Options.
struct Result {
  std::vector<Finding> findings;
  std::uint64_t digest = 0;  ///< of every request, answer and fault, and of the last state
  std::size_t requests = 0;
  std::size_t transactions = 0;  ///< committed
  std::size_t conflicts = 0;     ///< certification failures, each repeated
  std::size_t faults = 0;
  double seconds = 0;        ///< simulated
  double longest_stall = 0;  ///< of commits at the sites that went on, simulated seconds
  std::vector<std::string> trace;
};

/// Simulates sites, people and faults until everybody has done their steps and everything is
/// healed. Runs the shipped handlers on one thread. Takes some 10 to 50 ms.
[[nodiscard]] Result simulate(const Options& options);

}  // namespace haetae::sim
