// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sections.hpp"
#include "term_table.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace haetae::address {

/// Which names stand in which 시군구: what a region named leaves of all names that begin with some
/// letters is found without a look at the others.
class AreaTerms {
 public:
  static constexpr std::uint32_t kPostingBits = 26;
  static constexpr std::uint32_t kPostingMax = (1U << kPostingBits) - 1;

  struct Row {
    std::uint32_t area = 0;  ///< region: a 시군구, or a 시도 that has none
    std::uint32_t term = 0;
    std::uint32_t posting = 0;  ///< what the term stands for there, up to kPostingMax
  };
  [[nodiscard]] static constexpr std::uint64_t pack(const Row& row) {
    return static_cast<std::uint64_t>(row.area) << (kTermBits + kPostingBits) |
           static_cast<std::uint64_t>(row.term) << kPostingBits | row.posting;
  }
  [[nodiscard]] static constexpr Row unpack(std::uint64_t row) {
    return {static_cast<std::uint32_t>(row >> (kTermBits + kPostingBits)),
            static_cast<std::uint32_t>(row >> kPostingBits) & (kTermsMax - 1),
            static_cast<std::uint32_t>(row) & kPostingMax};
  }

  /// False when the rows are not in order or `fits(row)` says so of any.
  template <class Fits>
  [[nodiscard]] bool open(const Sections& sections, SectionId section, Fits&& fits) {
    return sections.read(section, rows_) && std::is_sorted(rows_.begin(), rows_.end()) &&
           std::all_of(rows_.begin(), rows_.end(),
                       [&](std::uint64_t row) { return fits(unpack(row)); });
  }

  /// The first area from `area` on that has rows; beyond every region when there is none.
  [[nodiscard]] std::uint32_t area_from(std::uint32_t area) const {
    const auto at = std::lower_bound(rows_.begin(), rows_.end(), pack({area, 0, 0}));
    return at == rows_.end() ? ~0U : unpack(*at).area;
  }
  /// Rows of one area whose terms lie in the range, by term.
  [[nodiscard]] std::span<const std::uint64_t> rows(std::uint32_t area, TermRange range) const {
    const auto from = std::lower_bound(rows_.begin(), rows_.end(), pack({area, range.first, 0}));
    const auto to = std::partition_point(from, rows_.end(), [&](std::uint64_t row) {
      const auto one = unpack(row);
      return one.area == area && one.term < range.last;
    });
    return {from, to};
  }

  /// The section's rows from any order.
  [[nodiscard]] static std::vector<std::uint64_t> build(std::vector<std::uint64_t>&& rows) {
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return std::move(rows);
  }

 private:
  std::span<const std::uint64_t> rows_;
};

}  // namespace haetae::address
