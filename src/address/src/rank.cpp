// SPDX-License-Identifier: Apache-2.0
#include "rank.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace haetae::address {
namespace {

RegionId home(const Tables& tables, const Hit& hit) {
  if (hit.address != kNoAddress) return RegionId{tables.address_regions[index_of(hit.address)]};
  if (hit.road != kNoRoad) return RegionId{tables.roads[index_of(hit.road)].sigungu};
  return hit.region;
}

/// People of the 시군구 around the hit, or its addresses where nobody is counted.
std::uint32_t weight(const Tables& tables, const Hit& hit) {
  std::uint32_t at = index_of(home(tables, hit));
  if (at >= tables.regions.size()) return 0;
  if (hit.kind == HitKind::region) {
    const auto& row = tables.regions[at];
    return row.population != 0 ? row.population : row.addresses;
  }
  while (tables.regions[at].level > static_cast<std::uint8_t>(RegionLevel::sigungu) &&
         tables.regions[at].parent < tables.regions.size())
    at = tables.regions[at].parent;
  const auto& row = tables.regions[at];
  return row.population != 0 ? row.population : row.addresses;
}

void set_score(const Tables& tables, Found& found) {
  constexpr std::uint32_t kWeightBits = 22;
  constexpr std::uint32_t kWeightMax = (1U << kWeightBits) - 1;
  const std::uint32_t doubt = std::min<std::uint32_t>(found.cost, 255);
  found.hit.score =
      (255 - doubt) << kWeightBits | std::min(weight(tables, found.hit) / 8, kWeightMax);
}

/// One address is one answer, however it was named; roads, regions and lots without an address
/// come before addresses.
std::uint64_t thing(const Hit& hit) {
  if (hit.address != kNoAddress) return std::uint64_t{1} << 63 | index_of(hit.address);
  constexpr std::uint64_t kRoadMask = 0x7fffffff;
  return (index_of(hit.road) & kRoadMask) << 32 |
         static_cast<std::uint64_t>(index_of(hit.region)) << 16 | index_of(hit.district);
}

/// Two addresses on one lot are no namesakes of each other.
bool same_lot(const Hit& a, const Hit& b) {
  return a.kind == HitKind::lot_address && b.kind == HitKind::lot_address && a.region == b.region &&
         a.lot == b.lot;
}

/// Things elsewhere that cost as little as the first.
std::uint8_t namesakes(const std::vector<Found>& found) {
  std::array<const Hit*, kNamesakesMax> others;
  std::uint8_t count = 0;
  const Found& best = found.front();
  for (const Found& entry : found) {
    if (count == kNamesakesMax) break;
    if (entry.cost != best.cost || thing(entry.hit) == thing(best.hit) ||
        same_lot(entry.hit, best.hit))
      continue;
    const bool known = std::any_of(others.begin(), others.begin() + count, [&](const Hit* other) {
      return thing(*other) == thing(entry.hit) || same_lot(*other, entry.hit);
    });
    if (!known) others[count++] = &entry.hit;
  }
  return count;
}

}  // namespace

void rank(const Tables& tables, Scratch::Impl& scratch, std::size_t most) {
  auto& found = scratch.found;
  auto& keys = scratch.keys;
  auto& ranked = scratch.ranked;
  keys.clear();
  for (std::uint32_t i = 0; i < found.size(); ++i) {
    set_score(tables, found[i]);
    keys.push_back({thing(found[i].hit), ~found[i].hit.score, i});
  }
  if (keys.size() > most) {
    std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(most), keys.end(),
                     [](const RankKey& a, const RankKey& b) {
                       return std::tie(a.doubt, a.thing) < std::tie(b.doubt, b.thing);
                     });
    keys.resize(most);
  }
  std::sort(keys.begin(), keys.end(), [](const RankKey& a, const RankKey& b) {
    return std::tie(a.thing, a.doubt, a.found) < std::tie(b.thing, b.doubt, b.found);
  });
  keys.erase(std::unique(keys.begin(), keys.end(),
                         [](const RankKey& a, const RankKey& b) { return a.thing == b.thing; }),
             keys.end());
  std::sort(keys.begin(), keys.end(), [](const RankKey& a, const RankKey& b) {
    return std::tie(a.doubt, a.thing) < std::tie(b.doubt, b.thing);
  });
  ranked.clear();
  for (const RankKey& key : keys)
    ranked.push_back(found[key.found]);
  found.swap(ranked);
}

std::uint8_t rank_best(const Tables& tables, Scratch::Impl& scratch) {
  auto& found = scratch.found;
  if (found.empty()) return 0;
  for (auto& entry : found)
    set_score(tables, entry);
  const auto best = std::max_element(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.hit.score, thing(b.hit)) < std::tuple(b.hit.score, thing(a.hit));
  });
  std::swap(found.front(), *best);
  return found.size() == 1 ? std::uint8_t{0} : namesakes(found);
}

}  // namespace haetae::address
