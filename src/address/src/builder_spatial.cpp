// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"
#include "spatial.hpp"

#include <numeric>

namespace haetae::address {
namespace {

constexpr std::int64_t kLatMax = 900'000'000;

/// Addresses with a position in the order of column, address; [first, last) is one row of cells.
void sort_row(const std::vector<geo::PackedPoint>& positions, std::vector<std::uint32_t>& order,
              std::uint32_t first, std::uint32_t last) {
  const auto column = [&](std::uint32_t i) { return Spatial::column_of(positions[i].lon); };
  std::sort(order.begin() + first, order.begin() + last, [&](std::uint32_t a, std::uint32_t b) {
    const auto x = column(a);
    const auto y = column(b);
    return x != y ? x < y : a < b;
  });
}

struct RowRange {
  std::uint32_t base = 0;
  std::uint32_t count = 0;
};

RowRange range_of(const std::vector<geo::PackedPoint>& positions) {
  std::uint32_t low = kNone;
  std::uint32_t high = 0;
  for (const auto& point : positions) {
    if (point == kNowhere) continue;
    low = std::min(low, Spatial::row_of(point.lat));
    high = std::max(high, Spatial::row_of(point.lat));
  }
  return low == kNone ? RowRange{} : RowRange{low, high - low + 1};
}

}  // namespace

void build_cells(const std::vector<geo::PackedPoint>& positions, SectionWriter& writer,
                 Parallel& parallel) {
  const auto range = range_of(positions);
  std::vector<std::uint32_t> starts(range.count + 1, 0);
  for (const auto& point : positions) {
    if (point != kNowhere) ++starts[Spatial::row_of(point.lat) - range.base + 1];
  }
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<std::uint32_t> order(starts.back());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (std::uint32_t i = 0; i < positions.size(); ++i) {
    if (positions[i] != kNowhere) {
      order[next[Spatial::row_of(positions[i].lat) - range.base]++] = i;
    }
  }
  split(range.count, kParts, parallel, [&](std::uint32_t first, std::uint32_t last, std::uint32_t) {
    for (auto row = first; row < last; ++row)
      sort_row(positions, order, starts[row], starts[row + 1]);
  });
  std::vector<std::uint32_t> rows{range.base};
  std::vector<CellRow> cells;
  for (std::uint32_t row = 0; row < range.count; ++row) {
    rows.push_back(static_cast<std::uint32_t>(cells.size()));
    for (auto i = starts[row]; i < starts[row + 1]; ++i) {
      const auto x = Spatial::column_of(positions[order[i]].lon);
      if (i == starts[row] || cells.back().x != x) cells.push_back({x, i});
    }
  }
  rows.push_back(static_cast<std::uint32_t>(cells.size()));
  cells.push_back({kNone, starts.back()});
  writer.add(SectionId::spatial_rows, std::move(rows));
  writer.add(SectionId::spatial_cells, std::move(cells));
  writer.add(SectionId::spatial_order, std::move(order));
}

bool Spatial::read(const Sections& sections) {
  std::span<const std::uint32_t> rows;
  if (!sections.read(SectionId::spatial_rows, rows) || rows.size() < 2) return false;
  base_row_ = rows.front();
  rows_ = rows.subspan(1);
  return sections.read(SectionId::spatial_cells, cells_) &&
         sections.read(SectionId::spatial_order, order_) &&
         sections.read(SectionId::polygons, polygons_) &&
         sections.read(SectionId::polygon_rings, rings_) &&
         sections.read(SectionId::polygon_points, points_) &&
         sections.read(SectionId::polygon_spans, spans_) &&
         sections.read(SectionId::polygon_grid, grid_) &&
         sections.read(SectionId::polygon_grid_items, grid_items_);
}

std::string Spatial::cells_fault(std::uint32_t addresses) const {
  if (base_row_ > row_of(kLatMax) || rows_.size() > row_of(kLatMax) + 2 || cells_.empty()) {
    return "rows";
  }
  if (rows_.front() != 0 || rows_.back() != cells_.size() - 1 ||
      !std::is_sorted(rows_.begin(), rows_.end())) {
    return "rows";
  }
  if (cells_.front().first != 0 || cells_.back().first != order_.size()) return "cells";
  for (std::size_t i = 1; i < cells_.size(); ++i) {
    if (cells_[i].first < cells_[i - 1].first) return "cells";
  }
  const auto known = [addresses](std::uint32_t address) { return address < addresses; };
  return std::all_of(order_.begin(), order_.end(), known) ? "" : "order";
}

std::string Spatial::polygons_fault(const Tables& tables) const {
  if (polygons_.empty()) return "";
  if (grid_.size() != std::size_t{kGridSide} * kGridSide + 1 || rings_.empty()) return "grid";
  if (!std::is_sorted(polygons_.begin(), polygons_.end(), polygon_less)) return "order";
  for (const auto& polygon : polygons_) {
    const bool legal = polygon.kind == static_cast<std::uint16_t>(BoundaryKind::legal);
    if (polygon.kind > static_cast<std::uint16_t>(BoundaryKind::administrative)) return "kind";
    if (polygon.id >= (legal ? tables.regions.size() : tables.districts.size())) return "region";
    if (std::uint64_t{polygon.first_ring} + polygon.rings >= rings_.size()) return "rings";
  }
  if (rings_.back().first_point != points_.size() || rings_.back().first_span != spans_.size()) {
    return "rings";
  }
  for (std::size_t i = 0; i + 1 < rings_.size(); ++i) {
    const std::uint64_t points = std::uint64_t{rings_[i + 1].first_point} - rings_[i].first_point;
    const std::uint64_t spans = std::uint64_t{rings_[i + 1].first_span} - rings_[i].first_span;
    if (rings_[i + 1].first_point < rings_[i].first_point ||
        rings_[i + 1].first_span < rings_[i].first_span || spans != (points + kSpan - 1) / kSpan) {
      return "rings";
    }
  }
  if (grid_.front() != 0 || grid_.back() != grid_items_.size() ||
      !std::is_sorted(grid_.begin(), grid_.end())) {
    return "grid";
  }
  const auto known = [this](std::uint32_t item) { return item < polygons_.size(); };
  return std::all_of(grid_items_.begin(), grid_items_.end(), known) ? "" : "grid";
}

base::Outcome<Spatial, IndexError> Spatial::open(const Sections& sections, const Tables& tables) {
  Spatial out;
  if (!out.read(sections)) return base::fail(IndexError{"spatial: wrong size of a section"});
  if (auto fault = out.cells_fault(tables.address_count()); !fault.empty()) {
    return base::fail(IndexError{"spatial: wrong " + fault});
  }
  if (auto fault = out.polygons_fault(tables); !fault.empty()) {
    return base::fail(IndexError{"boundaries: wrong " + fault});
  }
  return out;
}

}  // namespace haetae::address
