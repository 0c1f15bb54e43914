// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "in_flight.hpp"
#include "ledger.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace haetae::drill {

/// What happened to the sites, when.
struct Moment {
  enum class What { struck, out, mending, mended, in, other };
  nanoseconds at{};
  What what = What::other;
  std::size_t site = 0;
  std::string english = {}, korean = {};  ///< for `other`
};

/// One destruction, from the blow to the calm after the return.
struct Cycle {
  std::size_t site = 0;
  std::string fault;      ///< "kill", "cut", "disk", "upgrade", …
  nanoseconds struck{};   ///< the blow
  nanoseconds mending{};  ///< the site is allowed to come back
  nanoseconds back{};     ///< the front end sends users there again
  nanoseconds over{};     ///< the next cycle may begin
  std::string transfer;   ///< how the database caught up
  std::vector<FlowCount> in_flight;
  std::vector<std::string> complaints;
};

/// The longest time between two acknowledgements of the given entries in [from, to]; the edges
/// count as none, except that the last one before `from` opens the first gap. Zero when nothing was
/// acknowledged at all and nothing was expected; the whole span when entries were only sent.
[[nodiscard]] nanoseconds longest_gap(const std::vector<Entry>& entries, nanoseconds from,
                                      nanoseconds to, bool writes_only);

/// What one kind did in a span of time at sites that stood.
struct KindFigures {
  std::size_t acknowledged = 0, unknown = 0, unsent = 0, put_off = 0, failed = 0;
  nanoseconds longest{};  ///< from sending to the answer
};
using Figures = std::array<KindFigures, kKindCount>;
/// Requests that were answered in [from, to). `dying`: those to sites that were being destroyed
/// instead of those to the others.
[[nodiscard]] Figures figures_of(const std::vector<Entry>& entries, nanoseconds from,
                                 nanoseconds to, bool dying);

/// Requests a bucket, for the picture.
struct Series {
  nanoseconds bucket{};
  std::vector<std::uint32_t> reads, writes, lost, failed;  ///< lost: the connection broke
};
[[nodiscard]] Series series_of(const std::vector<Entry>& entries, nanoseconds end,
                               nanoseconds bucket);

/// Requests a second; 0 for a span of nothing.
[[nodiscard]] double rate(std::size_t count, nanoseconds span);

}  // namespace haetae::drill
