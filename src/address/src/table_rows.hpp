// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/model.hpp"

#include <cstdint>
#include <limits>

/// The rows of an index, as they stand in its bytes. No padding, and 0 for "none" in every text.
namespace haetae::address {

inline constexpr geo::PackedPoint kNowhere{std::numeric_limits<std::int32_t>::min(),
                                           std::numeric_limits<std::int32_t>::min()};

/// A road number as one integer in the order of numbers: 2 bits ground, 17 main, 13 sub.
inline constexpr std::uint32_t kMainMax = (1U << 17) - 1;
inline constexpr std::uint32_t kSubMax = (1U << 13) - 1;
[[nodiscard]] constexpr bool packable(const RoadNumber& number) {
  return number.main <= kMainMax && number.sub <= kSubMax;
}
[[nodiscard]] constexpr std::uint32_t pack(const RoadNumber& number) {
  return static_cast<std::uint32_t>(number.ground) << 30 | number.main << 13 | number.sub;
}
[[nodiscard]] constexpr RoadNumber unpack_number(std::uint32_t key) {
  return {static_cast<Ground>(key >> 30), key >> 13 & kMainMax, key & kSubMax};
}

/// A lot number as one integer in the order of numbers: 1 bit mountain, 14 main, 14 sub.
inline constexpr std::uint32_t kLotMax = (1U << 14) - 1;
[[nodiscard]] constexpr bool packable(const LotNumber& number) {
  return number.main <= kLotMax && number.sub <= kLotMax;
}
[[nodiscard]] constexpr std::uint32_t pack(const LotNumber& number) {
  return static_cast<std::uint32_t>(number.mountain) << 28 | number.main << 14 | number.sub;
}
[[nodiscard]] constexpr LotNumber unpack_lot(std::uint32_t lot) {
  return {(lot >> 28 & 1) != 0, lot >> 14 & kLotMax, lot & kLotMax};
}

/// By code. The regions inside region i are [i + 1, end).
struct RegionRow {
  std::uint64_t code = 0;
  geo::PackedPoint centre = kNowhere;
  std::uint32_t name = 0;     ///< text
  std::uint32_t english = 0;  ///< text
  std::uint32_t addresses = 0;
  std::uint32_t population = 0;
  std::uint16_t parent = 0xffff;
  std::uint16_t end = 0;
  std::uint8_t level = 0;
  std::uint8_t unused[3] = {};
};

/// By code.
struct DistrictRow {
  std::uint64_t code = 0;
  geo::PackedPoint centre = kNowhere;
  std::uint32_t name = 0;  ///< text
  std::uint16_t sigungu = 0xffff;
  std::uint16_t unused = 0;
};

/// By code. Its addresses end where those of the next road begin.
struct RoadRow {
  std::uint64_t code = 0;
  geo::PackedPoint centre = kNowhere;
  std::uint32_t name = 0;     ///< road name
  std::uint32_t english = 0;  ///< text
  std::uint32_t first = 0;
  std::uint16_t sigungu = 0xffff;
  std::uint16_t unused = 0;
};

/// By region, number, address. Every address has one representative row, with main 0 where its lot
/// is not known.
struct LotRow {
  std::uint32_t number = 0;
  std::uint32_t tagged = 0;  ///< address, top bit set when representative
  static constexpr std::uint32_t kTag = 1U << 31;
  [[nodiscard]] AddressId address() const { return AddressId{tagged & ~kTag}; }
  [[nodiscard]] bool representative() const { return (tagged & kTag) != 0; }
};

/// By address: its further lots, as positions in the lots.
struct RelatedLotRow {
  std::uint32_t address = 0;
  std::uint32_t lot = 0;
};

/// By address, number. The 25 digits of a 건물관리번호 are 19 and 6.
struct BuildingRow {
  std::uint64_t number_high = 0;
  std::uint32_t number_low = 0;
  std::uint32_t address = 0;
  std::uint32_t name = 0;  ///< building name
  std::uint32_t dong = 0;  ///< text
};

/// By address, dong, floor, ho as texts.
struct UnitRow {
  std::uint32_t address = 0;
  std::uint32_t dong = 0;
  std::uint32_t floor = 0;
  std::uint32_t tagged_ho = 0;  ///< text, top bit set when underground
  static constexpr std::uint32_t kTag = 1U << 31;
};

/// By address.
struct FormerAddressRow {
  std::uint32_t address = 0;
  std::uint32_t text = 0;
};

/// By region, name. A name that a region had before a reform; where its parent changed too, the
/// name begins with the former 시도 ("경상북도 군위군").
struct FormerRegionRow {
  std::uint64_t code = 0;  ///< former code; 0 when unknown
  std::uint32_t name = 0;  ///< text
  std::uint16_t region = 0;
  std::uint16_t unused = 0;
};

/// By road, name.
struct FormerRoadRow {
  std::uint32_t road = 0;
  std::uint32_t name = 0;  ///< text
};

}  // namespace haetae::address
