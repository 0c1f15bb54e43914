// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/index.hpp"
#include "tables.hpp"

#include <fmt/format.h>

namespace haetae::address {
namespace {

std::optional<geo::Point> point_of(geo::PackedPoint packed) {
  if (packed == kNowhere) return std::nullopt;
  return geo::unpack(packed);
}

/// Position of a code in rows ordered by code.
template <class Id, class Row>
std::optional<Id> find_code(std::span<const Row> rows, std::uint64_t code) {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), code,
                       [](const Row& row, std::uint64_t wanted) { return row.code < wanted; });
  if (found == rows.end() || found->code != code) return std::nullopt;
  return Id{static_cast<std::underlying_type_t<Id>>(found - rows.begin())};
}

std::uint32_t distance(std::uint32_t a, std::uint32_t b) {
  return a < b ? b - a : a - b;
}

/// Entries of `keys` on one side of `from`, nearest first; the first whose main number is odd as
/// asked, or the end.
std::size_t nearest_on_side(std::span<const std::uint32_t> keys, std::uint32_t odd,
                            std::uint32_t wanted) {
  const auto fits = [odd](std::uint32_t key) { return (unpack_number(key).main & 1) == odd; };
  const auto at = std::lower_bound(keys.begin(), keys.end(), wanted);
  const auto above = std::find_if(at, keys.end(), fits);
  const auto below = std::find_if(std::make_reverse_iterator(at), keys.rend(), fits);
  if (above == keys.end() && below == keys.rend()) return keys.size();
  if (above == keys.end()) return static_cast<std::size_t>(keys.rend() - below) - 1;
  if (below == keys.rend() || distance(*above, wanted) < distance(*below, wanted)) {
    return static_cast<std::size_t>(above - keys.begin());
  }
  return static_cast<std::size_t>(keys.rend() - below) - 1;
}

/// The numbers of a road on one level: above, below or over the ground.
std::pair<std::size_t, std::size_t> on_ground(std::span<const std::uint32_t> keys, Ground ground) {
  const auto first = std::lower_bound(keys.begin(), keys.end(), pack(RoadNumber{ground, 0, 0}));
  const auto last =
      std::upper_bound(first, keys.end(), pack(RoadNumber{ground, kMainMax, kSubMax}));
  return {static_cast<std::size_t>(first - keys.begin()),
          static_cast<std::size_t>(last - keys.begin())};
}

}  // namespace

std::uint32_t Index::region_count() const {
  return static_cast<std::uint32_t>(tables().regions.size());
}
std::uint32_t Index::district_count() const {
  return static_cast<std::uint32_t>(tables().districts.size());
}
std::uint32_t Index::road_count() const {
  return static_cast<std::uint32_t>(tables().roads.size());
}
std::uint32_t Index::address_count() const {
  return tables().address_count();
}

Region Index::region(RegionId id) const {
  const auto& row = tables().regions[index_of(id)];
  return {.code = row.code,
          .level = static_cast<RegionLevel>(row.level),
          .parent = RegionId{row.parent},
          .name = tables().texts[row.name],
          .english = tables().texts[row.english],
          .centre = point_of(row.centre),
          .addresses = row.addresses,
          .population = row.population};
}

District Index::district(DistrictId id) const {
  const auto& row = tables().districts[index_of(id)];
  return {.code = row.code,
          .sigungu = RegionId{row.sigungu},
          .name = tables().texts[row.name],
          .centre = point_of(row.centre)};
}

Road Index::road(RoadId id) const {
  const auto& row = tables().roads[index_of(id)];
  return {.code = row.code,
          .sigungu = RegionId{row.sigungu},
          .name = tables().road_names[row.name],
          .english = tables().texts[row.english],
          .first = AddressId{row.first},
          .count = tables().road_end(id) - row.first,
          .centre = point_of(row.centre)};
}

Address Index::address(AddressId id) const {
  const auto& all = tables();
  const auto i = index_of(id);
  return {.road = all.road_of(id),
          .number = unpack_number(all.keys[i]),
          .region = RegionId{all.address_regions[i]},
          .district = DistrictId{all.address_districts[i]},
          .lot = unpack_lot(all.address_lots[i]),
          .zip = all.zip(id),
          .building = all.building_names[all.address_buildings[i]],
          .apartment = (all.flags[i] & Tables::kApartment) != 0,
          .position = point_of(all.positions[i])};
}

std::optional<RegionId> Index::find_region(std::uint64_t code) const {
  return find_code<RegionId>(tables().regions, code);
}
std::optional<DistrictId> Index::find_district(std::uint64_t code) const {
  return find_code<DistrictId>(tables().districts, code);
}
std::optional<RoadId> Index::find_road(std::uint64_t code) const {
  return find_code<RoadId>(tables().roads, code);
}

