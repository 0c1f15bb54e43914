// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/geo/point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace haetae::address {

inline constexpr double kMetresPerDegree = 6'371'008.8 * std::numbers::pi / 180;

/// The box around a circle, cut at the edges of the map.
struct Window {
  geo::PackedPoint low;
  geo::PackedPoint high;
};

[[nodiscard]] inline Window window_around(geo::Point centre, double reach_m) {
  const double lat = reach_m / kMetresPerDegree;
  const double widest = std::min(89.0, std::abs(centre.lat) + lat);
  const double lon = lat / std::cos(widest * std::numbers::pi / 180);
  return {geo::pack({std::max(-180.0, centre.lon - lon), std::max(-90.0, centre.lat - lat)}),
          geo::pack({std::min(180.0, centre.lon + lon), std::min(90.0, centre.lat + lat)})};
}

/// Square of the distance on the plane that touches the sphere halfway; within 20 km as good as
/// the great circle.
class Plane {
 public:
  explicit Plane(geo::Point centre)
      : centre_(geo::pack(centre)),
        cos_(std::cos(centre.lat * std::numbers::pi / 180)),
        sin_(std::sin(centre.lat * std::numbers::pi / 180)) {}
  [[nodiscard]] double square(geo::PackedPoint point) const {
    constexpr double kUnit = geo::kPackedUnit * kMetresPerDegree;
    const double lat = double(point.lat) - double(centre_.lat);
    const double narrowing = cos_ - sin_ * lat * (geo::kPackedUnit * std::numbers::pi / 360);
    const double lon = (double(point.lon) - double(centre_.lon)) * narrowing;
    return (lat * lat + lon * lon) * kUnit * kUnit;
  }

 private:
  geo::PackedPoint centre_;
  double cos_;
  double sin_;
};

}  // namespace haetae::address
