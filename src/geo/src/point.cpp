// SPDX-License-Identifier: Apache-2.0
#include "haetae/geo/point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace haetae::geo {
namespace {

constexpr double kEarthRadiusMetres = 6371008.8;
constexpr double kRadian = std::numbers::pi / 180;

std::int32_t packed(double degrees) {
  return static_cast<std::int32_t>(std::lround(degrees / kPackedUnit));
}

}  // namespace

PackedPoint pack(Point point) {
  return {packed(point.lon), packed(point.lat)};
}

Point unpack(PackedPoint packed) {
  return {packed.lon * kPackedUnit, packed.lat * kPackedUnit};
}

double distance_m(Point a, Point b) {
  const double half_lat = std::sin((b.lat - a.lat) * kRadian / 2);
  const double half_lon = std::sin((b.lon - a.lon) * kRadian / 2);
  const double chord = half_lat * half_lat +
                       std::cos(a.lat * kRadian) * std::cos(b.lat * kRadian) * half_lon * half_lon;
  return 2 * kEarthRadiusMetres * std::asin(std::sqrt(std::min(1.0, chord)));
}

}  // namespace haetae::geo
