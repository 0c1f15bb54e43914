// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/reverse.hpp"

#include "plane.hpp"
#include "spatial.hpp"
#include "tables.hpp"

#include <algorithm>

namespace haetae::address {
namespace {

constexpr double kRadiusMax = 20'000;
constexpr double kFirstReach = 120;  ///< metres; mostly enough in a town
constexpr double kDeepenReach = 2'000;
/// Outlines are simplified at the coast: an address this near counts in spite of them.
constexpr double kShore = 300;
/// So are those of cities and provinces: an address this near knows better in which it lies.
constexpr double kDoorstep = 50;

bool on_earth(geo::Point point) {
  return point.lon >= -180 && point.lon <= 180 && point.lat >= -90 && point.lat <= 90;
}

struct Candidate {
  double square = 0;
  AddressId address = kNoAddress;
};
bool nearer(const Candidate& a, const Candidate& b) {
  return a.square != b.square ? a.square < b.square : a.address < b.address;
}

/// The nearest `limit` within `reach_m` as a heap with the furthest in front.
void collect(const Index& index, geo::Point point, double reach_m, std::uint32_t limit,
             std::vector<Candidate>& heap) {
  const Plane plane(point);
  const auto box = window_around(point, reach_m);
  heap.clear();
  index.spatial().for_each(box.low, box.high, [&](AddressId address) {
    const Candidate candidate{plane.square(index.tables().positions[index_of(address)]), address};
    if (candidate.square > reach_m * reach_m) return;
    if (heap.size() == limit) {
      if (!nearer(candidate, heap.front())) return;
      std::pop_heap(heap.begin(), heap.end(), nearer);
      heap.pop_back();
    }
    heap.push_back(candidate);
    std::push_heap(heap.begin(), heap.end(), nearer);
  });
}

/// The nearest address that lies in `outer`, or anywhere when that is kNoRegion.
std::optional<AddressId> nearest_in(const Index& index, geo::Point point, double reach_m,
                                    RegionId outer) {
  for (const auto& near : nearest_addresses(index, point, reach_m, 16)) {
    const RegionId region{index.tables().address_regions[index_of(near.address)]};
    if (outer == kNoRegion || index.contains(outer, region)) return near.address;
  }
  return std::nullopt;
}

/// Whether a boundary of the region, or of one around it, was imported.
bool has_boundary(const Index& index, RegionId region) {
  for (const auto id : index.lineage(region).at) {
    if (id != kNoRegion && index.spatial().has_polygon(index.tables(), id)) return true;
  }
  return false;
}

std::optional<RegionsAt> by_nearest(const Index& index, geo::Point point) {
  const auto near = nearest_addresses(index, point, kDeepenReach, 1);
  if (near.empty()) return std::nullopt;
  const auto address = index.address(near.front().address);
  if (near.front().distance_m > kShore && has_boundary(index, address.region)) return std::nullopt;
  return RegionsAt{address.region, address.district, false};
}

/// Whether the outline of a city or province holds a point at the door of an address of another.
bool is_contradicted(const Index& index, geo::Point point, const PolygonRow& legal) {
  if (legal.level >= static_cast<std::uint16_t>(RegionLevel::emd)) return false;
  const auto near = nearest_addresses(index, point, kDoorstep, 1);
  return !near.empty() && !index.contains(RegionId{static_cast<std::uint16_t>(legal.id)},
                                          index.address(near.front().address).region);
}

}  // namespace

std::vector<NearAddress> nearest_addresses(const Index& index, geo::Point point, double radius_m,
                                           std::uint32_t limit) {
  std::vector<NearAddress> out;
  if (!on_earth(point) || !(radius_m > 0) || limit == 0) return out;
  const double last = std::min(radius_m, kRadiusMax);
  std::vector<Candidate> found;
  for (double reach = std::min(kFirstReach, last);; reach = std::min(reach * 2, last)) {
    collect(index, point, reach, limit, found);
    if (found.size() == limit || reach >= last) break;
  }
  std::sort_heap(found.begin(), found.end(), nearer);
  out.reserve(found.size());
  for (const auto& candidate : found) {
    const auto at = geo::unpack(index.tables().positions[index_of(candidate.address)]);
    out.push_back({candidate.address, geo::distance_m(point, at)});
  }
  return out;
}

std::optional<RegionsAt> regions_at(const Index& index, geo::Point point) {
  if (!on_earth(point)) return std::nullopt;
  const auto packed = geo::pack(point);
  const auto* district = index.spatial().polygon_at(BoundaryKind::administrative, packed);
  const auto* legal = index.spatial().polygon_at(BoundaryKind::legal, packed);
  RegionsAt out;
  if (legal != nullptr && !is_contradicted(index, point, *legal)) {
    out.legal = RegionId{static_cast<std::uint16_t>(legal->id)};
    out.by_boundary = true;
    // The boundary may end at the 시군구: the nearest address inside knows the rest.
    if (const auto near = nearest_in(index, point, kDeepenReach, out.legal)) {
      out.legal = RegionId{index.tables().address_regions[index_of(*near)]};
      out.district = DistrictId{index.tables().address_districts[index_of(*near)]};
    }
  } else {
    const auto near = by_nearest(index, point);
    if (!near && district == nullptr) return std::nullopt;
    if (near) out = *near;
  }
  if (district != nullptr) {
    out.district = DistrictId{static_cast<std::uint16_t>(district->id)};
    const RegionId sigungu = index.district(out.district).sigungu;
    if (out.legal == kNoRegion) out.legal = sigungu;
  }
  return out;
}

}  // namespace haetae::address