std::optional<AddressId> Index::find_address(RoadId road, RoadNumber number) const {
  if (!packable(number)) return std::nullopt;
  const auto keys = tables().keys_of(road);
  const auto found = std::lower_bound(keys.begin(), keys.end(), pack(number));
  if (found == keys.end() || *found != pack(number)) return std::nullopt;
  return AddressId{tables().roads[index_of(road)].first +
                   static_cast<std::uint32_t>(found - keys.begin())};
}

std::optional<AddressId> Index::nearest_number(RoadId road, RoadNumber number) const {
  const auto all = tables().keys_of(road);
  if (all.empty()) return std::nullopt;
  number.main = std::min(number.main, kMainMax);
  number.sub = std::min(number.sub, kSubMax);
  auto ground = on_ground(all, number.ground);
  if (ground.first == ground.second) {
    // Nothing on that level: the road's other numbers are the nearest that there is.
    number.ground = unpack_number(all.front()).ground;
    ground = on_ground(all, number.ground);
  }
  const auto keys = all.subspan(ground.first, ground.second - ground.first);
  const auto odd = number.main & 1;
  auto best = nearest_on_side(keys, odd, pack(number));
  if (best == keys.size()) best = nearest_on_side(keys, 1 - odd, pack(number));
  return AddressId{tables().roads[index_of(road)].first +
                   static_cast<std::uint32_t>(ground.first + best)};
}

std::vector<Lot> Index::find_lots(RegionId region, LotNumber number) const {
  std::vector<Lot> out;
  if (!packable(number) || number.main == 0) return out;
  const auto collect = [&](std::uint32_t low, std::uint32_t high) {
    for (std::uint32_t id = index_of(region); id < tables().regions[index_of(region)].end; ++id) {
      const RegionId inner{static_cast<std::uint16_t>(id)};
      const auto lots = tables().lots_of(inner);
      auto at = std::lower_bound(
          lots.begin(), lots.end(), low,
          [](const LotRow& row, std::uint32_t wanted) { return row.number < wanted; });
      for (; at != lots.end() && at->number <= high; ++at)
        out.push_back({inner, unpack_lot(at->number), at->address()});
    }
  };
  collect(pack(number), pack(number));
  if (out.empty() && number.sub == 0) collect(pack(number), pack(number) | kLotMax);
  std::sort(out.begin(), out.end(),
            [](const Lot& a, const Lot& b) { return a.address < b.address; });
  return out;
}

std::vector<Lot> Index::lots_of(AddressId id) const {
  const auto i = index_of(id);
  std::vector<Lot> out;
  const auto own = unpack_lot(tables().address_lots[i]);
  if (own.main != 0) out.push_back({RegionId{tables().address_regions[i]}, own, id});
  for (const auto& row : rows_of(tables().related_lots, id)) {
    out.push_back({tables().region_of_lot(row.lot), unpack_lot(tables().lots[row.lot].number), id});
  }
  return out;
}

std::vector<AddressId> Index::addresses_in(RegionId region, std::uint32_t offset,
                                           std::uint32_t limit) const {
  std::vector<AddressId> out;
  for (const auto& lot : tables().lots_within(region)) {
    if (out.size() == limit) break;
    if (!lot.representative()) continue;
    if (offset > 0) {
      --offset;
    } else {
      out.push_back(lot.address());
    }
  }
  return out;
}

std::vector<Building> Index::buildings_of(AddressId id) const {
  std::vector<Building> out;
  for (const auto& row : rows_of(tables().buildings, id)) {
    out.push_back({.number = fmt::format("{:019}{:06}", row.number_high, row.number_low),
                   .name = tables().building_names[row.name],
                   .dong = tables().texts[row.dong]});
  }
  return out;
}

std::vector<Unit> Index::units_of(AddressId id) const {
  std::vector<Unit> out;
  for (const auto& row : rows_of(tables().units, id)) {
    out.push_back({.dong = tables().texts[row.dong],
                   .floor = tables().texts[row.floor],
                   .ho = tables().texts[row.tagged_ho & ~UnitRow::kTag],
                   .underground = (row.tagged_ho & UnitRow::kTag) != 0});
  }
  return out;
}

std::string_view Index::former_address(AddressId id) const {
  const auto rows = rows_of(tables().former_addresses, id);
  return rows.empty() ? std::string_view{} : tables().texts[rows.front().text];
}

Index::Lineage Index::lineage(RegionId id) const {
  Lineage out;
  // A parent stands on a higher level, so the walk ends.
  for (auto at = id; at != kNoRegion; at = RegionId{tables().regions[index_of(at)].parent})
    out.at[tables().regions[index_of(at)].level] = at;
  return out;
}

bool Index::contains(RegionId outer, RegionId inner) const {
  return outer != kNoRegion && inner != kNoRegion && tables().within(outer, inner);
}

}  // namespace haetae::address
