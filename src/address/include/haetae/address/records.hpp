// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/model.hpp"

#include <string_view>
#include <vector>

/// What importers hand to the builder. Views need to live only for the call.
namespace haetae::address {

/// Names of one 법정동코드, from the widest region down; empty below its level. Every address
/// declares its region with all names; the builder keeps each code once.
struct RegionRecord {
  std::uint64_t code = 0;  ///< 10 digits
  std::string_view sido;
  std::string_view sigungu;
  std::string_view emd;
  std::string_view ri;
};

/// English names of the same, where a file has them (도로명코드, 내비게이션용DB, 영문).
struct RegionEnglishRecord {
  std::uint64_t code = 0;
  std::string_view sido;
  std::string_view sigungu;
  std::string_view emd;
  std::string_view ri;
};

struct RoadRecord {
  std::uint64_t code = 0;  ///< 도로명코드, 12 digits; its first five are the 시군구
  std::string_view name;
  std::string_view english;
};

/// What makes an address itself: 도로명코드 and 건물번호.
struct AddressKey {
  std::uint64_t road = 0;
  RoadNumber number;
  friend auto operator<=>(const AddressKey&, const AddressKey&) = default;
};

struct AddressRecord {
  AddressKey key;
  std::uint64_t region = 0;    ///< 법정동코드
  std::uint64_t district = 0;  ///< 행정동코드; 0 when empty
  std::string_view district_name;
  LotNumber lot;
  std::uint32_t zip = 0;
  std::string_view building;        ///< 시군구용건물명
  std::string_view register_name;   ///< 건축물대장건물명
  std::string_view former_address;  ///< 이전도로명주소
  bool apartment = false;
  /// A change that does not say the lot: region and lot stay as they were before it, if there was
  /// anything before it.
  bool keeps_lot = false;
};

/// 관련지번.
struct LotRecord {
  AddressKey key;
  std::uint64_t region = 0;
  LotNumber number;
};

struct PositionRecord {
  AddressKey key;
  geo::Point position;
};

struct BuildingRecord {
  AddressKey key;
  std::string_view number;  ///< 25 digits
  std::string_view name;
  std::string_view dong;
};

/// A building that is gone, or about to be given anew, maybe under another address.
struct BuildingRemoval {
  std::string_view number;   ///< 25 digits
  bool address_too = false;  ///< an address that no building is left of goes with it
};

struct UnitRecord {
  AddressKey key;
  std::string_view dong;
  std::string_view floor;
  std::string_view ho;
  bool underground = false;
};

/// 행정동 that a legal region belongs to (KIKmix). Where it is the only one of its region, it is
/// that of every address there that names none.
struct DistrictRecord {
  std::uint64_t code = 0;  ///< 행정동코드
  std::string_view name;
  std::uint64_t region = 0;  ///< 법정동코드
};

/// A name that a region or road had before a reform: "강원도", "45113" …; queries with it find the
/// region or road of today and are marked as former.
struct FormerRegionRecord {
  std::uint64_t code = 0;  ///< the region of today
  std::string_view name;
  std::uint64_t former_code = 0;  ///< 0 when unknown
};

struct FormerRoadRecord {
  std::uint64_t code = 0;  ///< the road of today, 도로명코드
  std::string_view name;
};

struct PopulationRecord {
  std::uint64_t code = 0;  ///< 법정동코드 of a 시도 or 시군구
  std::uint32_t people = 0;
};

enum class BoundaryKind : std::uint8_t { legal, administrative };

/// Rings of one region in WGS84, outer and inner together (even-odd rule).
struct BoundaryRecord {
  BoundaryKind kind = BoundaryKind::legal;
  std::uint64_t code = 0;  ///< 법정동코드 or 행정동코드
  std::string_view name;   ///< used for a 행정동 that no address names
  std::vector<std::vector<geo::Point>> rings;
};

struct PlaceRecord {
  std::string_view id;
  std::string_view name;
  std::string_view category;
  std::string_view category_group;
  std::string_view phone;
  std::string_view road_address;
  std::string_view lot_address;
  geo::Point position;
};

}  // namespace haetae::address
