// SPDX-License-Identifier: Apache-2.0
// What removals and additions of buildings and districts mean for the addresses around them.
#include "builder_draft.hpp"

#include <unordered_set>

namespace haetae::address {

void Stage::forget_removed_buildings() {
  if (removed_buildings.empty()) return;
  const auto place = [](const StagedBuilding& row) {
    return std::uint64_t{row.road} << 32 | row.key;
  };
  gone_buildings.assign(buildings.size(), false);
  std::unordered_set<std::uint64_t> bare;
  for (std::size_t i = 0; i < buildings.size(); ++i) {
    const BuildingRow& row = buildings[i].row;
    const auto found = removed_buildings.find({row.number_high, row.number_low});
    if (found == removed_buildings.end() || i >= found->second.before) continue;
    gone_buildings[i] = true;
    if (found->second.address_too) bare.insert(place(buildings[i]));
  }
  for (std::size_t i = 0; i < buildings.size(); ++i) {
    if (!gone_buildings[i]) bare.erase(place(buildings[i]));
  }
  const auto count = [](const auto& rows) { return static_cast<std::uint32_t>(rows.size()); };
  for (const std::uint64_t address : bare)
    removed[address] = {count(addresses), count(positions), count(lots), count(buildings),
                        count(units)};
}

void find_sole_districts(const Stage& stage, Draft& draft) {
  constexpr auto kNone16 = static_cast<std::uint16_t>(index_of(kNoDistrict));
  constexpr auto kSeveral = static_cast<std::uint16_t>(kNone16 - 1);
  draft.sole_districts.assign(draft.regions.size(), kNone16);
  for (const auto& [staged_region, staged_district] : stage.region_districts) {
    const auto region = draft.region_ids[staged_region];
    const auto district = draft.district_ids[staged_district];
    if (region == kNone || district == kNone) continue;
    auto& sole = draft.sole_districts[region];
    if (sole == kNone16) {
      sole = static_cast<std::uint16_t>(district);
    } else if (sole != district) {
      sole = kSeveral;
    }
  }
  std::replace(draft.sole_districts.begin(), draft.sole_districts.end(), kSeveral, kNone16);
}

}  // namespace haetae::address
