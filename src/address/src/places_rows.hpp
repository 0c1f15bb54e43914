// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sections.hpp"
#include "table_rows.hpp"

#include <cstdint>
#include <string_view>

/// The sections of places and their rows, as they stand in the bytes of an index.
namespace haetae::address {

/// By key, id. All texts are positions in the pool of places; 0 is the empty one.
struct PlaceRow {
  geo::PackedPoint position;
  std::uint32_t id = 0;
  std::uint32_t name = 0;
  std::uint32_t phone = 0;
  std::uint32_t road_address = 0;
  std::uint32_t lot_address = 0;
  std::uint32_t address = index_of(kNoAddress);
  std::uint32_t category = 0;  ///< position in the categories
  std::uint16_t region = static_cast<std::uint16_t>(kNoRegion);
  std::uint16_t group = 0;  ///< 0 none, otherwise 1 + position in kPlaceGroups
};

/// By text. Its places are those of `category_places` from `first` to the next one's.
struct CategoryRow {
  std::uint32_t text = 0;
  std::uint32_t first = 0;
};

/// By hash. A word that names a category: one of its levels.
struct CategoryWordRow {
  std::uint64_t hash = 0;
  std::uint32_t category = 0;
  std::uint32_t unused = 0;
};

/// A used cell of 0.01 degree, by group, row, column; its places end where the next cell's begin.
struct PlaceCellRow {
  std::uint32_t group_row = 0;  ///< group in the high 8 bits (kAllGroups: places of every group)
  std::uint32_t column = 0;
  std::uint32_t first = 0;
  static constexpr std::uint32_t kAllGroups = 255;
};

/// Numbers of the sections of places.
enum class PlaceSection : std::uint32_t {
  rows = 64,
  text_offsets = 65,
  text_bytes = 66,
  units = 67,
  keys = 68,
  suffixes = 69,
  initial_suffixes = 70,
  blocks = 71,
  categories = 72,
  category_places = 73,
  category_words = 74,
  region_places = 75,
  cells = 76,
  cell_places = 77,
};
[[nodiscard]] constexpr SectionId section(PlaceSection id) {
  return static_cast<SectionId>(id);
}

/// The group of a code: 0 for none.
[[nodiscard]] std::uint16_t group_number(std::string_view code);

}  // namespace haetae::address
