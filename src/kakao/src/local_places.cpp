// SPDX-License-Identifier: Apache-2.0
// search/keyword and search/category (spec kakao-local §6, §7).
#include "haetae/address/places.hpp"
#include "haetae/address/text.hpp"
#include "local.hpp"
#include "local_parameters.hpp"
#include "local_writer.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using address::Index;
using address::PlaceAnswer;
using address::PlaceQuery;
using address::SidoStyle;
using base::fail;

/// No more results than this can be paged to (meta.pageable_count).
constexpr std::uint32_t kPageableMax = 45;
constexpr std::uint32_t kSizeMax = 15;
constexpr std::int64_t kRadiusMax = 20'000;
/// Where a category search gives a centre and no radius.
constexpr double kRadiusUsual = 5'000;

/// Calls `use` with each part between commas, trimmed.
template <class Use>
void split(std::string_view text, const Use& use) {
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    use(wire::trim(text.substr(at, comma - at)));
    at = comma + 1;
  }
}

Located<std::vector<std::string_view>> read_groups(const wire::Form& form) {
  std::vector<std::string_view> groups;
  const auto text = form.get_filled("category_group_code");
  if (!text) return groups;
  bool known = true;
  split(*text, [&](std::string_view code) {
    known = known && !address::place_group_name(code).empty();
    groups.push_back(code);
  });
  if (!known || groups.size() > address::kPlaceGroups.size()) {
    return fail(invalid("category_group_code is not supported"));
  }
  return groups;
}

Located<std::optional<address::Box>> read_box(const wire::Form& form) {
  const auto text = form.get_filled("rect");
  if (!text) return std::optional<address::Box>{};
  std::vector<double> numbers;
  bool fine = true;
  split(*text, [&](std::string_view part) {
    const auto number = parse_double(part);
    fine = fine && number;
    numbers.push_back(number.value_or(0));
  });
  if (!fine || numbers.size() != 4) return fail(invalid("rect is not minX,minY,maxX,maxY"));
  const auto [left, right] = std::minmax(numbers[0], numbers[2]);
  const auto [low, high] = std::minmax(numbers[1], numbers[3]);
  return std::optional{address::Box{{left, low}, {right, high}}};
}

Located<std::optional<geo::Point>> read_centre(const wire::Form& form) {
  if (!form.get_filled("x") && !form.get_filled("y")) return std::optional<geo::Point>{};
  const auto given = read_xy(form);
  if (!given) return fail(given.error());
  if (std::abs(given->x) > 180 || std::abs(given->y) > 90) {
    return fail(invalid("x, y out of range"));
  }
  return std::optional{geo::Point{given->x, given->y}};
}

Located<bool> read_by_distance(const wire::Form& form) {
  const auto sort = form.get_filled("sort");
  if (!sort || wire::equal_no_case(*sort, "accuracy")) return false;
  if (wire::equal_no_case(*sort, "distance")) return true;
  return fail(invalid("sort is not supported"));
}

/// All but the text, which a category search has not.
Located<PlaceQuery> read_query(const wire::Form& form) {
  PlaceQuery query;
  auto groups = read_groups(form);
  if (!groups) return fail(groups.error());
  query.groups = std::move(*groups);
  const auto centre = read_centre(form);
  if (!centre) return fail(centre.error());
  query.centre = *centre;
  const auto radius = read_integer(form, "radius", 0, kRadiusMax);
  if (!radius) return fail(radius.error());
  if (query.centre && *radius) query.radius_m = static_cast<double>(**radius);
  const auto box = read_box(form);
  if (!box) return fail(box.error());
  query.box = *box;
  const auto by_distance = read_by_distance(form);
  if (!by_distance) return fail(by_distance.error());
  query.by_distance = *by_distance && query.centre.has_value();
  return query;
}

/// The 시도 of a text that a source gave, abbreviated as the API shows it.
std::string shortened(std::string_view text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  return std::string{address::sido_text(text.substr(0, space), SidoStyle::abbreviated)}.append(
      text.substr(space));
}

