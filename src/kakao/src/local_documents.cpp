// SPDX-License-Identifier: Apache-2.0
#include "local_documents.hpp"

#include "haetae/address/text.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using address::Index;
using address::RegionId;
using address::SidoStyle;

std::string number_or_empty(std::uint32_t number) {
  return number == 0 ? std::string{} : fmt::format_int{number}.str();
}

std::string code_text(std::uint64_t code) {
  return code == 0 ? std::string{} : fmt::format(FMT_COMPILE("{:010}"), code);
}

/// What both kinds of `road_address` have in common.
struct RoadDocument {
  std::string address_name;
  std::string_view building;
  address::RoadNumber number;
  RegionNames names;
  std::string_view road_name;
  std::uint32_t zip = 0;
};

void write_road(LocalWriter& writer, const RoadDocument& road, Detail detail,
                const std::optional<geo::Point>& position) {
  writer.begin_object("road_address");
  writer.text("address_name", road.address_name);
  writer.text("building_name", road.building);
  writer.text("main_building_no", number_or_empty(road.number.main));
  writer.text("region_1depth_name", road.names.sido);
  writer.text("region_2depth_name", road.names.sigungu);
  writer.text("region_3depth_name", road.names.emd);
  writer.text("road_name", road.road_name);
  writer.text("sub_building_no", number_or_empty(road.number.sub));
  writer.text("underground_yn", road.number.ground == address::Ground::underground ? "Y" : "N");
  if (detail == Detail::searched) write_position(writer, position);
  writer.text("zone_no",
              road.zip == 0 ? std::string{} : fmt::format(FMT_COMPILE("{:05}"), road.zip));
  writer.end_object("road_address");
}

}  // namespace

std::string RegionNames::third() const {
  if (ri.empty()) return std::string{emd};
  return fmt::format(FMT_COMPILE("{} {}"), emd, ri);
}

RegionNames region_names(const Index& index, RegionId region, bool abbreviated) {
  RegionNames names;
  if (region == address::kNoRegion) return names;
  const Index::Lineage lineage = index.lineage(region);
  const auto name = [&](std::size_t level) {
    const RegionId id = lineage.at[level];
    return id == address::kNoRegion ? std::string_view{} : index.region(id).name;
  };
  names.sido = address::sido_text(name(0), abbreviated ? SidoStyle::abbreviated : SidoStyle::full);
  names.sigungu = name(1);
  names.emd = name(2);
  names.ri = name(3);
  return names;
}

void write_position(LocalWriter& writer, const std::optional<geo::Point>& position) {
  writer.text("x", position ? degrees_text(position->lon) : std::string{});
  writer.text("y", position ? degrees_text(position->lat) : std::string{});
}

void write_lot(LocalWriter& writer, const Index& index, const LotDocument& lot, Detail detail) {
  const RegionNames names = region_names(index, lot.region, true);
  const bool searched = detail == Detail::searched;
  writer.begin_object("address");
  writer.text("address_name",
              address::lot_address_text(index, lot.region, lot.lot, SidoStyle::abbreviated));
  const bool has_district = lot.district != address::kNoDistrict;
  const address::District district =
      searched && has_district ? index.district(lot.district) : address::District{};
  if (searched) {
    writer.text("b_code", code_text(index.region(lot.region).code));
    writer.text("h_code", code_text(district.code));
  }
  writer.text("main_address_no", number_or_empty(lot.lot.main));
  writer.text("mountain_yn", lot.lot.mountain ? "Y" : "N");
  writer.text("region_1depth_name", names.sido);
  writer.text("region_2depth_name", names.sigungu);
  if (searched) writer.text("region_3depth_h_name", district.name);
  writer.text("region_3depth_name", names.third());
  writer.text("sub_address_no", number_or_empty(lot.lot.sub));
  if (searched) write_position(writer, lot.position);
  writer.end_object("address");
}

void write_road(LocalWriter& writer, const Index& index, address::AddressId id, Detail detail) {
  const address::Address address = index.address(id);
  const bool searched = detail == Detail::searched;
  write_road(
      writer,
      RoadDocument{address::road_address_text(index, id,
                                              searched ? SidoStyle::abbreviated : SidoStyle::full),
                   address.building, address.number, region_names(index, address.region, true),
                   index.road(address.road).name, address.zip},
      detail, address.position);
}

void write_road(LocalWriter& writer, const Index& index, address::RoadId id) {
  const address::Road road = index.road(id);
  write_road(writer,
             RoadDocument{address::road_text(index, id, SidoStyle::abbreviated),
                          {},
                          {},
                          region_names(index, road.sigungu, true),
                          road.name,
                          0},
             Detail::searched, road.centre);
}

}  // namespace haetae::kakao
