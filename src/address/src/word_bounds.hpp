// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normalise.hpp"

#include <array>
#include <cstdint>

namespace haetae::address {

/// Where the words of a query may end, and which digits a space keeps apart.
class WordBounds {
 public:
  void read(const Text& text);

  /// A word may end before unit i: at a gap, a number or the end.
  [[nodiscard]] bool boundary(std::uint32_t i) const { return boundaries_[i]; }
  /// Digits that a space keeps apart never join.
  [[nodiscard]] bool joins(std::uint32_t from, std::uint32_t to) const {
    return breaks_[to == 0 ? 0 : to - 1] == breaks_[from];
  }

 private:
  std::array<std::uint16_t, kUnitsMax + 1> breaks_;
  std::array<bool, kUnitsMax + 1> boundaries_;
};

}  // namespace haetae::address
