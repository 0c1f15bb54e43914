// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/geo/point.hpp"

namespace haetae::intake {

/// A box around the country and its seas; what lies outside has its columns swapped or is 0, 0.
[[nodiscard]] inline bool in_korea(geo::Point point) {
  return point.lon >= 124 && point.lon <= 132.5 && point.lat >= 32.5 && point.lat <= 39.5;
}

}  // namespace haetae::intake
