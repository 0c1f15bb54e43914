// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "area_terms.hpp"
#include "sections.hpp"
#include "tables.hpp"
#include "term_table.hpp"

#include <cstdint>
#include <span>

namespace haetae::address {

/// How a word names a region.
enum class Naming : std::uint8_t {
  full,      ///< its own name, or the usual short form of a province: "서울"
  part,      ///< one word of two: "영통구" of "수원시 영통구"
  stem,      ///< without its last letter: "강남", "수원", "조치원"
  former,    ///< a name that it had before
  district,  ///< a 행정동: "역삼1동"
  dropped,   ///< a 행정동 without its number: "역삼동"
};
inline constexpr std::uint32_t kNamings = 6;

/// What a region word stands for: a region or, for `district` and `dropped`, a 행정동.
struct RegionPosting {
  std::uint16_t id = 0;
  Naming naming = Naming::full;
  [[nodiscard]] static RegionPosting unpack(std::uint32_t posting) {
    return {static_cast<std::uint16_t>(posting), static_cast<Naming>(posting >> 16)};
  }
  [[nodiscard]] std::uint32_t pack() const { return static_cast<std::uint32_t>(naming) << 16 | id; }
  [[nodiscard]] bool is_district() const { return naming >= Naming::district; }
};

/// What a road word stands for.
struct RoadPosting {
  RoadId road = kNoRoad;
  bool former = false;
  static constexpr std::uint32_t kFormer = 1U << 31;
  [[nodiscard]] static RoadPosting unpack(std::uint32_t posting) {
    return {RoadId{posting & ~kFormer}, (posting & kFormer) != 0};
  }
  /// In 26 bits, for AreaTerms.
  static constexpr std::uint32_t kFormerShort = 1U << (AreaTerms::kPostingBits - 1);
  [[nodiscard]] static RoadPosting unpack_short(std::uint32_t posting) {
    return {RoadId{posting & ~kFormerShort}, (posting & kFormerShort) != 0};
  }
  [[nodiscard]] std::uint32_t pack_short() const {
    return index_of(road) | (former ? kFormerShort : 0U);
  }
};

/// Names to regions, districts, roads and buildings: the part of an index that queries search.
class Vocabulary {
 public:
  /// Reads and checks the sections 32–63. `tables` outlives the vocabulary.
  [[nodiscard]] static base::Outcome<Vocabulary, IndexError> open(const Sections& sections,
                                                                  const Tables& tables);

  TermTable regions;         ///< postings: RegionPosting
  TermTable roads;           ///< postings: RoadPosting
  TermTable buildings;       ///< postings: AddressId
  AreaTerms road_areas;      ///< postings: RoadPosting::pack_short
  AreaTerms building_areas;  ///< postings: AddressId

  /// The legal regions in which a 행정동 has addresses: the low halves of these rows.
  [[nodiscard]] std::span<const std::uint32_t> regions_of(DistrictId district) const;

 private:
  std::span<const std::uint32_t> district_regions_;  ///< district in the high half, ascending
};

/// Writes the sections 32–63 from the finished tables.
void build_vocabulary(const Tables& tables, SectionWriter& writer, Parallel& parallel);

}  // namespace haetae::address
