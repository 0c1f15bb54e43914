// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "check.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/wire/json.hpp"
#include "measure.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace haetae::drill {

/// Something that must hold.
struct Demand {
  std::string name;  ///< in JSON
  std::string english, korean;
  double value = 0, most = 0;
  std::string unit;       ///< "", "ms", "s"
  bool demanded = true;   ///< false: shown only
  bool at_least = false;  ///< `most` is a least
  bool is_truth = false;  ///< 1: it holds
  [[nodiscard]] bool met() const { return at_least ? value >= most : value <= most; }
};

/// A setting or a figure.
struct Fact {
  std::string english, korean;  ///< its name; the English one stands in JSON
  std::string text;
};

/// All that a drill found out.
struct Story {
  std::string drill;            ///< "site-loss"
  std::string english, korean;  ///< what it did, in a sentence
  base::Instant began{};
  nanoseconds lasted{};
  std::vector<std::string> sites;
  std::vector<Fact> facts;
  std::vector<Entry> entries;
  std::vector<Moment> moments;
  std::vector<Cycle> cycles;
  Findings findings;
  std::vector<std::string> accepted_revoked, stuck;
  std::vector<Demand> demands;

  /// Whether everything that is demanded holds.
  [[nodiscard]] bool passed() const;
};

/// Something that people who are at a site that stands notice.
[[nodiscard]] bool is_failure(const Entry& entry);

/// A demand that holds or does not.
void add_truth(Story& story, std::string name, std::string english, std::string korean, bool holds);
/// Demands that every drill makes: nothing lost, nothing spent twice, nobody failed where sites
/// stood, all in flight finished, no dead token taken.
void add_usual_demands(Story& story);
/// Demands on times. `demanded`: false on machines that do other work.
struct TimeLimits {
  double stall_ms = 1'000, return_stall_ms = 500, rejoin_s = 15;
  bool demanded = true;
};
void add_time_demands(Story& story, const TimeLimits& limits);

/// docs/drills.md describes it.
[[nodiscard]] wire::Json to_json(const Story& story);
/// One page without outside parts, in Korean and English, that can be printed.
[[nodiscard]] std::string to_html(const Story& story);
/// The timeline as SVG: acknowledged a second, what broke, and what happened to the sites.
[[nodiscard]] std::string to_svg(const Story& story);
/// A few lines for the terminal.
[[nodiscard]] std::string to_text(const Story& story);

}  // namespace haetae::drill
