// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"

#include <numeric>

namespace haetae::address {
namespace {

/// First row of each road in a list that is grouped by road, and the end.
std::vector<std::uint32_t> starts_of(const std::vector<std::uint32_t>& road_of_row,
                                     std::size_t roads) {
  std::vector<std::uint32_t> starts(roads + 1, 0);
  for (const auto road : road_of_row) {
    if (road != kNone) ++starts[road + 1];
  }
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  return starts;
}

/// Staged addresses that belong into the index: the road of each, or kNone.
std::vector<std::uint32_t> roads_of(const Stage& stage, Draft& draft) {
  std::vector<std::uint32_t> roads(stage.addresses.size(), kNone);
  for (std::size_t i = 0; i < roads.size(); ++i) {
    const auto& row = stage.addresses[i];
    if (stage.is_removed(Staged::address, row, i)) continue;
    if (draft.road_ids[row.road] == kNone || draft.region_ids[row.region] == kNone) {
      ++draft.report.orphans;
    } else {
      roads[i] = draft.road_ids[row.road];
    }
  }
  return roads;
}

void keep_lot(const StagedAddress& before, StagedAddress& after) {
  if ((after.tagged_zip & kKeepsLotTag) == 0) return;
  after.region = before.region;
  after.lot = before.lot;
}

/// Orders [first, last) by number; of the same number the last one given stays. Returns the end.
std::uint32_t sort_numbers(Stage& stage, std::vector<std::uint32_t>& order, std::uint32_t first,
                           std::uint32_t last) {
  const auto begin = order.begin() + first;
  const auto key = [&](std::uint32_t i) { return stage.addresses[i].key; };
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    return key(a) != key(b) ? key(a) < key(b) : a < b;
  };
  if (!std::is_sorted(begin, order.begin() + last, less)) {
    std::sort(begin, order.begin() + last, less);
  }
  auto end = first;
  for (auto i = first; i < last; ++i) {
    if (end > first && key(order[end - 1]) == key(order[i])) {
      keep_lot(stage.addresses[order[--end]], stage.addresses[order[i]]);
    }
    order[end++] = order[i];
  }
  return end;
}

/// Staged numbers of all addresses in their final order; sets RoadRow::first.
std::vector<std::uint32_t> final_order(Stage& stage, Draft& draft, Parallel& parallel) {
  const auto road_of_row = roads_of(stage, draft);
  const auto starts = starts_of(road_of_row, draft.roads.size());
  std::vector<std::uint32_t> order(starts.back());
  std::vector<std::uint32_t> ends(starts.begin(), starts.end() - 1);
  for (std::uint32_t i = 0; i < road_of_row.size(); ++i) {
    if (road_of_row[i] != kNone) order[ends[road_of_row[i]]++] = i;
  }
  split(static_cast<std::uint32_t>(draft.roads.size()), kParts, parallel,
        [&](std::uint32_t first, std::uint32_t last, std::uint32_t) {
          for (auto road = first; road < last; ++road)
            ends[road] = sort_numbers(stage, order, starts[road], starts[road + 1]);
        });
  std::uint32_t count = 0;
  for (std::uint32_t road = 0; road < draft.roads.size(); ++road) {
    draft.roads[road].first = count;
    for (auto i = starts[road]; i < ends[road]; ++i)
      order[count++] = order[i];
  }
  draft.report.duplicates = order.size() - count;
  order.resize(count);
  return order;
}

void size_columns(Draft& draft, std::size_t count) {
  draft.keys.resize(count);
  draft.positions.assign(count, kNowhere);
  draft.address_regions.resize(count);
  draft.address_districts.resize(count);
  draft.address_lots.resize(count);
  draft.zips.resize(count);
  draft.address_buildings.resize(count);
  draft.flags.resize(count);
}

void fill_columns(const Stage& stage, Draft& draft, const std::vector<std::uint32_t>& order,
                  std::uint32_t first, std::uint32_t last) {
  for (auto i = first; i < last; ++i) {
    const auto& row = stage.addresses[order[i]];
    const auto zip = row.tagged_zip & ~(kApartmentTag | kKeepsLotTag);
    const auto region = draft.region_ids[row.region];
    const auto district = row.district == kNone ? std::uint32_t{draft.sole_districts[region]}
                                                : draft.district_ids[row.district];
    draft.keys[i] = row.key;
    draft.address_regions[i] = static_cast<std::uint16_t>(region);
    draft.address_districts[i] = static_cast<std::uint16_t>(district);
    draft.address_lots[i] = row.lot;
    draft.zips[i] = static_cast<std::uint16_t>(zip);
    draft.address_buildings[i] = draft.building_names.renumbered[row.building];
    draft.flags[i] =
        static_cast<std::uint8_t>(((row.tagged_zip & kApartmentTag) != 0 ? Tables::kApartment : 0) |
                                  (zip > 0xffff ? Tables::kZipHigh : 0));
  }
}

}  // namespace

