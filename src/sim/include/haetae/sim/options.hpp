// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::sim {

/// What befalls the sites of a run.
struct Faults {
  bool kill = true;       ///< a site's processes die, one time in three with its disk
  bool cut = true;        ///< a site's link goes down silently
  bool skew = true;       ///< a site's clock is off by up to 2 s, and jumps
  bool slow_disk = true;  ///< a site's commits take 20 to 400 ms longer
};
/// "kill,cut"; "none"; nothing for a word that is no fault.
[[nodiscard]] std::optional<Faults> faults_from_text(std::string_view text);
[[nodiscard]] std::string to_text(const Faults& faults);

/// A deliberate mistake in the simulated database or in the wiring, which the checkers must find.
enum class Flaw {
  none,
  double_spend,      ///< commits are not certified
  lost_ack,          ///< commits are acknowledged before anybody else has them
  split_brain,       ///< a site that lost the others goes on acknowledging
  stale_revocation,  ///< a site looks for the others' revocations every 10 s instead of 0.1 s
  drop_revocations,  ///< the list of revoked tokens is not stored
  diverge,           ///< one site now and then misses a transaction
  impatient,         ///< commits fail at once, instead of waiting until the lost site is given up
};
[[nodiscard]] std::optional<Flaw> flaw_from_text(std::string_view text);
[[nodiscard]] std::string_view to_text(Flaw flaw);
/// All but `none`.
[[nodiscard]] std::vector<Flaw> all_flaws();

struct Options {
  std::uint64_t seed = 1;
  std::size_t sites = 3;    ///< 3 … 7
  std::size_t steps = 240;  ///< what people do, all together
  Faults faults;
  Flaw flaw = Flaw::none;
  bool trace = false;  ///< a line per request, fault and finding in Result::trace
};

}  // namespace haetae::sim
