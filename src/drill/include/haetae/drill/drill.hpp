// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/wire/json.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::drill {

/// What all drills take.
struct Options {
  std::filesystem::path program;  ///< the haetae that serves
  std::filesystem::path report;   ///< folder for the report; made when absent
  std::size_t cycles = 3;
  /// "kill": every process of a site dies at one instant; "cut": its link goes down silently;
  /// "disk": both, and its data are gone.
  std::string fault = "kill";
  std::chrono::milliseconds outage{6'000};  ///< from the blow until the site may come back
  std::chrono::milliseconds calm{4'000};    ///< with load, before the first blow and after each
  std::chrono::microseconds delay{1'000};   ///< one way between any two sites
  double load = 1;                          ///< times the usual rates
  std::size_t in_flight = 2;                ///< flows of every kind that a dying site leaves open
  std::filesystem::path other = {};         ///< rolling_upgrade: the other version; empty: the same
  std::chrono::seconds skew{2};             ///< clock_skew: one site ahead, one behind by this
  bool demand_times = true;                 ///< false: times are shown, not demanded
  std::function<void(std::string_view)> say = [](std::string_view) {};  ///< progress
};

struct Result {
  bool passed = false;
  std::string text;  ///< for the terminal
  wire::Json json;   ///< report.json
};

/// Why a drill could not take place, and what to do about it.
struct DrillError {
  std::string message;
};
using DrillOutcome = base::Outcome<Result, DrillError>;

/// Destroys one site after the other under load and brings it back. Writes report.html,
/// report.json and ledger.jsonl. Needs root and what `site::Lab` needs.
[[nodiscard]] DrillOutcome site_loss(const Options& options, const base::Clock& clock,
                                     base::Entropy& entropy);

/// Cuts one site off from both others: it goes on as an island, and what it took is merged. One
/// cycle.
[[nodiscard]] DrillOutcome quorum_loss(const Options& options, const base::Clock& clock,
                                       base::Entropy& entropy);
/// Kills everything everywhere at once and starts it again.
[[nodiscard]] DrillOutcome cold_start(const Options& options, const base::Clock& clock,
                                      base::Entropy& entropy);
/// Changes every site's server to `other` and back, one at a time, so that versions mix.
[[nodiscard]] DrillOutcome rolling_upgrade(const Options& options, const base::Clock& clock,
                                           base::Entropy& entropy);

/// Puts one site's clock ahead and another's behind, then loses the third. Needs the program
/// faketime.
[[nodiscard]] DrillOutcome clock_skew(const Options& options, const base::Clock& clock,
                                      base::Entropy& entropy);

/// Fills the disk below one site's database, then gives it back.
[[nodiscard]] DrillOutcome disk_full(const Options& options, const base::Clock& clock,
                                     base::Entropy& entropy);

/// Ends processes and removes networks that drills left which were killed. Their names.
[[nodiscard]] std::vector<std::string> clean_up();

}  // namespace haetae::drill
