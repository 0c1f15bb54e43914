// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/places.hpp"
#include "haetae/address/reverse.hpp"
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"
#include "index_bytes.hpp"

#include <string>

/// A small index with something in every section, and a walk through all that can be asked of one:
/// whatever opens must answer without leaving its bytes.
namespace haetae::address {

inline void add_sample_addresses(IndexBuilder& builder) {
  constexpr std::uint64_t kRoads[] = {411353179110, 517204454545, 361102000002};
  constexpr std::uint64_t kRegions[] = {4113510900, 5172025021, 3611010100};
  for (std::uint32_t i = 0; i < 150; ++i) {
    AddressRecord record;
    record.key = {kRoads[i % 3],
                  {i % 7 == 0 ? Ground::underground : Ground::surface, i + 1, i % 4}};
    record.region = kRegions[i % 3];
    record.district = 4113565500 + i % 2;
    record.district_name = i % 2 == 0 ? "삼평동" : "백현1동";
    record.lot = {i % 5 == 0, i % 9, i % 2};
    record.zip = 13494 + 60'000 * (i % 2);
    record.building = i % 10 == 0 ? "에이치스퀘어" : i % 11 == 0 ? "행복마을아파트" : "";
    record.former_address = i % 20 == 0 ? "옛길 7" : "";
    builder.add(record);
    if (i % 6 != 0)
      builder.add(PositionRecord{record.key, {127.1 + i * 1e-4, 37.4 + i % 13 * 1e-3}});
    if (i % 4 == 0) builder.add(LotRecord{record.key, kRegions[(i + 1) % 3], {false, i + 1, 0}});
    if (i % 11 == 0) {
      builder.add(BuildingRecord{record.key, "4113510900106810000031291", "행복마을", "101동"});
      builder.add(UnitRecord{record.key, "101동", "지하1", "B101", true});
    }
  }
}

inline IndexBuilder sample_builder(bool boundaries) {
  IndexBuilder builder;
  builder.add(RegionRecord{4113510900, "경기도", "성남시 분당구", "삼평동", ""});
  builder.add(RegionRecord{5172025021, "강원특별자치도", "홍천군", "두촌면", "철정리"});
  builder.add(RegionRecord{3611010100, "세종특별자치시", "", "반곡동", ""});
  builder.add(RegionEnglishRecord{4113500000, "Gyeonggi-do", "Seongnam-si Bundang-gu", "", ""});
  builder.add(PopulationRecord{4113500000, 480'000});
  builder.add(RoadRecord{411353179110, "판교역로", "Pangyoyeok-ro"});
  builder.add(RoadRecord{517204454545, "증골길", ""});
  builder.add(RoadRecord{361102000002, "한누리대로", ""});
  builder.add(FormerRoadRecord{411353179110, "옛판교로"});
  add_sample_addresses(builder);
  builder.add(PlaceRecord{"1",
                          "판교약국",
                          "의료,건강 > 약국",
                          "PM9",
                          "031-000-0000",
                          "경기도 성남시 분당구 판교역로 1",
                          "",
                          {127.1, 37.4}});
  builder.add(PlaceRecord{"2", "카페 봄날", "음식점 > 카페", "CE7", "", "", "", {127.11, 37.41}});
  if (boundaries) {
    builder.add(BoundaryRecord{
        BoundaryKind::legal, 4113510900, "", {{{127.1, 37.4}, {127.2, 37.4}, {127.15, 37.5}}}});
    builder.add(BoundaryRecord{BoundaryKind::administrative,
                               4113565500,
                               "삼평동",
                               {{{127.1, 37.4}, {127.2, 37.4}, {127.15, 37.5}}}});
  }
  return builder;
}

/// Lengths of all that is read, so that no compiler leaves the reading out.
inline std::size_t walk_address(const Index& index, AddressId id) {
  const auto address = index.address(id);
  auto read = address.building.size() + index.former_address(id).size() +
              road_address_text(index, id, SidoStyle::abbreviated).size() +
              road_address_english(index, id).size() + reference_text(index, id).size();
  for (const auto& lot : index.lots_of(id))
    read += lot_address_text(index, lot.region, lot.number, SidoStyle::full).size() +
            index.find_lots(lot.region, lot.number).size();
  for (const auto& building : index.buildings_of(id))
    read += building.number.size() + building.name.size() + building.dong.size();
  for (const auto& unit : index.units_of(id))
    read += unit.dong.size() + unit.floor.size() + unit.ho.size();
  if (address.district != kNoDistrict) read += index.district(address.district).name.size();
  return read + index.nearest_number(address.road, {Ground::surface, 50, 0}).has_value();
}

inline std::size_t walk_regions(const Index& index) {
  std::size_t read = 0;
  for (std::uint32_t i = 0; i < index.region_count(); ++i) {
    const RegionId id{static_cast<std::uint16_t>(i)};
    read += region_text(index, id, SidoStyle::full).size() + region_english(index, id).size() +
            index.addresses_in(id, 1, 1000).size() + index.region(id).english.size();
  }
  for (std::uint32_t i = 0; i < index.road_count(); ++i)
    read += road_text(index, RoadId{i}, SidoStyle::full).size();
  for (const double step : {0.0, 0.003, 0.01, 0.2}) {
    const geo::Point point{127.1 + step, 37.4 + step};
    read += nearest_addresses(index, point, 20'000, 5).size();
    read += regions_at(index, point).has_value() ? 1 : 0;
  }
  return read;
}

inline std::size_t walk_queries(const Index& index, Scratch& scratch) {
  constexpr const char* kQueries[] = {"경기 성남시 분당구 판교역로 1",
                                      "판교역로",
                                      "판교여로 8",
                                      "ㅍㄱㅇㄹ",
                                      "삼평동 1-1",
                                      "강원도 홍천군",
                                      "에이치스퀘어",
                                      "옛판교로",
                                      "백현1동",
                                      "ㅇㅇㅊㅅㅋㅇ",
                                      "판교",
                                      "한누리대로3"};
  std::size_t read = 0;
  for (const auto* query : kQueries) {
    for (const auto& hit : search(index, query, {}, scratch).hits)
      read += addresses_behind(index, hit) + addresses_behind(index, hit, 0, 10).size();
    for (const auto& suggestion : suggest(index, query, 10, scratch))
      read += suggestion.text.size();
    read += geocode(index, query, scratch).found ? 1 : 0;
  }
  for (const auto* text : {"약국", "봄날", "ㅍㄱㅇㄱ", ""}) {
    PlaceQuery query;
    query.text = text;
    query.centre = geo::Point{127.1, 37.4};
    query.radius_m = 20'000;
    for (const auto& hit : find_places(index, query, scratch).hits)
      read += index.place(hit.place).name.size() + index.place(hit.place).road_address.size();
  }
  return read;
}

inline std::size_t walk_index(const Index& index, Scratch& scratch) {
  std::size_t read = walk_regions(index) + walk_queries(index, scratch);
  for (std::uint32_t i = 0; i < index.address_count(); ++i)
    read += walk_address(index, AddressId{i});
  return read + index.label().version.size() + index.report().addresses;
}

}  // namespace haetae::address
