// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "builder_stage.hpp"
#include "tables.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

/// The tables of an index while `finish` fills them, in the order of the functions below.
namespace haetae::address {

struct Draft {
  Interner::Sorted texts;
  Interner::Sorted road_names;
  Interner::Sorted building_names;

  std::vector<RegionRow> regions;
  std::vector<DistrictRow> districts;
  std::vector<RoadRow> roads;
  std::vector<std::uint32_t> region_ids;      ///< by staged number; kNone when undeclared
  std::vector<std::uint32_t> district_ids;    ///< likewise
  std::vector<std::uint32_t> road_ids;        ///< likewise
  std::vector<std::uint16_t> sole_districts;  ///< by region: its only 행정동, if KIKmix names one

  std::vector<std::uint32_t> keys;
  std::vector<geo::PackedPoint> positions;
  std::vector<std::uint16_t> address_regions;
  std::vector<std::uint16_t> address_districts;
  std::vector<std::uint32_t> address_lots;
  std::vector<std::uint16_t> zips;
  std::vector<std::uint32_t> address_buildings;
  std::vector<std::uint8_t> flags;
  std::vector<std::uint32_t> block_roads;

  std::vector<LotRow> lots;
  std::vector<std::uint32_t> region_lots;
  std::vector<RelatedLotRow> related_lots;
  std::vector<BuildingRow> buildings;
  std::vector<UnitRow> units;
  std::vector<FormerAddressRow> former_addresses;
  std::vector<FormerRegionRow> former_regions;
  std::vector<FormerRoadRow> former_roads;

  BuildReport report;

  [[nodiscard]] std::uint32_t address_count() const {
    return static_cast<std::uint32_t>(keys.size());
  }
  [[nodiscard]] std::uint32_t road_end(std::uint32_t road) const {
    return road + 1 < roads.size() ? roads[road + 1].first : address_count();
  }
  /// Position in `regions` of an official code, or kNone.
  [[nodiscard]] std::uint32_t find_region(std::uint64_t code) const;
  /// The 시군구 of the first five digits, or the 시도 where it has none (세종); or kNone.
  [[nodiscard]] std::uint32_t find_sigungu(std::uint64_t five_digits) const;
  /// The address of a staged key, or kNone. `hint` is where the last one was found.
  [[nodiscard]] std::uint32_t find_address(std::uint32_t staged_road, std::uint32_t key,
                                           std::uint32_t& hint) const;
};

/// Halves of work for `parallel`: calls work(first, last, part) on `parts` pieces of [0, count).
template <class Work>
void split(std::uint32_t count, std::uint32_t parts, Parallel& parallel, const Work& work) {
  std::vector<std::function<void()>> jobs;
  for (std::uint32_t part = 0; part < parts; ++part) {
    const auto first = static_cast<std::uint32_t>(std::uint64_t{count} * part / parts);
    const auto last = static_cast<std::uint32_t>(std::uint64_t{count} * (part + 1) / parts);
    jobs.push_back([&work, first, last, part] { work(first, last, part); });
  }
  parallel.run(std::move(jobs));
}
inline constexpr std::uint32_t kParts = 8;

void sort_texts(Stage& stage, Draft& draft, Parallel& parallel);
[[nodiscard]] bool number_regions(const Stage& stage, Draft& draft);
void number_districts(const Stage& stage, Draft& draft);
void find_sole_districts(const Stage& stage, Draft& draft);
void number_roads(const Stage& stage, Draft& draft);
void sort_addresses(Stage& stage, Draft& draft, Parallel& parallel);
void place_addresses(Stage& stage, Draft& draft, Parallel& parallel);
void sort_lots(Stage& stage, Draft& draft, Parallel& parallel);
void sort_buildings(Stage& stage, Draft& draft, Parallel& parallel);
void sort_units(Stage& stage, Draft& draft, Parallel& parallel);
void number_former(const Stage& stage, Draft& draft);
void count_and_centre(Draft& draft, Parallel& parallel);
/// Writes the boundaries whose regions exist, and moves the centres of these inside.
void build_polygons(const Stage& stage, Draft& draft, SectionWriter& writer);
/// Writes the grid of addresses.
void build_cells(const std::vector<geo::PackedPoint>& positions, SectionWriter& writer,
                 Parallel& parallel);
/// Hands the finished tables over to the writer.
void write_tables(Draft& draft, SectionWriter& writer);

/// Names that reforms replaced: known to every index whose regions they belong to.
void stage_known_reforms(Stage& stage);

}  // namespace haetae::address
