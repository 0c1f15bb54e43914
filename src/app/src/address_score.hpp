// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/wire/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// `haetae address score FILE`: how often the index answers queries with the address that a file
/// expects. The file is tab-separated with a header line that names its columns.
namespace haetae::app {

/// One kind of query. Figures count queries.
struct KindScore {
  std::string kind;
  std::uint32_t queries = 0;
  std::uint32_t hits = 0;       ///< what the kind demands: rank, distance, or no answer at all
  std::uint32_t first = 0;      ///< the expected address first
  std::uint32_t ten = 0;        ///< among the first ten
  std::uint32_t within_50 = 0;  ///< first answer at most 50 m away
  std::uint32_t within = 0;     ///< first answer within the distance that the row names
  std::vector<double> micros;   ///< time of each query; information, not a measurement
};

struct Miss {
  std::string id;
  std::string kind;
  std::string query;
  std::string expected;
  std::string answer;  ///< the first answer, or empty
};

struct ScoreReport {
  std::vector<KindScore> kinds;  ///< in the order of the file
  std::vector<Miss> misses;
};

/// Scores a query file (columns kind, query, expect_road …) or a file of points (columns lon, lat,
/// expect_road …), as its header says. Errors: a sentence.
[[nodiscard]] base::Outcome<ScoreReport, std::string> score_file(const address::Index& index,
                                                                 std::string_view text,
                                                                 const base::Clock& clock);

[[nodiscard]] std::string score_text(const ScoreReport& report, bool failures);
[[nodiscard]] wire::Json score_json(const ScoreReport& report, bool failures);

/// One form for addresses that are the same: a province in one spelling, without 읍, 면 and spaces.
[[nodiscard]] std::string comparable(std::string_view address);

}  // namespace haetae::app
