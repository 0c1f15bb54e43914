// SPDX-License-Identifier: Apache-2.0
// search/address (spec kakao-local §2).
#include "haetae/address/text.hpp"
#include "local.hpp"
#include "local_documents.hpp"
#include "local_parameters.hpp"

#include <algorithm>

namespace haetae::kakao {
namespace {

using address::Hit;
using address::HitKind;
using address::Index;
using address::SidoStyle;
using base::fail;

/// Kakao pages through no more than this either; the engine counts so far.
constexpr std::uint32_t kHitsMax = 1000;

void write_head(LocalWriter& writer, std::string_view name, std::string_view type) {
  writer.text("address_name", name);
  writer.text("address_type", type);
}

LotDocument lot_of(const address::Address& address) {
  return {address.region, address.lot, address.district, address.position};
}

/// A road address, or a building, which is shown as its road address.
void write_road_address(LocalWriter& writer, const Index& index, const Hit& hit) {
  const address::Address address = index.address(hit.address);
  write_lot(writer, index, lot_of(address), Detail::searched);
  write_head(writer, address::road_address_text(index, hit.address, SidoStyle::abbreviated),
             "ROAD_ADDR");
  write_road(writer, index, hit.address, Detail::searched);
  write_position(writer, address.position);
}

void write_lot_address(LocalWriter& writer, const Index& index, const Hit& hit) {
  LotDocument lot{hit.region, hit.lot, hit.district, {}};
  const bool built = hit.address != address::kNoAddress;
  if (built) {
    const address::Address address = index.address(hit.address);
    lot.position = address.position;
    if (lot.district == address::kNoDistrict) lot.district = address.district;
  }
  if (!lot.position) lot.position = index.region(hit.region).centre;
  write_lot(writer, index, lot, Detail::searched);
  write_head(writer, address::lot_address_text(index, hit.region, hit.lot, SidoStyle::abbreviated),
             "REGION_ADDR");
  if (built) {
    write_road(writer, index, hit.address, Detail::searched);
  } else {
    writer.null("road_address");
  }
  write_position(writer, lot.position);
}

void write_road_alone(LocalWriter& writer, const Index& index, const Hit& hit) {
  writer.null("address");
  write_head(writer, address::road_text(index, hit.road, SidoStyle::abbreviated), "ROAD");
  write_road(writer, index, hit.road);
  write_position(writer, index.road(hit.road).centre);
}

void write_region(LocalWriter& writer, const Index& index, const Hit& hit) {
  LotDocument region{hit.region, {}, hit.district, index.region(hit.region).centre};
  if (hit.district != address::kNoDistrict) {
    if (const auto centre = index.district(hit.district).centre) region.position = centre;
  }
  write_lot(writer, index, region, Detail::searched);
  write_head(writer, address::region_text(index, hit.region, SidoStyle::abbreviated), "REGION");
  writer.null("road_address");
  write_position(writer, region.position);
}

void write_hit(LocalWriter& writer, const Index& index, const Hit& hit) {
  switch (hit.kind) {
    case HitKind::road_address:
    case HitKind::building:
      return write_road_address(writer, index, hit);
    case HitKind::lot_address:
      return write_lot_address(writer, index, hit);
    case HitKind::road:
      return write_road_alone(writer, index, hit);
    case HitKind::region:
      return write_region(writer, index, hit);
  }
}

/// Whether a building name must be equal.
Located<bool> read_exact(const wire::Form& form) {
  const auto type = form.get_filled("analyze_type");
  if (!type || wire::equal_no_case(*type, "similar")) return false;
  if (wire::equal_no_case(*type, "exact")) return true;
  return fail(invalid("analyze_type is not supported"));
}

}  // namespace

address::Scratch& local_scratch() {
  thread_local address::Scratch scratch;
  return scratch;
}

Located<std::string> search_address(const LocalQuestion& question) {
  const auto query = read_text(question.form, "query");
  if (!query) return fail(query.error());
  const auto exact = read_exact(question.form);
  if (!exact) return fail(exact.error());
  const auto page = read_page(question.form, 10, 30);
  if (!page) return fail(page.error());

  const Index& index = *question.index;
  const std::uint32_t first = (page->number - 1) * page->size;
  const std::uint32_t end = std::min(first + page->size, kHitsMax);
  address::Answer answer =
      address::search(index, *query, {.hits_max = end, .building_exact = *exact}, local_scratch());
  if (*exact) {
    const auto removed = std::erase_if(answer.hits, [](const Hit& hit) { return hit.nearest; });
    answer.total -= static_cast<std::uint32_t>(removed);
  }
  const std::uint32_t pageable = std::min(answer.total, kHitsMax);

  LocalWriter writer{question.format};
  writer.begin_array("documents");
  for (std::size_t i = first; i < std::min<std::size_t>(end, answer.hits.size()); ++i) {
    writer.begin_element("documents");
    write_hit(writer, index, answer.hits[i]);
    writer.end_element("documents");
  }
  writer.end_array();
  writer.begin_object("meta");
  writer.boolean("is_end", end >= pageable);
  writer.integer("pageable_count", pageable);
  writer.integer("total_count", answer.total);
  writer.end_object("meta");
  return writer.finish();
}

}  // namespace haetae::kakao
