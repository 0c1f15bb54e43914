// SPDX-License-Identifier: Apache-2.0
// geo/coord2regioncode, geo/coord2address and geo/transcoord (spec kakao-local §3–§5).
#include "haetae/address/reverse.hpp"
#include "haetae/geo/systems.hpp"
#include "local.hpp"
#include "local_documents.hpp"
#include "local_parameters.hpp"

#include <cmath>
#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using address::Index;
using base::fail;
using geo::System;

/// How far from a point its address may stand. Kakao asks outlines of buildings; entrances are what
/// the official files have.
constexpr double kNearMetres = 150;

constexpr System kAllSystems[] = {System::wgs84,     System::wtm,   System::wcongnamul, System::tm,
                                  System::congnamul, System::ktm,   System::wktm,       System::utm,
                                  System::wutm,      System::bessel};

/// The place asked for; nothing when it is far from Korea.
Located<std::optional<geo::Point>> read_point(const wire::Form& form) {
  const auto given = read_xy(form);
  if (!given) return fail(given.error());
  const auto system = read_system(form, "input_coord", kUsualSystems);
  if (!system) return fail(system.error());
  const auto degrees = geo::transform(*system, System::wgs84, *given);
  if (!degrees) return std::optional<geo::Point>{};
  return std::optional{geo::Point{degrees->x, degrees->y}};
}

/// Kakao's own grid is of whole numbers.
geo::XY as_written(System system, geo::XY point) {
  if (system == System::wcongnamul || system == System::congnamul) {
    return {std::round(point.x), std::round(point.y)};
  }
  return point;
}

/// x and y as numbers. Positions of the index have seven decimals, which doubles do not keep.
void write_numbers(LocalWriter& writer, System system, geo::Point point) {
  const auto decimals = [](double degrees) { return std::round(degrees / geo::kPackedUnit) / 1e7; };
  const geo::XY degrees{decimals(point.lon), decimals(point.lat)};
  const geo::XY made =
      as_written(system, geo::transform(System::wgs84, system, degrees).value_or(degrees));
  writer.number("x", made.x);
  writer.number("y", made.y);
}

/// One document of coord2regioncode.
struct RegionDocument {
  std::string_view type;
  std::uint64_t code = 0;
  RegionNames names;
  geo::Point point;
};

void write_region(LocalWriter& writer, const RegionDocument& region, System system) {
  std::string name{region.names.sido};
  for (const std::string_view part : {region.names.sigungu, region.names.emd, region.names.ri}) {
    if (!part.empty()) name.append(" ").append(part);
  }
  writer.begin_element("documents");
  writer.text("address_name", name);
  writer.text("code", fmt::format("{:010}", region.code));
  writer.text("region_1depth_name", region.names.sido);
  writer.text("region_2depth_name", region.names.sigungu);
  writer.text("region_3depth_name", region.names.emd);
  writer.text("region_4depth_name", region.names.ri);
  writer.text("region_type", region.type);
  write_numbers(writer, system, region.point);
  writer.end_element("documents");
}

std::string finish(LocalWriter& writer, std::uint32_t total) {
  writer.end_array();
  writer.begin_object("meta");
  writer.integer("total_count", total);
  writer.end_object("meta");
  return writer.finish();
}

}  // namespace

Located<std::string> coord_to_region_code(const LocalQuestion& question) {
  const auto point = read_point(question.form);
  if (!point) return fail(point.error());
  const auto system = read_system(question.form, "output_coord", kUsualSystems);
  if (!system) return fail(system.error());
  const Index& index = *question.index;
  LocalWriter writer{question.format};
  writer.begin_array("documents");
  const auto at = *point ? address::regions_at(index, **point) : std::nullopt;
  std::uint32_t total = 0;
  if (at && at->legal != address::kNoRegion) {
    const address::Region region = index.region(at->legal);
    write_region(
        writer,
        {"B", region.code, region_names(index, at->legal, false), region.centre.value_or(**point)},
        *system);
    ++total;
  }
  if (at && at->district != address::kNoDistrict) {
    const address::District district = index.district(at->district);
    RegionNames names = region_names(index, district.sigungu, false);
    names.emd = district.name;
    names.ri = {};
    write_region(writer, {"H", district.code, names, district.centre.value_or(**point)}, *system);
    ++total;
  }
  return finish(writer, total);
}

Located<std::string> coord_to_address(const LocalQuestion& question) {
  const auto point = read_point(question.form);
  if (!point) return fail(point.error());
  const Index& index = *question.index;
  LocalWriter writer{question.format};
  writer.begin_array("documents");
  if (!*point) return finish(writer, 0);
  const auto near = address::nearest_addresses(index, **point, kNearMetres, 1);
  LotDocument lot;
  if (!near.empty()) {
    const address::Address address = index.address(near.front().address);
    lot.region = address.region;
    lot.lot = address.lot;
  } else if (const auto at = address::regions_at(index, **point)) {
    lot.region = at->legal;
  }
  if (lot.region == address::kNoRegion) return finish(writer, 0);
  writer.begin_element("documents");
  write_lot(writer, index, lot, Detail::at_point);
  if (near.empty()) {
    writer.null("road_address");
  } else {
    write_road(writer, index, near.front().address, Detail::at_point);
  }
  writer.end_element("documents");
  return finish(writer, 1);
}

Located<std::string> transform_coord(const LocalQuestion& question) {
  const auto given = read_xy(question.form);
  if (!given) return fail(given.error());
  const auto from = read_system(question.form, "input_coord", kAllSystems);
  if (!from) return fail(from.error());
  const auto to = read_system(question.form, "output_coord", kAllSystems);
  if (!to) return fail(to.error());
  const auto made = geo::transform(*from, *to, *given);
  if (!made) return fail(invalid("x, y out of range"));
  LocalWriter writer{question.format};
  writer.begin_array("documents");
  writer.begin_element("documents");
  const geo::XY written = *from == *to ? *made : as_written(*to, *made);
  writer.number("x", written.x);
  writer.number("y", written.y);
  writer.end_element("documents");
  return finish(writer, 1);
}

}  // namespace haetae::kakao
