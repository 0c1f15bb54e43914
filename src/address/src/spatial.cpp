// SPDX-License-Identifier: Apache-2.0
#include "spatial.hpp"

#include <fmt/format.h>

namespace haetae::address {

std::pair<std::uint32_t, std::uint32_t> Spatial::cells_between(std::uint32_t row, std::uint32_t low,
                                                               std::uint32_t high) const {
  const auto begin = cells_.begin() + rows_[row - base_row_];
  const auto end = cells_.begin() + rows_[row - base_row_ + 1];
  const auto first = std::lower_bound(
      begin, end, low, [](const CellRow& cell, std::uint32_t x) { return cell.x < x; });
  const auto last = std::upper_bound(
      first, end, high, [](std::uint32_t x, const CellRow& cell) { return x < cell.x; });
  return {static_cast<std::uint32_t>(first - cells_.begin()),
          static_cast<std::uint32_t>(last - cells_.begin())};
}

bool Spatial::inside(const PolygonRow& polygon, geo::PackedPoint point) const {
  if (point.lon < polygon.low.lon || point.lon > polygon.high.lon || point.lat < polygon.low.lat ||
      point.lat > polygon.high.lat) {
    return false;
  }
  bool in = false;
  for (auto ring = polygon.first_ring; ring < polygon.first_ring + polygon.rings; ++ring) {
    const auto points = points_.subspan(rings_[ring].first_point,
                                        rings_[ring + 1].first_point - rings_[ring].first_point);
    for (auto span = rings_[ring].first_span; span < rings_[ring + 1].first_span; ++span) {
      const auto& reach = spans_[span];
      if (point.lat < reach.lat_low || point.lat > reach.lat_high || point.lon > reach.lon_high) {
        continue;
      }
      const std::size_t first = std::size_t{span - rings_[ring].first_span} * kSpan;
      const auto last = std::min<std::size_t>(first + kSpan, points.size());
      for (auto i = first; i < last; ++i) {
        const auto a = points[i];
        const auto b = points[i + 1 < points.size() ? i + 1 : 0];
        if ((a.lat > point.lat) == (b.lat > point.lat)) continue;
        const double share = (double(point.lat) - double(a.lat)) / (double(b.lat) - double(a.lat));
        if (double(point.lon) < double(a.lon) + share * (double(b.lon) - double(a.lon))) in = !in;
      }
    }
  }
  return in;
}

const PolygonRow* Spatial::polygon_at(BoundaryKind kind, geo::PackedPoint point) const {
  if (polygons_.empty() || point.lon < kLow.lon || point.lat < kLow.lat) return nullptr;
  const auto x = static_cast<std::uint32_t>(point.lon - kLow.lon) / kGridUnit;
  const auto y = static_cast<std::uint32_t>(point.lat - kLow.lat) / kGridUnit;
  if (x >= kGridSide || y >= kGridSide) return nullptr;
  const auto cell = y * kGridSide + x;
  for (auto i = grid_[cell]; i < grid_[cell + 1]; ++i) {
    const auto& polygon = polygons_[grid_items_[i]];
    if (polygon.kind == static_cast<std::uint16_t>(kind) && inside(polygon, point)) return &polygon;
  }
  return nullptr;
}

bool Spatial::has_polygon(const Tables& tables, RegionId id) const {
  PolygonRow wanted;
  wanted.id = index_of(id);
  wanted.level = tables.regions[index_of(id)].level;
  const auto found = std::lower_bound(polygons_.begin(), polygons_.end(), wanted, polygon_less);
  return found != polygons_.end() && !polygon_less(wanted, *found);
}

}  // namespace haetae::address
