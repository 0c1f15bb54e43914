// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"
#include "haetae/base/assert.hpp"
#include "label.hpp"
#include "places_section.hpp"
#include "vocabulary.hpp"

namespace haetae::address {
namespace {

/// The address tables, and nothing kept of the records but boundaries and places.
[[nodiscard]] bool build_tables(Stage& stage, Draft& draft, Parallel& parallel) {
  draft.report.orphans = stage.malformed;
  stage_known_reforms(stage);
  stage.forget_removed_buildings();
  sort_texts(stage, draft, parallel);
  if (!number_regions(stage, draft)) return false;
  number_districts(stage, draft);
  find_sole_districts(stage, draft);
  number_roads(stage, draft);
  number_former(stage, draft);
  sort_addresses(stage, draft, parallel);
  place_addresses(stage, draft, parallel);
  sort_lots(stage, draft, parallel);
  sort_buildings(stage, draft, parallel);
  sort_units(stage, draft, parallel);
  count_and_centre(draft, parallel);
  return true;
}

void write_pool(Interner::Sorted& pool, SectionId offsets, SectionId bytes, SectionWriter& writer) {
  writer.add(offsets, std::move(pool.offsets));
  writer.add(bytes, std::move(pool.bytes));
}

}  // namespace

void write_tables(Draft& draft, SectionWriter& writer) {
  write_pool(draft.texts, SectionId::text_offsets, SectionId::text_bytes, writer);
  write_pool(draft.road_names, SectionId::road_name_offsets, SectionId::road_name_bytes, writer);
  write_pool(draft.building_names, SectionId::building_name_offsets, SectionId::building_name_bytes,
             writer);
  writer.add(SectionId::regions, std::move(draft.regions));
  writer.add(SectionId::districts, std::move(draft.districts));
  writer.add(SectionId::roads, std::move(draft.roads));
  writer.add(SectionId::address_keys, std::move(draft.keys));
  writer.add(SectionId::address_positions, std::move(draft.positions));
  writer.add(SectionId::address_regions, std::move(draft.address_regions));
  writer.add(SectionId::address_districts, std::move(draft.address_districts));
  writer.add(SectionId::address_lots, std::move(draft.address_lots));
  writer.add(SectionId::address_zips, std::move(draft.zips));
  writer.add(SectionId::address_buildings, std::move(draft.address_buildings));
  writer.add(SectionId::address_flags, std::move(draft.flags));
  writer.add(SectionId::address_roads, std::move(draft.block_roads));
  writer.add(SectionId::lots, std::move(draft.lots));
  writer.add(SectionId::region_lots, std::move(draft.region_lots));
  writer.add(SectionId::related_lots, std::move(draft.related_lots));
  writer.add(SectionId::buildings, std::move(draft.buildings));
  writer.add(SectionId::units, std::move(draft.units));
  writer.add(SectionId::former_addresses, std::move(draft.former_addresses));
  writer.add(SectionId::former_regions, std::move(draft.former_regions));
  writer.add(SectionId::former_roads, std::move(draft.former_roads));
}

base::Outcome<BuildReport, BuildError> IndexBuilder::finish(const IndexLabel& label,
                                                            Parallel& parallel,
                                                            const IndexSink& sink) {
  // The records are used up: a second index needs a second builder.
  const auto stage = std::move(impl_);
  impl_ = std::make_unique<Impl>();
  if (stage->texts.overflow() || stage->road_names.overflow() || stage->building_names.overflow()) {
    return base::fail(BuildError::too_many_strings);
  }
  Draft draft;
  if (!build_tables(*stage, draft, parallel)) return base::fail(BuildError::too_many_regions);
  if (draft.keys.empty()) return base::fail(BuildError::empty);

  SectionWriter writer;
  write_label(label, writer);
  build_polygons(*stage, draft, writer);
  build_cells(draft.positions, writer, parallel);
  auto report = draft.report;
  write_tables(draft, writer);
  const auto tables = Tables::open(writer.view());
  HAETAE_ASSERT(tables.has_value());
  build_vocabulary(*tables, writer, parallel);
  {
    const auto index = Index::open(writer.view());
    HAETAE_ASSERT(index.has_value());
    stage->places.build(*index, writer, parallel);
  }
  const auto places = Places::open(writer.view(), *tables);
  HAETAE_ASSERT(places.has_value());
  report.places = places->count();
  report.size_bytes = writer.size_with(sizeof(BuildReport));
  writer.add(SectionId::report, std::span<const BuildReport>(&report, 1));
  if (!writer.write(parallel, sink)) return base::fail(BuildError::sink_failed);
  return report;
}

}  // namespace haetae::address
