// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "local_writer.hpp"

#include <optional>
#include <string>
#include <string_view>

// The objects that answers of the Local API are made of (spec kakao-local §2–§4).

namespace haetae::kakao {

/// coord2address writes fewer members than search/address.
enum class Detail { searched, at_point };

/// region_1depth_name to region_3depth_name. A 리 stands behind its 읍 or 면: "죽산면 죽산리".
struct RegionNames {
  std::string_view sido;
  std::string_view sigungu;
  std::string_view emd;
  std::string_view ri;
  [[nodiscard]] std::string third() const;
};
/// 시도 as most of the API shows it: "서울", but "세종특별자치시" (abbreviated), or whole.
[[nodiscard]] RegionNames region_names(const address::Index& index, address::RegionId region,
                                       bool abbreviated);

/// What an `address` object shows.
struct LotDocument {
  address::RegionId region = address::kNoRegion;
  address::LotNumber lot;
  address::DistrictId district = address::kNoDistrict;
  std::optional<geo::Point> position;
};
void write_lot(LocalWriter& writer, const address::Index& index, const LotDocument& lot,
               Detail detail);
/// A `road_address` object of an address; at_point writes the 시도 of its address_name whole.
void write_road(LocalWriter& writer, const address::Index& index, address::AddressId id,
                Detail detail);
/// The same of a road alone: numbers, building and postcode are empty.
void write_road(LocalWriter& writer, const address::Index& index, address::RoadId id);

/// x and y as texts; empty without a position.
void write_position(LocalWriter& writer, const std::optional<geo::Point>& position);

}  // namespace haetae::kakao
