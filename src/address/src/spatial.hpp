// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/records.hpp"
#include "sections.hpp"
#include "tables.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace haetae::address {

/// A used cell of the grid of addresses: about 111 m wide and high.
struct CellRow {
  std::uint32_t x = 0;
  std::uint32_t first = 0;  ///< its addresses end where those of the next cell begin
};

/// By kind, level from 리 up, id. A region may have several.
struct PolygonRow {
  std::uint32_t id = 0;  ///< RegionId or DistrictId
  std::uint16_t kind = 0;
  std::uint16_t level = 0;  ///< of the region; 0 for a 행정동
  std::uint32_t first_ring = 0;
  std::uint32_t rings = 0;
  geo::PackedPoint low;
  geo::PackedPoint high;
};

[[nodiscard]] inline bool polygon_less(const PolygonRow& a, const PolygonRow& b) {
  if (a.kind != b.kind) return a.kind < b.kind;
  if (a.level != b.level) return a.level > b.level;
  return a.id < b.id;
}

/// A ring is closed: its last point is followed by its first.
struct RingRow {
  std::uint32_t first_point = 0;
  std::uint32_t first_span = 0;
};

/// What 32 edges of a ring reach, so that most of a long coast is passed over.
struct SpanRow {
  std::int32_t lat_low = 0;
  std::int32_t lat_high = 0;
  std::int32_t lon_high = 0;
};

/// Addresses and boundaries by place.
class Spatial {
 public:
  static constexpr std::int64_t kCellLon = 12'500;  ///< units of 1e-7 degree
  static constexpr std::int64_t kCellLat = 10'000;
  static constexpr std::uint32_t kSpan = 32;  ///< edges
  /// Boundaries live in this box, in cells of 0.05 degree.
  static constexpr geo::PackedPoint kLow{1'200'000'000, 300'000'000};
  static constexpr std::int32_t kGridUnit = 500'000;
  static constexpr std::uint32_t kGridSide = 300;

  /// `tables` outlives it.
  [[nodiscard]] static base::Outcome<Spatial, IndexError> open(const Sections& sections,
                                                               const Tables& tables);

  [[nodiscard]] static std::uint32_t row_of(std::int64_t lat) {
    return static_cast<std::uint32_t>((lat + 900'000'000) / kCellLat);
  }
  [[nodiscard]] static std::uint32_t column_of(std::int64_t lon) {
    return static_cast<std::uint32_t>((lon + 1'800'000'000) / kCellLon);
  }

  /// Calls visit(address) for the addresses in all cells that the box touches.
  template <class Visit>
  void for_each(geo::PackedPoint low, geo::PackedPoint high, const Visit& visit) const {
    if (cells_.empty()) return;
    const auto last = std::min<std::uint32_t>(row_of(high.lat) + 1, base_row_ + row_count());
    for (auto row = std::max(row_of(low.lat), base_row_); row < last; ++row) {
      const auto range = cells_between(row, column_of(low.lon), column_of(high.lon));
      for (auto i = cells_[range.first].first; i < cells_[range.second].first; ++i)
        visit(AddressId{order_[i]});
    }
  }
  /// The deepest boundary of a kind that holds the point; nullptr when none does.
  [[nodiscard]] const PolygonRow* polygon_at(BoundaryKind kind, geo::PackedPoint point) const;
  /// Whether the region itself, not one around it, has a boundary.
  [[nodiscard]] bool has_polygon(const Tables& tables, RegionId id) const;

 private:
  [[nodiscard]] std::uint32_t row_count() const {
    return static_cast<std::uint32_t>(rows_.size()) - 1;
  }
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> cells_between(std::uint32_t row,
                                                                      std::uint32_t low,
                                                                      std::uint32_t high) const;
  [[nodiscard]] bool inside(const PolygonRow& polygon, geo::PackedPoint point) const;
  [[nodiscard]] bool read(const Sections& sections);
  [[nodiscard]] std::string cells_fault(std::uint32_t addresses) const;
  [[nodiscard]] std::string polygons_fault(const Tables& tables) const;

  std::uint32_t base_row_ = 0;
  std::span<const std::uint32_t> rows_;  ///< first cell of each row, and the end
  std::span<const CellRow> cells_;       ///< and one behind the last
  std::span<const std::uint32_t> order_;
  std::span<const PolygonRow> polygons_;
  std::span<const RingRow> rings_;  ///< and one behind the last
  std::span<const geo::PackedPoint> points_;
  std::span<const SpanRow> spans_;
  std::span<const std::uint32_t> grid_;  ///< first item of each cell, and the end
  std::span<const std::uint32_t> grid_items_;
};

}  // namespace haetae::address