void write_place(LocalWriter& writer, const Index& index, const address::PlaceHit& hit) {
  const address::Place place = index.place(hit.place);
  std::string lot_name = shortened(place.lot_address);
  std::string road_name = shortened(place.road_address);
  if (place.address != address::kNoAddress) {
    const address::Address address = index.address(place.address);
    road_name = address::road_address_text(index, place.address, SidoStyle::abbreviated);
    if (address.lot.main != 0 || lot_name.empty()) {
      lot_name =
          address::lot_address_text(index, address.region, address.lot, SidoStyle::abbreviated);
    }
  }
  writer.begin_element("documents");
  writer.text("address_name", lot_name);
  writer.text("category_group_code", place.category_group);
  writer.text("category_group_name", address::place_group_name(place.category_group));
  writer.text("category_name", place.category);
  writer.text("distance", hit.distance_m < 0 ? std::string{}
                                             : fmt::format_int{std::llround(hit.distance_m)}.str());
  writer.text("id", place.id);
  writer.text("phone", place.phone);
  writer.text("place_name", place.name);
  writer.text("place_url", fmt::format("http://place.map.kakao.com/{}", place.id));
  writer.text("road_address_name", road_name);
  writer.text("x", degrees_text(place.position.lon));
  writer.text("y", degrees_text(place.position.lat));
  writer.end_element("documents");
}

void write_same_name(LocalWriter& writer, const PlaceAnswer& answer) {
  writer.begin_object("same_name");
  writer.text("keyword", answer.keyword);
  writer.begin_array("region");
  for (const std::string& region : answer.regions)
    writer.text_element("region", region);
  writer.end_array();
  writer.text("selected_region", answer.selected_region);
  writer.end_object("same_name");
}

/// Searches and writes the page; one past the last shows the last again.
Located<std::string> answer_places(const LocalQuestion& question, PlaceQuery query,
                                   bool with_same_name) {
  const auto page = read_page(question.form, kSizeMax, kSizeMax);
  if (!page) return fail(page.error());
  query.offset = 0;
  query.limit = kPageableMax;
  const PlaceAnswer answer = address::find_places(*question.index, query, local_scratch());
  const auto pageable = static_cast<std::uint32_t>(
      std::min<std::size_t>({answer.hits.size(), answer.total, kPageableMax}));
  std::uint32_t first = (page->number - 1) * page->size;
  if (first >= pageable) first = pageable == 0 ? 0 : (pageable - 1) / page->size * page->size;
  const std::uint32_t end = std::min(first + page->size, pageable);

  LocalWriter writer{question.format};
  writer.begin_array("documents");
  for (std::uint32_t i = first; i < end; ++i)
    write_place(writer, *question.index, answer.hits[i]);
  writer.end_array();
  writer.begin_object("meta");
  writer.boolean("is_end", end >= pageable);
  writer.integer("pageable_count", pageable);
  if (with_same_name) {
    write_same_name(writer, answer);
  } else {
    writer.null("same_name");
  }
  writer.integer("total_count", answer.total);
  writer.end_object("meta");
  return writer.finish();
}

}  // namespace

Located<std::string> search_keyword(const LocalQuestion& question) {
  const auto text = read_text(question.form, "query");
  if (!text) return fail(text.error());
  auto query = read_query(question.form);
  if (!query) return fail(query.error());
  query->text = *text;
  return answer_places(question, std::move(*query), true);
}

Located<std::string> search_category(const LocalQuestion& question) {
  const auto code = read_text(question.form, "category_group_code");
  if (!code) return fail(code.error());
  auto query = read_query(question.form);
  if (!query) return fail(query.error());
  if (!query->centre && !query->box) return fail(missing("x"));
  if (query->centre && !query->box && query->radius_m == 0) query->radius_m = kRadiusUsual;
  return answer_places(question, std::move(*query), false);
}

}  // namespace haetae::kakao
