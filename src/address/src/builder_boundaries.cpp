// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"
#include "spatial.hpp"

#include <optional>

namespace haetae::address {
namespace {

using Ring = std::vector<geo::PackedPoint>;

/// A boundary whose region exists.
struct Loose {
  PolygonRow row;
  const std::vector<Ring>* rings = nullptr;
};

bool ring_less(const Ring& a, const Ring& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](const geo::PackedPoint& p, const geo::PackedPoint& q) {
                                        return p.lon != q.lon ? p.lon < q.lon : p.lat < q.lat;
                                      });
}

/// The whole box must lie in the grid: what does not is no boundary of this country.
bool box_of(const std::vector<Ring>& rings, PolygonRow& row) {
  row.low = {std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::max()};
  row.high = kNowhere;
  for (const auto& ring : rings) {
    for (const auto& point : ring) {
      row.low = {std::min(row.low.lon, point.lon), std::min(row.low.lat, point.lat)};
      row.high = {std::max(row.high.lon, point.lon), std::max(row.high.lat, point.lat)};
    }
  }
  constexpr std::int64_t kReach = std::int64_t{Spatial::kGridSide} * Spatial::kGridUnit;
  return !rings.empty() && row.low.lon >= Spatial::kLow.lon && row.low.lat >= Spatial::kLow.lat &&
         row.high.lon < Spatial::kLow.lon + kReach && row.high.lat < Spatial::kLow.lat + kReach;
}

std::optional<PolygonRow> row_of(const StagedBoundary& boundary, const Stage& stage,
                                 const Draft& draft) {
  PolygonRow row;
  row.kind = static_cast<std::uint16_t>(boundary.kind);
  if (boundary.kind == BoundaryKind::legal) {
    row.id = draft.find_region(boundary.code);
    if (row.id == kNone) return std::nullopt;
    row.level = draft.regions[row.id].level;
  } else {
    const auto staged = stage.district_codes.find(boundary.code);
    row.id = staged == kNone ? kNone : draft.district_ids[staged];
    if (row.id == kNone) return std::nullopt;
  }
  if (!box_of(boundary.rings, row)) return std::nullopt;
  return row;
}

/// The middle of the widest stretch of a region on the parallel through the middle of its box.
std::optional<geo::PackedPoint> inner_point(const Loose& polygon) {
  const std::int32_t lat = polygon.row.low.lat + (polygon.row.high.lat - polygon.row.low.lat) / 2;
  std::vector<double> crossings;
  for (const auto& ring : *polygon.rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const auto a = ring[i];
      const auto b = ring[i + 1 < ring.size() ? i + 1 : 0];
      if ((a.lat > lat) == (b.lat > lat)) continue;
      const double share = (double(lat) - double(a.lat)) / (double(b.lat) - double(a.lat));
      crossings.push_back(double(a.lon) + share * (double(b.lon) - double(a.lon)));
    }
  }
  std::sort(crossings.begin(), crossings.end());
  std::optional<geo::PackedPoint> best;
  double widest = -1;
  for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
    const double width = crossings[i + 1] - crossings[i];
    if (width <= widest) continue;
    widest = width;
    best = geo::PackedPoint{static_cast<std::int32_t>(crossings[i] + width / 2), lat};
  }
  return best;
}

void move_centres(const std::vector<Loose>& polygons, Draft& draft) {
  const auto extent = [](const PolygonRow& row) {
    return (double(row.high.lon) - row.low.lon) * (double(row.high.lat) - row.low.lat);
  };
  for (std::size_t i = 0; i < polygons.size();) {
    auto largest = i;
    auto next = i + 1;
    for (; next < polygons.size() && !polygon_less(polygons[i].row, polygons[next].row); ++next) {
      if (extent(polygons[next].row) > extent(polygons[largest].row)) largest = next;
    }
    const auto& row = polygons[largest].row;
    auto& centre = row.kind == static_cast<std::uint16_t>(BoundaryKind::legal)
                       ? draft.regions[row.id].centre
                       : draft.districts[row.id].centre;
    centre = inner_point(polygons[largest]).value_or(centre);
    i = next;
  }
}

