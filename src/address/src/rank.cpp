// SPDX-License-Identifier: Apache-2.0
#include "rank.hpp"

#include <algorithm>
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

auto thing(const Hit& hit) {
  // One address is one answer, however it was named.
  const bool by_address = hit.address != kNoAddress;
  return std::tuple(by_address, index_of(hit.address), by_address ? 0U : index_of(hit.road),
                    by_address ? 0U : index_of(hit.region),
                    by_address ? 0U : index_of(hit.district));
}

}  // namespace

void rank(const Tables& tables, Scratch::Impl& scratch) {
  auto& found = scratch.found;
  for (auto& entry : found)
    set_score(tables, entry);
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tuple(thing(a.hit), b.hit.score) < std::tuple(thing(b.hit), a.hit.score);
  });
  found.erase(
      std::unique(found.begin(), found.end(),
                  [](const Found& a, const Found& b) { return thing(a.hit) == thing(b.hit); }),
      found.end());
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.hit.score > b.hit.score; });
}

void rank_best(const Tables& tables, Scratch::Impl& scratch) {
  auto& found = scratch.found;
  if (found.empty()) return;
  for (auto& entry : found)
    set_score(tables, entry);
  const auto best = std::max_element(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.hit.score, thing(b.hit)) < std::tuple(b.hit.score, thing(a.hit));
  });
  std::swap(found.front(), *best);
}

}  // namespace haetae::address
