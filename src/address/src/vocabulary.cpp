// SPDX-License-Identifier: Apache-2.0
#include "vocabulary.hpp"

#include "expand.hpp"
#include "haetae/address/text.hpp"

#include <algorithm>

namespace haetae::address {
namespace {

constexpr SectionId kRegionTerms{32};
constexpr SectionId kRoadTerms{42};
constexpr SectionId kRoadAreas{51};
constexpr SectionId kBuildingTerms{52};
constexpr SectionId kBuildingAreas{61};
constexpr SectionId kDistrictRegions{62};

/// Names so short that one wrong letter makes another word of them are not corrected.
constexpr std::uint32_t kRegionTyposFrom = 3;
constexpr std::uint32_t kRoadTyposFrom = 2;
constexpr std::uint32_t kBuildingTyposFrom = 4;

template <class Fits>
bool all_postings(const TermTable& table, Fits&& fits) {
  const auto postings = table.postings();
  return std::all_of(postings.begin(), postings.end(), fits);
}

TermTableBuilder region_terms(const Tables& tables) {
  TermTableBuilder builder(kRegionTyposFrom);
  expand_regions(tables, [&](std::u16string_view name, RegionPosting posting) {
    if (!name.empty()) builder.link(builder.add(name), posting.pack());
  });
  builder.build();
  return builder;
}

/// Names of a pool as terms; `kNoName` for those without a letter.
constexpr std::uint32_t kNoName = 0xffffffff;
std::vector<std::uint32_t> add_names(const TextPool& pool, TermTableBuilder& builder) {
  std::vector<std::uint32_t> names(pool.count(), kNoName);
  Text text;
  for (std::uint32_t i = 1; i < pool.count(); ++i) {
    normalise_name(pool[i], text);
    if (!text.empty()) names[i] = builder.add(text.units());
  }
  return names;
}

TermTableBuilder road_terms(const Tables& tables) {
  TermTableBuilder builder(kRoadTyposFrom);
  const auto names = add_names(tables.road_names, builder);
  std::vector<std::uint32_t> latin(names.size(), kNoName);
  Text text;
  for (std::uint32_t i = 1; i < latin.size(); ++i) {
    normalise_name(romanise(tables.road_names[i]), text);
    if (!text.empty()) latin[i] = builder.add(text.units());
  }
  for (std::uint32_t i = 0; i < tables.roads.size(); ++i) {
    const RoadRow& row = tables.roads[i];
    if (names[row.name] != kNoName) builder.link(names[row.name], i);
    if (latin[row.name] != kNoName) builder.link(latin[row.name], i);
    if (row.english == 0) continue;
    normalise_name(tables.texts[row.english], text);
    if (!text.empty()) builder.link(builder.add(text.units()), i);
  }
  for (const auto& row : tables.former_roads) {
    normalise_name(tables.texts[row.name], text);
    if (!text.empty()) builder.link(builder.add(text.units()), row.road | RoadPosting::kFormer);
  }
  builder.build();
  return builder;
}

/// Names of buildings, and once more without what stands in parentheses ("시청(별관)") or as they
/// are spoken ("서울시청").
TermTableBuilder building_terms(const Tables& tables) {
  TermTableBuilder builder(kBuildingTyposFrom);
  const auto names = add_names(tables.building_names, builder);
  std::vector<std::uint32_t> bare(names.size(), kNoName);
  NormalisedQuery text;
  for (std::uint32_t i = 1; i < tables.building_names.count(); ++i) {
    const std::string_view name = tables.building_names[i];
    const bool aside = name.find('(') != std::string_view::npos;
    const std::string spoken = aside ? std::string() : spoken_building(name);
    if (!aside && spoken.empty()) continue;
    normalise_query(aside ? name : std::string_view(spoken), text);
    if (!text.main.empty() && aside != text.side.empty()) bare[i] = builder.add(text.main.units());
  }
  const auto link = [&](std::uint32_t name, std::uint32_t address) {
    if (names[name] != kNoName) builder.link(names[name], address);
    if (bare[name] != kNoName) builder.link(bare[name], address);
  };
  for (std::uint32_t i = 0; i < tables.address_count(); ++i)
    link(tables.address_buildings[i], i);
  for (const auto& row : tables.buildings)
    link(row.name, row.address);
  builder.build();
  return builder;
}

/// The 시군구 of a region; the 시도 where there is none.
std::uint32_t sigungu_of(const Tables& tables, std::uint32_t region) {
  while (tables.regions[region].level > static_cast<std::uint8_t>(RegionLevel::sigungu) &&
         tables.regions[region].parent < tables.regions.size())
    region = tables.regions[region].parent;
  return region;
}

/// Rows of a finished table; `area(posting)` is where the thing lies, `packed(posting)` its short
/// form. What does not fit is not found by area.
template <class Area, class Packed>
std::vector<std::uint64_t> area_rows(const TermTableBuilder& terms, Area&& area, Packed&& packed) {
  std::vector<std::uint64_t> rows;
  terms.each_posting([&](std::uint32_t term, std::uint32_t posting) {
    const std::uint32_t small = packed(posting);
    if (small <= AreaTerms::kPostingMax)
      rows.push_back(AreaTerms::pack({area(posting), term, small}));
  });
  return AreaTerms::build(std::move(rows));
}

std::vector<std::uint64_t> road_areas(const Tables& tables, const TermTableBuilder& terms) {
  return area_rows(
      terms,
      [&](std::uint32_t raw) {
        return tables.roads[index_of(RoadPosting::unpack(raw).road)].sigungu;
      },
      [](std::uint32_t raw) { return RoadPosting::unpack(raw).pack_short(); });
}

std::vector<std::uint64_t> building_areas(const Tables& tables, const TermTableBuilder& terms) {
  return area_rows(
      terms, [&](std::uint32_t raw) { return sigungu_of(tables, tables.address_regions[raw]); },
      [](std::uint32_t raw) { return raw; });
}

std::vector<std::uint32_t> district_regions(const Tables& tables) {
  std::vector<std::uint32_t> last(tables.districts.size(), 0xffffffff);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < tables.address_count(); ++i) {
    const std::uint32_t district = tables.address_districts[i];
    if (district >= last.size() || last[district] == tables.address_regions[i]) continue;
    last[district] = tables.address_regions[i];
    rows.push_back(district << 16 | tables.address_regions[i]);
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

}  // namespace

base::Outcome<Vocabulary, IndexError> Vocabulary::open(const Sections& sections,
                                                       const Tables& tables) {
  const auto broken = [](const char* what) {
    return base::fail(IndexError{std::string("the vocabulary of ") + what + " is damaged"});
  };
  Vocabulary out;
  if (!out.regions.open(sections, kRegionTerms) ||
      !all_postings(out.regions, [&](std::uint32_t raw) {
        const auto posting = RegionPosting::unpack(raw);
        return raw >> 16 < kNamings && posting.id < (posting.is_district() ? tables.districts.size()
                                                                           : tables.regions.size());
      }))
    return broken("regions");
  if (!out.roads.open(sections, kRoadTerms) || !all_postings(out.roads, [&](std::uint32_t raw) {
        return index_of(RoadPosting::unpack(raw).road) < tables.roads.size();
      }))
    return broken("roads");
  if (!out.buildings.open(sections, kBuildingTerms) ||
      !all_postings(out.buildings, [&](std::uint32_t raw) { return raw < tables.address_count(); }))
    return broken("buildings");
  if (!out.road_areas.open(sections, kRoadAreas,
                           [&](const AreaTerms::Row& row) {
                             return row.area < tables.regions.size() &&
                                    row.term < out.roads.count() &&
                                    index_of(RoadPosting::unpack_short(row.posting).road) <
                                        tables.roads.size();
                           }) ||
      !out.building_areas.open(sections, kBuildingAreas, [&](const AreaTerms::Row& row) {
        return row.area < tables.regions.size() && row.term < out.buildings.count() &&
               row.posting < tables.address_count();
      }))
    return broken("areas");
  if (!sections.read(kDistrictRegions, out.district_regions_) ||
      !std::is_sorted(out.district_regions_.begin(), out.district_regions_.end()) ||
      !std::all_of(out.district_regions_.begin(), out.district_regions_.end(),
                   [&](std::uint32_t row) { return (row & 0xffff) < tables.regions.size(); }))
    return broken("districts");
  return out;
}

std::span<const std::uint32_t> Vocabulary::regions_of(DistrictId district) const {
  const auto low = index_of(district) << 16;
  const auto from = std::lower_bound(district_regions_.begin(), district_regions_.end(), low);
  const auto to = std::upper_bound(from, district_regions_.end(), low | 0xffff);
  return {from, to};
}

void build_vocabulary(const Tables& tables, SectionWriter& writer, Parallel& parallel) {
  TermTableBuilder regions(kRegionTyposFrom);
  TermTableBuilder roads(kRoadTyposFrom);
  TermTableBuilder buildings(kBuildingTyposFrom);
  std::vector<std::uint32_t> districts;
  std::vector<std::uint64_t> by_road, by_building;
  parallel.run({[&] {
                  buildings = building_terms(tables);
                  by_building = building_areas(tables, buildings);
                },
                [&] {
                  roads = road_terms(tables);
                  by_road = road_areas(tables, roads);
                },
                [&] {
                  regions = region_terms(tables);
                  districts = district_regions(tables);
                }});
  regions.write(writer, kRegionTerms);
  roads.write(writer, kRoadTerms);
  buildings.write(writer, kBuildingTerms);
  writer.add(kRoadAreas, std::move(by_road));
  writer.add(kBuildingAreas, std::move(by_building));
  writer.add(kDistrictRegions, std::move(districts));
}

}  // namespace haetae::address
