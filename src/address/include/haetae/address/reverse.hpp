// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"

#include <optional>
#include <vector>

namespace haetae::address {

/// The address whose entrance is nearest to a point.
struct NearAddress {
  AddressId address = kNoAddress;
  double distance_m = 0;
};

/// Nearest first, at most `limit`, none further than `radius_m` (≤ 20,000). Cost: some µs.
[[nodiscard]] std::vector<NearAddress> nearest_addresses(const Index& index, geo::Point point,
                                                         double radius_m, std::uint32_t limit);

/// The regions at a point: by boundary where boundaries were imported, otherwise those of the
/// nearest address within 2 km; nothing at sea and outside the country.
struct RegionsAt {
  RegionId legal = kNoRegion;         ///< as deep as known: 리, 읍면동, 시군구 or 시도
  DistrictId district = kNoDistrict;  ///< 행정동
  bool by_boundary = false;
};
[[nodiscard]] std::optional<RegionsAt> regions_at(const Index& index, geo::Point point);

}  // namespace haetae::address
