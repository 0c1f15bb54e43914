// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "haetae/base/bytes.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

/// The container of an index: numbered blocks of plain rows, each with its checksum.
namespace haetae::address {

static_assert(std::endian::native == std::endian::little, "an index is little-endian");

/// 1–31 tables (tables.hpp), 32–63 vocabulary, 64–79 places. A number never changes its meaning
/// within one format version.
enum class SectionId : std::uint32_t {
  label = 1,
  report = 2,
  text_offsets = 3,
  text_bytes = 4,
  road_name_offsets = 5,
  road_name_bytes = 6,
  building_name_offsets = 7,
  building_name_bytes = 8,
  regions = 9,
  districts = 10,
  roads = 11,
  address_keys = 12,
  address_positions = 13,
  address_regions = 14,
  address_districts = 15,
  address_lots = 16,
  address_zips = 17,
  address_buildings = 18,
  address_flags = 19,
  address_roads = 20,
  lots = 21,
  region_lots = 22,
  related_lots = 23,
  buildings = 24,
  units = 25,
  former_addresses = 26,
  former_regions = 27,
  former_roads = 28,
  spatial_rows = 29,
  spatial_cells = 30,
  spatial_order = 31,
  vocabulary_first = 32,
  vocabulary_last = 63,
  places_first = 64,
  places_last = 79,
  polygons = 80,
  polygon_rings = 81,
  polygon_points = 82,
  polygon_spans = 83,
  polygon_grid = 84,
  polygon_grid_items = 85,
};

inline constexpr std::size_t kSectionsMax = 128;
inline constexpr std::size_t kSectionAlignment = 16;
/// Raise it when a section changes its shape; older indexes are then refused and rebuilt.
inline constexpr std::uint32_t kFormatVersion = 2;

/// Rows that may stand in a section: no pointers, and no padding whose bytes would differ from
/// build to build.
template <class T>
concept SectionRow = std::is_trivially_copyable_v<T> &&
                     std::has_unique_object_representations_v<T> && alignof(T) <= kSectionAlignment;

/// What stands in an index, or in a writer that is still at work.
class Sections {
 public:
  /// The rows of a section; empty when it is missing. False when its size is no whole number of
  /// rows.
  template <SectionRow T>
  [[nodiscard]] bool read(SectionId id, std::span<const T>& out) const {
    const auto bytes = blocks_[static_cast<std::size_t>(id)];
    if (bytes.size() % sizeof(T) != 0) return false;
    out = {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    return true;
  }
  void set(SectionId id, base::BytesView bytes) { blocks_[static_cast<std::size_t>(id)] = bytes; }

 private:
  std::array<base::BytesView, kSectionsMax> blocks_{};
};

/// Collects the sections of an index under construction. For one thread at a time.
class SectionWriter {
 public:
  /// Takes the rows without a copy. Each section once.
  template <SectionRow T>
  void add(SectionId id, std::vector<T>&& rows) {
    auto kept = std::make_shared<const std::vector<T>>(std::move(rows));
    place(id, {reinterpret_cast<const std::uint8_t*>(kept->data()), kept->size() * sizeof(T)},
          kept);
  }
  template <SectionRow T>
  void add(SectionId id, std::span<const T> rows) {
    add(id, std::vector<T>(rows.begin(), rows.end()));
  }
  /// What was added so far, as a reader sees it; valid as long as the writer.
  [[nodiscard]] const Sections& view() const { return view_; }
  /// Header, table and sections in the order of their ids, to the sink. False when it refused.
  [[nodiscard]] bool write(Parallel& parallel, const IndexSink& sink) const;
  /// Bytes of the whole file once one more section of `more` bytes was added.
  [[nodiscard]] std::uint64_t size_with(std::uint64_t more) const;

 private:
  struct Block {
    SectionId id{};
    base::BytesView bytes;
    std::shared_ptr<const void> keeper;
  };
  void place(SectionId id, base::BytesView bytes, std::shared_ptr<const void> keeper);

  std::vector<Block> blocks_;
  Sections view_;
};

/// Reads header and table and compares the checksum of every section.
[[nodiscard]] base::Outcome<Sections, IndexError> read_sections(base::BytesView bytes);

}  // namespace haetae::address
