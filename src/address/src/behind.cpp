// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/search.hpp"
#include "tables.hpp"
#include "vocabulary.hpp"

#include <algorithm>

namespace haetae::address {
namespace {

constexpr std::uint32_t kEverything = 0xffffffff;

/// Calls `use` for each address behind the hit until it says false.
template <class Use>
void each_on_lot(const Tables& tables, const Hit& hit, Use&& use) {
  // The lot that the address was found by: the one asked, or the nearest.
  const auto rows = hit.nearest ? std::span<const LotRow>{} : tables.lots_of(hit.region, hit.lot);
  if (rows.empty()) {
    if (hit.address != kNoAddress) use(hit.address);
    return;
  }
  for (const auto& row : rows)
    if (!use(row.address())) return;
}

template <class Use>
void each_of_district(const Tables& tables, const Vocabulary& words, DistrictId district,
                      Use&& use) {
  for (const auto region : words.regions_of(district))
    for (const auto& row : tables.lots_of(RegionId{static_cast<std::uint16_t>(region)}))
      if (row.representative() &&
          tables.address_districts[index_of(row.address())] == index_of(district) &&
          !use(row.address()))
        return;
}

std::vector<AddressId> list(const Index& index, const Hit& hit, std::uint32_t offset,
                            std::uint32_t limit, std::uint32_t& total) {
  const Tables& tables = index.tables();
  std::vector<AddressId> out;
  total = 0;
  const auto take = [&](AddressId address) {
    if (total >= offset && out.size() < limit) out.push_back(address);
    ++total;
    return true;
  };
  switch (hit.kind) {
    case HitKind::road_address:
    case HitKind::building:
      if (hit.address != kNoAddress) take(hit.address);
      break;
    case HitKind::lot_address:
      each_on_lot(tables, hit, take);
      break;
    case HitKind::road: {
      if (index_of(hit.road) >= tables.roads.size()) break;
      // A 읍 or 면 named beside the road holds a part of it.
      const auto all = tables.roads[index_of(hit.road)].sigungu == index_of(hit.region) ||
                       index_of(hit.region) >= tables.regions.size();
      const auto end = tables.road_end(hit.road);
      for (auto i = tables.roads[index_of(hit.road)].first; i < end; ++i)
        if (all || tables.within(hit.region, RegionId{tables.address_regions[i]}))
          take(AddressId{i});
      break;
    }
    case HitKind::region:
      if (hit.district != kNoDistrict) {
        each_of_district(tables, index.vocabulary(), hit.district, take);
      } else if (index_of(hit.region) < tables.regions.size()) {
        total = tables.regions[index_of(hit.region)].addresses;
        if (limit > 0) out = index.addresses_in(hit.region, offset, limit);
      }
      break;
  }
  return out;
}

}  // namespace

std::uint32_t addresses_behind(const Index& index, const Hit& hit) {
  std::uint32_t total = 0;
  static_cast<void>(list(index, hit, kEverything, 0, total));
  return total;
}

std::vector<AddressId> addresses_behind(const Index& index, const Hit& hit, std::uint32_t offset,
                                        std::uint32_t limit) {
  std::uint32_t total = 0;
  return list(index, hit, offset, limit, total);
}

}  // namespace haetae::address
