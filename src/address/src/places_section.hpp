// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "places_rows.hpp"
#include "sections.hpp"
#include "tables.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::address {

/// Half-open range of positions in an order.
struct PlaceRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  [[nodiscard]] std::uint32_t size() const { return last - first; }
};

/// Places of keyword search, as they stand in the sections 64–79.
class Places {
 public:
  static constexpr std::int32_t kCell = 100'000;  ///< units of 1e-7 degree
  static constexpr std::uint32_t kBlock = 16;     ///< units

  /// Reads and checks the sections. `tables` outlives the places.
  [[nodiscard]] static base::Outcome<Places, IndexError> open(const Sections& sections,
                                                              const Tables& tables);
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(rows_.size()); }
  [[nodiscard]] Place place(PlaceId id) const;
  [[nodiscard]] const PlaceRow& row(std::uint32_t place) const { return rows_[place]; }

  /// The name as letters and digits (normalise_name).
  [[nodiscard]] std::u16string_view key(std::uint32_t place) const {
    return {units_.data() + keys_[place], keys_[place + 1] - keys_[place] - 1};
  }
  /// Places whose key begins with `units`; places stand in the order of their keys.
  [[nodiscard]] PlaceRange with_prefix(std::u16string_view units) const;
  /// Where `units` stand in any key: positions for `place_at`.
  [[nodiscard]] PlaceRange containing(std::u16string_view units) const;
  [[nodiscard]] std::uint32_t place_at(std::uint32_t position) const {
    return place_of_unit(suffixes_[position]);
  }
  /// The same for initial consonants.
  [[nodiscard]] PlaceRange with_initials(std::u16string_view initials) const;
  [[nodiscard]] std::uint32_t place_by_initials(std::uint32_t position) const {
    return place_of_unit(initial_suffixes_[position]);
  }
  /// Whether the place's key begins at that position of `with_initials`.
  [[nodiscard]] bool begins_key(std::uint32_t position) const {
    const auto unit = initial_suffixes_[position];
    return keys_[place_of_unit(unit)] == unit;
  }

  /// Categories one of whose levels is the word.
  [[nodiscard]] std::vector<std::uint32_t> categories_of(std::u16string_view word) const;
  [[nodiscard]] std::span<const std::uint32_t> places_of(std::uint32_t category) const;
  /// Places in a region and in the regions within it.
  [[nodiscard]] std::span<const std::uint32_t> places_in(RegionId region) const;

  /// Calls visit(place) for the places of a group (PlaceCellRow::kAllGroups: of all) in the cells
  /// that the box touches.
  template <class Visit>
  void for_each(std::uint32_t group, geo::PackedPoint low, geo::PackedPoint high,
                const Visit& visit) const {
    for (auto row = row_of(low.lat); row <= row_of(high.lat); ++row) {
      const auto cells = cells_between(group << 24 | row, column_of(low.lon), column_of(high.lon));
      if (cells.size() == 0) continue;
      for (auto i = cells_[cells.first].first; i < cells_[cells.last].first; ++i)
        visit(cell_places_[i]);
    }
  }
  /// How many places `for_each` would visit.
  [[nodiscard]] std::uint32_t count_in(std::uint32_t group, geo::PackedPoint low,
                                       geo::PackedPoint high) const {
    std::uint32_t count = 0;
    for (auto row = row_of(low.lat); row <= row_of(high.lat); ++row) {
      const auto cells = cells_between(group << 24 | row, column_of(low.lon), column_of(high.lon));
      if (cells.size() != 0) count += cells_[cells.last].first - cells_[cells.first].first;
    }
    return count;
  }
  [[nodiscard]] static std::uint32_t row_of(std::int32_t lat) {
    return static_cast<std::uint32_t>((static_cast<std::int64_t>(lat) + 900'000'000) / kCell);
  }
  [[nodiscard]] static std::uint32_t column_of(std::int32_t lon) {
    return static_cast<std::uint32_t>((static_cast<std::int64_t>(lon) + 1'800'000'000) / kCell);
  }

 private:
  [[nodiscard]] bool read(const Sections& sections);
  [[nodiscard]] std::string fault(const Tables& tables) const;
  [[nodiscard]] std::string rows_fault(const Tables& tables) const;
  [[nodiscard]] std::string keys_fault() const;
  [[nodiscard]] std::string orders_fault() const;
  [[nodiscard]] PlaceRange cells_between(std::uint32_t group_row, std::uint32_t low,
                                         std::uint32_t high) const;
  [[nodiscard]] std::uint32_t place_of_unit(std::uint32_t unit) const;

  const Tables* tables_ = nullptr;
  std::span<const PlaceRow> rows_;
  TextPool texts_;
  std::span<const std::uint32_t> text_offsets_;
  std::span<const char> text_bytes_;
  std::span<const char16_t> units_;      ///< keys, each with a 0 behind it
  std::span<const std::uint32_t> keys_;  ///< where each key begins, and the end
  std::span<const std::uint32_t> suffixes_;
  std::span<const std::uint32_t> initial_suffixes_;
  std::span<const std::uint32_t> blocks_;    ///< place of every kBlock-th unit
  std::span<const CategoryRow> categories_;  ///< and one behind the last
  std::span<const std::uint32_t> category_places_;
  std::span<const CategoryWordRow> category_words_;
  std::span<const std::uint32_t> region_places_;  ///< by region; those without one come last
  std::span<const PlaceCellRow> cells_;           ///< and one behind the last
  std::span<const std::uint32_t> cell_places_;
};

}  // namespace haetae::address
