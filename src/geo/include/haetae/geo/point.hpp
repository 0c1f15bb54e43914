// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace haetae::geo {

/// Longitude and latitude, degrees, WGS84.
struct Point {
  double lon = 0;
  double lat = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// A point in units of 1e-7 degree (about 1 cm), as indexes store it.
struct PackedPoint {
  std::int32_t lon = 0;
  std::int32_t lat = 0;
  friend bool operator==(const PackedPoint&, const PackedPoint&) = default;
};

inline constexpr double kPackedUnit = 1e-7;

[[nodiscard]] PackedPoint pack(Point point);
[[nodiscard]] Point unpack(PackedPoint packed);

/// Metres along the great circle on a sphere of 6,371,008.8 m; within 0.6 % of the ellipsoid.
[[nodiscard]] double distance_m(Point a, Point b);

}  // namespace haetae::geo
