// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/geo/point.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace haetae::geo {

/// The coordinate systems of spec kakao-local §1, and UTM-K of the official address files.
/// x is the longitude or easting, y the latitude or northing.
enum class System {
  wgs84,       ///< degrees
  wtm,         ///< metres, central belt on WGS84 (as EPSG:5181)
  wcongnamul,  ///< 2.5 × wtm
  tm,          ///< metres, central belt on Bessel 1841
  congnamul,   ///< 2.5 × tm
  ktm,         ///< metres, KATEC on Bessel 1841
  wktm,        ///< the same numbers on WGS84
  utm,         ///< metres, zone 52 on Bessel 1841
  wutm,        ///< metres, zone 52 on WGS84 (EPSG:32652)
  bessel,      ///< degrees on Bessel 1841
  utmk,        ///< metres, EPSG:5179
};

/// "WGS84", "WTM" … as the Kakao API spells them, in upper case only; "UTMK" for the last.
[[nodiscard]] std::optional<System> system_from_text(std::string_view text);
[[nodiscard]] std::string_view to_text(System system);

struct XY {
  double x = 0;
  double y = 0;
  friend bool operator==(const XY&, const XY&) = default;
};

/// Where transformations are defined: Korea and the seas around it, with room.
inline constexpr Point kDomainLow{110, 20};
inline constexpr Point kDomainHigh{145, 50};

/// From one system into another. Nothing for NaN, infinity, and points outside the domain.
/// On one ellipsoid exact to about 1e-9 m; between the ellipsoids by the seven national parameters.
/// There and back within 0.01 mm. Cost: 0.2 µs per projection, 0.4 µs to Bessel 1841 and twice
/// that from it. Thread-safe; no file, no network.
[[nodiscard]] std::optional<XY> transform(System from, System to, XY point);

/// For imports: `to[i]` is `from[i]` in WGS84, or the Point of two NaN where it has no place in the
/// domain. Both spans have one length. Cost: about 0.2 µs a point.
void to_wgs84_from_utmk(std::span<const XY> from, std::span<Point> to);

}  // namespace haetae::geo