/// First item of each cell, and the items: the polygons whose boxes touch it, in their order.
void write_grid(const std::vector<Loose>& polygons, SectionWriter& writer) {
  constexpr auto kSide = Spatial::kGridSide;
  const auto cell = [](std::int32_t value, std::int32_t low) {
    return static_cast<std::uint32_t>(value - low) / Spatial::kGridUnit;
  };
  std::vector<std::vector<std::uint32_t>> cells(std::size_t{kSide} * kSide);
  for (std::uint32_t i = 0; i < polygons.size(); ++i) {
    const auto& row = polygons[i].row;
    for (auto y = cell(row.low.lat, Spatial::kLow.lat); y <= cell(row.high.lat, Spatial::kLow.lat);
         ++y) {
      for (auto x = cell(row.low.lon, Spatial::kLow.lon);
           x <= cell(row.high.lon, Spatial::kLow.lon); ++x)
        cells[std::size_t{y} * kSide + x].push_back(i);
    }
  }
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint32_t> items;
  for (const auto& list : cells) {
    items.insert(items.end(), list.begin(), list.end());
    starts.push_back(static_cast<std::uint32_t>(items.size()));
  }
  writer.add(SectionId::polygon_grid, std::move(starts));
  writer.add(SectionId::polygon_grid_items, std::move(items));
}

void add_spans(const Ring& ring, std::vector<SpanRow>& spans) {
  for (std::size_t first = 0; first < ring.size(); first += Spatial::kSpan) {
    SpanRow span{ring[first].lat, ring[first].lat, ring[first].lon};
    for (auto i = first; i <= std::min<std::size_t>(first + Spatial::kSpan, ring.size()); ++i) {
      const auto point = ring[i < ring.size() ? i : 0];
      span.lat_low = std::min(span.lat_low, point.lat);
      span.lat_high = std::max(span.lat_high, point.lat);
      span.lon_high = std::max(span.lon_high, point.lon);
    }
    spans.push_back(span);
  }
}

}  // namespace

void build_polygons(const Stage& stage, Draft& draft, SectionWriter& writer) {
  std::vector<Loose> polygons;
  for (const auto& boundary : stage.boundaries) {
    if (const auto row = row_of(boundary, stage, draft)) {
      polygons.push_back({*row, &boundary.rings});
    } else {
      ++draft.report.orphans;
    }
  }
  std::sort(polygons.begin(), polygons.end(), [](const Loose& a, const Loose& b) {
    if (polygon_less(a.row, b.row) || polygon_less(b.row, a.row)) {
      return polygon_less(a.row, b.row);
    }
    return std::lexicographical_compare(a.rings->begin(), a.rings->end(), b.rings->begin(),
                                        b.rings->end(), ring_less);
  });
  draft.report.boundaries = polygons.size();
  if (polygons.empty()) return;
  move_centres(polygons, draft);
  write_grid(polygons, writer);

  std::vector<PolygonRow> rows;
  std::vector<RingRow> rings;
  std::vector<geo::PackedPoint> points;
  std::vector<SpanRow> spans;
  const auto here = [&] {
    return RingRow{static_cast<std::uint32_t>(points.size()),
                   static_cast<std::uint32_t>(spans.size())};
  };
  for (auto& polygon : polygons) {
    polygon.row.first_ring = static_cast<std::uint32_t>(rings.size());
    polygon.row.rings = static_cast<std::uint32_t>(polygon.rings->size());
    rows.push_back(polygon.row);
    for (const auto& ring : *polygon.rings) {
      rings.push_back(here());
      points.insert(points.end(), ring.begin(), ring.end());
      add_spans(ring, spans);
    }
  }
  rings.push_back(here());
  writer.add(SectionId::polygons, std::move(rows));
  writer.add(SectionId::polygon_rings, std::move(rings));
  writer.add(SectionId::polygon_points, std::move(points));
  writer.add(SectionId::polygon_spans, std::move(spans));
}

}  // namespace haetae::address
