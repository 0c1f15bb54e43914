// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/geo/point.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::address {

/// Positions in the tables of one index. They mean nothing in another index.
enum class RegionId : std::uint16_t {};    ///< 시도, 시군구, 읍면동, 리 by 법정동코드
enum class DistrictId : std::uint16_t {};  ///< 행정동
enum class RoadId : std::uint32_t {};      ///< one 도로명코드 (a road within one 시군구)
enum class AddressId : std::uint32_t {};   ///< one 도로명주소
enum class PlaceId : std::uint32_t {};     ///< a place of keyword search

inline constexpr RegionId kNoRegion{0xffff};
inline constexpr DistrictId kNoDistrict{0xffff};
inline constexpr RoadId kNoRoad{0xffffffff};
inline constexpr AddressId kNoAddress{0xffffffff};

template <class Id>
[[nodiscard]] constexpr std::uint32_t index_of(Id id) {
  return static_cast<std::uint32_t>(id);
}

/// 지하여부 of the official files.
enum class Ground : std::uint8_t { surface = 0, underground = 1, aerial = 2 };

/// 건물번호. main 1–99,999; sub 0–8,191, 0 when there is none.
struct RoadNumber {
  Ground ground = Ground::surface;
  std::uint32_t main = 0;
  std::uint32_t sub = 0;
  friend auto operator<=>(const RoadNumber&, const RoadNumber&) = default;
};

/// 지번. main 0 means that the lot is not known; main ≤ 9,999, sub ≤ 9,999, 0 when there is none.
struct LotNumber {
  bool mountain = false;
  std::uint32_t main = 0;
  std::uint32_t sub = 0;
  friend auto operator<=>(const LotNumber&, const LotNumber&) = default;
};

enum class RegionLevel : std::uint8_t { sido = 0, sigungu = 1, emd = 2, ri = 3 };

/// One legal region. `name` is its own part alone: "성남시 분당구", "삼평동", "죽산리".
/// 세종 has no 시군구: its 읍면동 hang below the 시도.
struct Region {
  std::uint64_t code = 0;  ///< 법정동코드, 10 digits, padded with zeros below its level
  RegionLevel level = RegionLevel::sido;
  RegionId parent = kNoRegion;
  std::string_view name;
  std::string_view english;
  std::optional<geo::Point> centre;  ///< representative point
  std::uint32_t addresses = 0;       ///< how many addresses lie in it
  std::uint32_t population = 0;      ///< people; 0 when unknown
};

/// One 행정동.
struct District {
  std::uint64_t code = 0;  ///< 행정동코드, 10 digits
  RegionId sigungu = kNoRegion;
  std::string_view name;
  std::optional<geo::Point> centre;
};

/// One road within one 시군구. Its addresses are [first, first + count), in the order of Ground,
/// main, sub.
struct Road {
  std::uint64_t code = 0;  ///< 도로명코드, 12 digits
  RegionId sigungu = kNoRegion;
  std::string_view name;
  std::string_view english;
  AddressId first{};
  std::uint32_t count = 0;
  std::optional<geo::Point> centre;
};

/// One road-name address, as stored.
struct Address {
  RoadId road = kNoRoad;
  RoadNumber number;
  RegionId region = kNoRegion;  ///< 리 where there is one, otherwise 읍면동
  DistrictId district = kNoDistrict;
  LotNumber lot;          ///< representative lot; it lies in `region`
  std::uint32_t zip = 0;  ///< 기초구역번호, 5 digits as a number; 0 when unknown
  std::string_view building;  ///< 시군구용건물명, otherwise 건축물대장건물명; empty when none
  bool apartment = false;  ///< 공동주택
  std::optional<geo::Point> position;
};

/// One building of an address (건물DB); an apartment complex has many.
struct Building {
  std::string number;  ///< 건물관리번호, 25 digits; packed in the index
  std::string_view name;
  std::string_view dong;  ///< 상세건물명: "101동"
};

/// A lot that an address stands on, the representative one or a related one (관련지번).
struct Lot {
  RegionId region = kNoRegion;
  LotNumber number;
  AddressId address = kNoAddress;
};

/// One unit of 상세주소DB.
struct Unit {
  std::string_view dong;
  std::string_view floor;
  std::string_view ho;
  bool underground = false;
};

/// A place of keyword search.
struct Place {
  std::string_view id;  ///< stable across imports of the same source: digits
  std::string_view name;
  std::string_view category;        ///< levels joined by " > "
  std::string_view category_group;  ///< one of Kakao's 18 codes, or empty
  std::string_view phone;
  AddressId address = kNoAddress;
  std::string_view road_address;  ///< as the source gave it, used where `address` is unknown
  std::string_view lot_address;
  geo::Point position;
};

}  // namespace haetae::address