std::uint32_t Draft::find_address(std::uint32_t staged_road, std::uint32_t key,
                                  std::uint32_t& hint) const {
  const auto road = road_ids[staged_road];
  if (road == kNone) return kNone;
  const auto first = roads[road].first;
  const auto end = road_end(road);
  // Files come in the order of the numbers, so the next one is often the one behind the last.
  if (hint + 1 >= first && hint + 1 < end && keys[hint + 1] == key) return ++hint;
  const auto found = std::lower_bound(keys.begin() + first, keys.begin() + end, key);
  if (found == keys.begin() + end || *found != key) return kNone;
  return hint = static_cast<std::uint32_t>(found - keys.begin());
}

void sort_addresses(Stage& stage, Draft& draft, Parallel& parallel) {
  const auto order = final_order(stage, draft, parallel);
  const auto count = static_cast<std::uint32_t>(order.size());
  size_columns(draft, count);
  split(count, kParts, parallel, [&](std::uint32_t first, std::uint32_t last, std::uint32_t) {
    fill_columns(stage, draft, order, first, last);
  });
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto former = stage.addresses[order[i]].former;
    if (former != 0) draft.former_addresses.push_back({i, draft.texts.renumbered[former]});
  }
  std::uint32_t road = 0;
  for (std::uint32_t i = 0; i < count; i += Tables::kBlock) {
    while (draft.road_end(road) <= i)
      ++road;
    draft.block_roads.push_back(road);
  }
  draft.report.addresses = count;
  std::vector<StagedAddress>().swap(stage.addresses);
}

void place_addresses(Stage& stage, Draft& draft, Parallel& parallel) {
  std::array<std::uint64_t, kParts> orphans{};
  // Each job reads all positions and keeps those of its own roads, so that the last one given
  // wins as in one pass.
  split(static_cast<std::uint32_t>(draft.roads.size()), kParts, parallel,
        [&](std::uint32_t first, std::uint32_t last, std::uint32_t part) {
          std::uint32_t hint = 0;
          for (std::size_t i = 0; i < stage.positions.size(); ++i) {
            const auto& row = stage.positions[i];
            const auto road = draft.road_ids[row.road];
            const bool mine = road == kNone ? part == 0 : first <= road && road < last;
            if (!mine || stage.is_removed(Staged::position, row, i)) continue;
            const auto address = draft.find_address(row.road, row.key, hint);
            if (address == kNone) {
              ++orphans[part];
            } else {
              draft.positions[address] = row.position;
            }
          }
        });
  draft.report.orphans += std::accumulate(orphans.begin(), orphans.end(), std::uint64_t{0});
  draft.report.positions =
      draft.positions.size() - static_cast<std::size_t>(std::count(
                                   draft.positions.begin(), draft.positions.end(), kNowhere));
  std::vector<StagedPosition>().swap(stage.positions);
}

}  // namespace haetae::address
