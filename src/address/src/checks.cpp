// SPDX-License-Identifier: Apache-2.0
#include "tables.hpp"

#include <vector>

/// What makes a set of sections an index: after Tables::open nothing in them can lead astray.
namespace haetae::address {
namespace {

/// The first thing that is wrong, or nothing.
using Fault = const char*;

template <class Value>
bool all_below(std::span<const Value> values, std::uint64_t limit) {
  // Without an early end, so that the compiler works on many at once.
  Value highest = 0;
  for (const auto value : values)
    highest = std::max(highest, value);
  return values.empty() || highest < limit;
}

bool read_pool(const Sections& sections, SectionId offsets_id, SectionId bytes_id, TextPool& out) {
  std::span<const std::uint32_t> offsets;
  std::span<const char> bytes;
  if (!sections.read(offsets_id, offsets) || !sections.read(bytes_id, bytes)) return false;
  if (offsets.size() < 2 || offsets[0] != 0 || offsets[1] != 0) return false;
  if (offsets.back() != bytes.size() || !std::is_sorted(offsets.begin(), offsets.end())) {
    return false;
  }
  out = TextPool(offsets, bytes);
  for (std::uint32_t i = 1; i < out.count(); ++i) {
    if (out[i] <= out[i - 1]) return false;
  }
  return out.is_utf8();
}

Fault check_regions(const Tables& tables) {
  const auto& regions = tables.regions;
  if (regions.size() >= index_of(kNoRegion)) return "regions: too many";
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const auto& row = regions[i];
    if (i > 0 && regions[i - 1].code >= row.code) return "regions: order";
    if (row.name >= tables.texts.count() || row.english >= tables.texts.count()) {
      return "regions: name";
    }
    if (row.level > 3 || row.end <= i || row.end > regions.size()) return "regions: extent";
    if (row.parent == index_of(kNoRegion)) continue;
    if (row.parent >= i || regions[row.parent].end < row.end ||
        regions[row.parent].level >= row.level) {
      return "regions: parent";
    }
  }
  for (std::size_t i = 0; i < tables.districts.size(); ++i) {
    const auto& row = tables.districts[i];
    if (i > 0 && tables.districts[i - 1].code >= row.code) return "districts: order";
    if (row.name >= tables.texts.count()) return "districts: name";
    if (row.sigungu >= regions.size() && row.sigungu != index_of(kNoRegion)) {
      return "districts: region";
    }
  }
  return tables.districts.size() < index_of(kNoDistrict) ? nullptr : "districts: too many";
}

Fault check_roads(const Tables& tables) {
  const auto& roads = tables.roads;
  for (std::size_t i = 0; i < roads.size(); ++i) {
    const auto& row = roads[i];
    if (i > 0 && roads[i - 1].code >= row.code) return "roads: order";
    if (row.first < (i > 0 ? roads[i - 1].first : 0)) return "roads: addresses";
    if (row.name >= tables.road_names.count() || row.english >= tables.texts.count()) {
      return "roads: name";
    }
    if (row.sigungu >= tables.regions.size()) return "roads: region";
  }
  const auto count = tables.address_count();
  if (count >= LotRow::kTag) return "addresses: too many";
  if (count > 0 && (roads.empty() || roads.front().first != 0)) return "roads: addresses";
  if (!roads.empty() && roads.back().first > count) return "roads: addresses";
  if (tables.block_roads.size() != (count + Tables::kBlock - 1) / Tables::kBlock) {
    return "address roads: size";
  }
  for (std::uint32_t i = 0; i < tables.block_roads.size(); ++i) {
    const auto road = tables.block_roads[i];
    const auto address = i * Tables::kBlock;
    if (road >= roads.size() || roads[road].first > address ||
        tables.road_end(RoadId{road}) <= address) {
      return "address roads: road";
    }
  }
  for (std::uint32_t i = 0; i < roads.size(); ++i) {
    const auto keys = tables.keys_of(RoadId{i});
    // Strictly ascending numbers.
    if (std::adjacent_find(keys.begin(), keys.end(), std::greater_equal<>()) != keys.end()) {
      return "addresses: order";
    }
  }
  return nullptr;
}

Fault check_addresses(const Tables& tables) {
  const auto count = tables.keys.size();
  if (tables.positions.size() != count || tables.address_regions.size() != count ||
      tables.address_districts.size() != count || tables.address_lots.size() != count ||
      tables.zips.size() != count || tables.address_buildings.size() != count ||
      tables.flags.size() != count) {
    return "addresses: columns of different length";
  }
  if (!all_below(tables.address_regions, tables.regions.size())) return "addresses: region";
  if (!all_below(tables.address_buildings, tables.building_names.count())) {
    return "addresses: building name";
  }
  const auto districts = tables.districts.size();
  const auto known = [districts](std::uint16_t id) {
    return id < districts || id == index_of(kNoDistrict);
  };
  if (!std::all_of(tables.address_districts.begin(), tables.address_districts.end(), known)) {
    return "addresses: district";
  }
  const auto on_earth = [](const geo::PackedPoint& point) {
    constexpr std::int32_t kLon = 1'800'000'000;
    constexpr std::int32_t kLat = 900'000'000;
    return point == kNowhere ||
           (point.lon >= -kLon && point.lon <= kLon && point.lat >= -kLat && point.lat <= kLat);
  };
  return std::all_of(tables.positions.begin(), tables.positions.end(), on_earth)
             ? nullptr
             : "addresses: position";
}

Fault check_lots(const Tables& tables) {
  const auto& starts = tables.region_lots;
  if (starts.size() != tables.regions.size() + 1 || starts.front() != 0 ||
      starts.back() != tables.lots.size() || !std::is_sorted(starts.begin(), starts.end())) {
    return "lots: regions";
  }
  const auto count = tables.address_count();
  std::vector<std::uint32_t> before;  // addresses before each region
  std::uint32_t representative = 0;
  for (std::size_t region = 0; region < tables.regions.size(); ++region) {
    before.push_back(representative);
    for (auto i = starts[region]; i < starts[region + 1]; ++i) {
      const auto& row = tables.lots[i];
      if (index_of(row.address()) >= count) return "lots: address";
      if (i > starts[region] && tables.lots[i - 1].number > row.number) return "lots: order";
      representative += row.representative() ? 1 : 0;
    }
  }
  if (representative != count) return "lots: representative";
  before.push_back(representative);
  for (std::size_t i = 0; i < tables.regions.size(); ++i) {
    const auto& row = tables.regions[i];
    if (row.addresses != before[row.end] - before[i]) return "regions: number of addresses";
  }
  for (std::size_t i = 0; i < tables.related_lots.size(); ++i) {
    const auto& row = tables.related_lots[i];
    if (i > 0 && tables.related_lots[i - 1].address > row.address) return "related lots: order";
    if (row.address >= count || row.lot >= tables.lots.size() ||
        index_of(tables.lots[row.lot].address()) != row.address) {
      return "related lots: address";
    }
  }
  return nullptr;
}

/// Rows that hang on addresses, in their order.
template <class Row, class Texts>
Fault check_rows(const Tables& tables, std::span<const Row> rows, Fault fault, const Texts& texts) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].address >= tables.address_count() || !texts(rows[i])) return fault;
    if (i > 0 && rows[i - 1].address > rows[i].address) return fault;
  }
  return nullptr;
}

