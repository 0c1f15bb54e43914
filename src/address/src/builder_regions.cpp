// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"

#include <numeric>

namespace haetae::address {
namespace {

constexpr std::uint64_t kRi = 1;
constexpr std::uint64_t kEmd = 100;
constexpr std::uint64_t kSigungu = 100'000;
constexpr std::uint64_t kSido = 100'000'000;

constexpr std::uint64_t unit_of(std::uint8_t level) {
  constexpr std::array units{kSido, kSigungu, kEmd, kRi};
  return units[level];
}

/// Staged numbers of the declared codes in the order of their codes.
template <class Declared>
std::vector<std::uint32_t> by_code(const Codes& codes, const Declared& declared) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < codes.count(); ++i) {
    if (declared(i)) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return codes[a] < codes[b]; });
  return order;
}

/// The nearest declared region above, or 0xffff.
std::uint16_t parent_of(const Draft& draft, const RegionRow& row) {
  for (std::uint8_t level = row.level; level-- > 0;) {
    const auto unit = unit_of(level);
    const auto found = draft.find_region(row.code / unit * unit);
    if (found != kNone && draft.regions[found].level == level) {
      return static_cast<std::uint16_t>(found);
    }
  }
  return index_of(kNoRegion);
}

}  // namespace

std::uint32_t Draft::find_region(std::uint64_t code) const {
  const auto found = std::lower_bound(
      regions.begin(), regions.end(), code,
      [](const RegionRow& row, std::uint64_t wanted) { return row.code < wanted; });
  if (found == regions.end() || found->code != code) return kNone;
  return static_cast<std::uint32_t>(found - regions.begin());
}

std::uint32_t Draft::find_sigungu(std::uint64_t five_digits) const {
  const auto found = find_region(five_digits * kSigungu);
  if (found != kNone) return found;
  return find_region(five_digits / 1000 * kSido);
}

void sort_texts(Stage& stage, Draft& draft, Parallel& parallel) {
  parallel.run({
      [&] { draft.texts = stage.texts.sorted(); },
      [&] { draft.road_names = stage.road_names.sorted(); },
      [&] { draft.building_names = stage.building_names.sorted(); },
  });
  stage.texts = Interner();
  stage.road_names = Interner();
  stage.building_names = Interner();
}

bool number_regions(const Stage& stage, Draft& draft) {
  const auto& codes = stage.region_codes;
  const auto order = by_code(codes, [&](std::uint32_t i) { return stage.regions[i].name != 0; });
  if (order.size() >= index_of(kNoRegion)) return false;
  draft.region_ids.assign(codes.count(), kNone);
  for (const auto staged : order) {
    const auto& from = stage.regions[staged];
    draft.region_ids[staged] = static_cast<std::uint32_t>(draft.regions.size());
    RegionRow row;
    row.code = codes[staged];
    row.level = from.level;
    row.name = draft.texts.renumbered[from.name];
    row.english = draft.texts.renumbered[from.english];
    row.population = from.population;
    draft.regions.push_back(row);
  }
  for (auto& row : draft.regions) {
    const auto unit = unit_of(row.level);
    const auto end = std::partition_point(
        draft.regions.begin(), draft.regions.end(),
        [&](const RegionRow& other) { return other.code / unit <= row.code / unit; });
    row.end = static_cast<std::uint16_t>(end - draft.regions.begin());
    row.parent = parent_of(draft, row);
  }
  draft.report.regions = draft.regions.size();
  return true;
}

void number_districts(const Stage& stage, Draft& draft) {
  const auto& codes = stage.district_codes;
  const auto order = by_code(codes, [&](std::uint32_t i) { return stage.districts[i] != 0; });
  draft.district_ids.assign(codes.count(), kNone);
  for (const auto staged : order) {
    if (draft.districts.size() + 1 >= index_of(kNoDistrict)) break;
    draft.district_ids[staged] = static_cast<std::uint32_t>(draft.districts.size());
    DistrictRow row;
    row.code = codes[staged];
    row.name = draft.texts.renumbered[stage.districts[staged]];
    row.sigungu = static_cast<std::uint16_t>(draft.find_sigungu(row.code / kSigungu));
    draft.districts.push_back(row);
  }
  draft.report.districts = draft.districts.size();
}

void number_roads(const Stage& stage, Draft& draft) {
  constexpr std::uint64_t kRoadNumbers = 10'000'000;
  const auto& codes = stage.road_codes;
  const auto sigungu = [&](std::uint32_t i) { return draft.find_sigungu(codes[i] / kRoadNumbers); };
  const auto order = by_code(
      codes, [&](std::uint32_t i) { return stage.roads[i].name != 0 && sigungu(i) != kNone; });
  draft.road_ids.assign(codes.count(), kNone);
  for (const auto staged : order) {
    draft.road_ids[staged] = static_cast<std::uint32_t>(draft.roads.size());
    RoadRow row;
    row.code = codes[staged];
    row.name = draft.road_names.renumbered[stage.roads[staged].name];
    row.english = draft.texts.renumbered[stage.roads[staged].english];
    row.sigungu = static_cast<std::uint16_t>(sigungu(staged));
    draft.roads.push_back(row);
  }
  draft.report.roads = draft.roads.size();
}

void number_former(const Stage& stage, Draft& draft) {
  for (const auto& from : stage.former_regions) {
    const auto region = draft.find_region(from.code);
    if (region == kNone) continue;
    draft.former_regions.push_back({from.former_code, draft.texts.renumbered[from.name],
                                    static_cast<std::uint16_t>(region), 0});
  }
  for (const auto& from : stage.former_roads) {
    const auto road =
        std::lower_bound(draft.roads.begin(), draft.roads.end(), from.code,
                         [](const RoadRow& row, std::uint64_t code) { return row.code < code; });
    if (road == draft.roads.end() || road->code != from.code) continue;
    draft.former_roads.push_back({static_cast<std::uint32_t>(road - draft.roads.begin()),
                                  draft.texts.renumbered[from.name]});
  }
  const auto unique = [](auto& rows, const auto& less) {
    std::sort(rows.begin(), rows.end(), less);
    const auto same = [&](const auto& a, const auto& b) { return !less(a, b) && !less(b, a); };
    rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
  };
  unique(draft.former_regions, [](const FormerRegionRow& a, const FormerRegionRow& b) {
    return std::tie(a.region, a.name, a.code) < std::tie(b.region, b.name, b.code);
  });
  unique(draft.former_roads, [](const FormerRoadRow& a, const FormerRoadRow& b) {
    return std::tie(a.road, a.name) < std::tie(b.road, b.name);
  });
}

}  // namespace haetae::address
