// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "sections.hpp"
#include "table_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace haetae::address {

/// Distinct texts in the order of their bytes, numbered without gaps; 0 is the empty text.
class TextPool {
 public:
  TextPool() = default;
  TextPool(std::span<const std::uint32_t> offsets, std::span<const char> bytes)
      : offsets_(offsets), bytes_(bytes) {}
  [[nodiscard]] std::uint32_t count() const {
    return static_cast<std::uint32_t>(offsets_.size()) - 1;
  }
  [[nodiscard]] std::string_view operator[](std::uint32_t id) const {
    return {bytes_.data() + offsets_[id], offsets_[id + 1] - offsets_[id]};
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;
  /// Whether each text is UTF-8, so that answers made of them are.
  [[nodiscard]] bool is_utf8() const;

 private:
  std::span<const std::uint32_t> offsets_;  ///< count + 1
  std::span<const char> bytes_;
};

/// Typed views of the sections. `open` has checked every offset and id, so that reading needs no
/// check: ids must be below their counts. The builder shows its tables in the same way.
class Tables {
 public:
  [[nodiscard]] static base::Outcome<Tables, IndexError> open(const Sections& sections);

  TextPool texts;           ///< region, district and English names, former names, dong, floor, ho
  TextPool road_names;      ///< RoadRow::name
  TextPool building_names;  ///< names of addresses and of buildings
  std::span<const RegionRow> regions;
  std::span<const DistrictRow> districts;
  std::span<const RoadRow> roads;

  // One entry per address, in the order of (road, number).
  std::span<const std::uint32_t> keys;  ///< pack(RoadNumber)
  std::span<const geo::PackedPoint> positions;
  std::span<const std::uint16_t> address_regions;
  std::span<const std::uint16_t> address_districts;
  std::span<const std::uint32_t> address_lots;  ///< pack(LotNumber) of the representative lot
  std::span<const std::uint16_t> zips;          ///< low 16 bits
  std::span<const std::uint32_t> address_buildings;
  std::span<const std::uint8_t> flags;
  std::span<const std::uint32_t> block_roads;  ///< road of every 64th address

  std::span<const LotRow> lots;
  std::span<const std::uint32_t> region_lots;  ///< first lot of each region, and the end
  std::span<const RelatedLotRow> related_lots;
  std::span<const BuildingRow> buildings;
  std::span<const UnitRow> units;
  std::span<const FormerAddressRow> former_addresses;
  std::span<const FormerRegionRow> former_regions;
  std::span<const FormerRoadRow> former_roads;

  static constexpr std::uint8_t kApartment = 1;
  static constexpr std::uint8_t kZipHigh = 2;  ///< the 17th bit of the zip
  static constexpr std::uint32_t kBlock = 64;

  [[nodiscard]] std::uint32_t address_count() const {
    return static_cast<std::uint32_t>(keys.size());
  }
  [[nodiscard]] std::uint32_t road_end(RoadId id) const {
    const auto next = index_of(id) + 1;
    return next < roads.size() ? roads[next].first : address_count();
  }
  [[nodiscard]] std::string_view road_name(RoadId id) const {
    return road_names[roads[index_of(id)].name];
  }
  [[nodiscard]] std::string_view region_name(RegionId id) const {
    return texts[regions[index_of(id)].name];
  }
  /// Numbers of a road, ascending; entry i belongs to the address first + i.
  [[nodiscard]] std::span<const std::uint32_t> keys_of(RoadId id) const {
    const auto first = roads[index_of(id)].first;
    return keys.subspan(first, road_end(id) - first);
  }
  [[nodiscard]] RoadId road_of(AddressId id) const;
  [[nodiscard]] std::uint32_t zip(AddressId id) const {
    const auto i = index_of(id);
    return zips[i] + ((flags[i] & kZipHigh) != 0 ? 0x10000U : 0U);
  }

  /// Lots of a region alone (not of the regions in it), ascending.
  [[nodiscard]] std::span<const LotRow> lots_of(RegionId id) const {
    const auto first = region_lots[index_of(id)];
    return lots.subspan(first, region_lots[index_of(id) + 1U] - first);
  }
  /// Lots with exactly this number in the region.
  [[nodiscard]] std::span<const LotRow> lots_of(RegionId id, LotNumber number) const;
  /// Lots of a region and of all in it.
  [[nodiscard]] std::span<const LotRow> lots_within(RegionId id) const {
    const auto first = region_lots[index_of(id)];
    return lots.subspan(first, region_lots[regions[index_of(id)].end] - first);
  }
  [[nodiscard]] RegionId region_of_lot(std::uint32_t lot) const;
  [[nodiscard]] bool within(RegionId outer, RegionId inner) const {
    return index_of(inner) >= index_of(outer) && index_of(inner) < regions[index_of(outer)].end;
  }

 private:
  [[nodiscard]] bool read(const Sections& sections);
};

/// Rows of `rows` that belong to an address; the rows are in the order of addresses.
template <class Row>
[[nodiscard]] std::span<const Row> rows_of(std::span<const Row> rows, AddressId id) {
  const auto found =
      std::equal_range(rows.begin(), rows.end(), Row{.address = index_of(id)},
                       [](const Row& a, const Row& b) { return a.address < b.address; });
  return {found.first, found.second};
}

}  // namespace haetae::address