Fault check_details(const Tables& tables) {
  const auto text = [&](std::uint32_t id) { return id < tables.texts.count(); };
  if (auto fault = check_rows(tables, tables.buildings, "buildings", [&](const BuildingRow& row) {
        constexpr std::uint64_t kHighMax = 9'999'999'999'999'999'999ULL;
        return row.name < tables.building_names.count() && text(row.dong) &&
               row.number_high <= kHighMax && row.number_low <= 999'999;
      })) {
    return fault;
  }
  if (auto fault = check_rows(tables, tables.units, "units", [&](const UnitRow& row) {
        return text(row.dong) && text(row.floor) && text(row.tagged_ho & ~UnitRow::kTag);
      })) {
    return fault;
  }
  if (auto fault = check_rows(tables, tables.former_addresses, "former addresses",
                              [&](const FormerAddressRow& row) { return text(row.text); })) {
    return fault;
  }
  for (const auto& row : tables.former_regions) {
    if (row.region >= tables.regions.size() || !text(row.name)) return "former regions";
  }
  for (const auto& row : tables.former_roads) {
    if (row.road >= tables.roads.size() || !text(row.name)) return "former roads";
  }
  return nullptr;
}

}  // namespace

bool Tables::read(const Sections& sections) {
  using Id = SectionId;
  return read_pool(sections, Id::text_offsets, Id::text_bytes, texts) &&
         read_pool(sections, Id::road_name_offsets, Id::road_name_bytes, road_names) &&
         read_pool(sections, Id::building_name_offsets, Id::building_name_bytes, building_names) &&
         sections.read(Id::regions, regions) && sections.read(Id::districts, districts) &&
         sections.read(Id::roads, roads) && sections.read(Id::address_keys, keys) &&
         sections.read(Id::address_positions, positions) &&
         sections.read(Id::address_regions, address_regions) &&
         sections.read(Id::address_districts, address_districts) &&
         sections.read(Id::address_lots, address_lots) && sections.read(Id::address_zips, zips) &&
         sections.read(Id::address_buildings, address_buildings) &&
         sections.read(Id::address_flags, flags) && sections.read(Id::address_roads, block_roads) &&
         sections.read(Id::lots, lots) && sections.read(Id::region_lots, region_lots) &&
         sections.read(Id::related_lots, related_lots) && sections.read(Id::buildings, buildings) &&
         sections.read(Id::units, units) && sections.read(Id::former_addresses, former_addresses) &&
         sections.read(Id::former_regions, former_regions) &&
         sections.read(Id::former_roads, former_roads);
}

base::Outcome<Tables, IndexError> Tables::open(const Sections& sections) {
  Tables tables;
  if (!tables.read(sections)) return base::fail(IndexError{"tables: a section or text is broken"});
  for (const auto check :
       {check_regions, check_addresses, check_roads, check_lots, check_details}) {
    if (const auto fault = check(tables)) return base::fail(IndexError{fault});
  }
  return tables;
}

}  // namespace haetae::address
