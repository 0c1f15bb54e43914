// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "builder_interner.hpp"
#include "haetae/address/builder.hpp"
#include "places_stage.hpp"
#include "table_rows.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// What the builder keeps of the records until `finish`: rows of integers, texts once each.
namespace haetae::address {

struct StagedRegion {
  std::uint32_t name = 0;  ///< 0: nobody declared it
  std::uint32_t english = 0;
  std::uint32_t population = 0;
  std::uint8_t level = 0;
};
struct StagedRoad {
  std::uint32_t name = 0;  ///< 0: nobody declared it
  std::uint32_t english = 0;
};
struct StagedAddress {
  std::uint32_t road = 0;
  std::uint32_t key = 0;
  std::uint32_t region = 0;
  std::uint32_t district = kNone;
  std::uint32_t lot = 0;
  std::uint32_t tagged_zip = 0;  ///< kApartmentTag, kKeepsLotTag, and the zip below them
  std::uint32_t building = 0;
  std::uint32_t former = 0;
};
inline constexpr std::uint32_t kApartmentTag = 1U << 31;
inline constexpr std::uint32_t kKeepsLotTag = 1U << 30;  ///< AddressRecord::keeps_lot

struct StagedPosition {
  std::uint32_t road = 0;
  std::uint32_t key = 0;
  geo::PackedPoint position;
};
struct StagedLot {
  std::uint32_t road = 0;
  std::uint32_t key = 0;
  std::uint32_t region = 0;
  std::uint32_t lot = 0;
};
struct StagedBuilding {
  std::uint32_t road = 0;
  std::uint32_t key = 0;
  BuildingRow row;
};
/// Buildings that came before their removal.
struct StagedBuildingRemoval {
  std::size_t before = 0;
  bool address_too = false;
};
struct StagedUnit {
  std::uint32_t road = 0;
  std::uint32_t key = 0;
  UnitRow row;
};
struct StagedBoundary {
  BoundaryKind kind = BoundaryKind::legal;
  std::uint64_t code = 0;
  std::vector<std::vector<geo::PackedPoint>> rings;
};
struct StagedFormer {
  std::uint64_t code = 0;  ///< of today
  std::uint64_t former_code = 0;
  std::uint32_t name = 0;
};

/// Records of an address that came before its removal, by kind.
enum class Staged : std::size_t { address, position, lot, building, unit };
using StagedCounts = std::array<std::uint32_t, 5>;

struct Stage {
  Interner texts;
  Interner road_names;
  Interner building_names;
  Codes region_codes;
  Codes district_codes;
  Codes road_codes;
  std::vector<StagedRegion> regions;     ///< by number of the code
  std::vector<std::uint32_t> districts;  ///< names
  std::vector<StagedRoad> roads;
  std::vector<StagedAddress> addresses;
  std::vector<StagedPosition> positions;
  std::vector<StagedLot> lots;
  std::vector<StagedBuilding> buildings;
  std::vector<StagedUnit> units;
  std::vector<StagedBoundary> boundaries;
  std::vector<StagedFormer> former_regions;
  std::vector<StagedFormer> former_roads;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> region_districts;  ///< both as staged
  std::unordered_map<std::uint64_t, StagedCounts> removed;                ///< by road << 32 | key
  /// Related lots that came before their removal, by road, key, region and lot as staged.
  std::map<std::array<std::uint32_t, 4>, std::size_t> removed_lots;
  std::map<std::pair<std::uint64_t, std::uint32_t>, StagedBuildingRemoval> removed_buildings;
  std::vector<bool> gone_buildings;  ///< filled by forget_removed_buildings, if any is gone
  PlaceStage places;
  std::uint64_t malformed = 0;  ///< numbers that no official file may hold
  std::string last_region;      ///< names of the region declared last, to see repeats at once
  std::uint64_t last_region_code = 0;

  std::uint32_t region(std::uint64_t code);
  std::uint32_t road(std::uint64_t code);
  std::uint32_t district(std::uint64_t code, std::string_view name);
  void declare(std::uint64_t code, RegionLevel level, std::string_view name);
  [[nodiscard]] bool is_lot_removed(const StagedLot& row, std::size_t index) const {
    if (removed_lots.empty()) return false;
    const auto found = removed_lots.find({row.road, row.key, row.region, row.lot});
    return found != removed_lots.end() && index < found->second;
  }
  /// Drops the buildings that were removed, and what stood at addresses without any other.
  void forget_removed_buildings();
  /// True when row `index` of its kind came before the removal of its address.
  template <class Row>
  [[nodiscard]] bool is_removed(Staged kind, const Row& row, std::size_t index) const {
    if (kind == Staged::building && !gone_buildings.empty() && gone_buildings[index]) return true;
    if (removed.empty()) return false;
    const auto found = removed.find(std::uint64_t{row.road} << 32 | row.key);
    return found != removed.end() && index < found->second[static_cast<std::size_t>(kind)];
  }
};

struct IndexBuilder::Impl : Stage {};

}  // namespace haetae::address
