// SPDX-License-Identifier: Apache-2.0
#include "postcode_fields.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace haetae::kakao {
namespace {

using address::AddressId;
using address::Index;
using address::RegionId;
using address::SidoStyle;
using wire::Json;

/// Road codes have 12 digits: five of the 시군구, seven of the road in it.
constexpr std::uint64_t kRoadOfCode = 10'000'000;
constexpr std::uint64_t kSigunguOfCode = 100'000;
/// Lots of one road address shown; more belong to grounds like those of universities.
constexpr std::size_t kLotsMax = 200;

/// Since November 2024 the service ends English addresses so.
std::string with_country(const std::string& text) {
  return text.empty() ? text : text + ", Republic of Korea";
}

/// "Bundang-gu, Seongnam-si" stands in a field of its own as "Bundang-gu Seongnam-si".
std::string without_commas(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != ','; });
  return out;
}

class Fields {
 public:
  void put(std::string_view name, std::string value) {
    object_.emplace_back(std::string{name}, Json{std::move(value)});
  }
  void put(std::string_view name, std::string_view value) { put(name, std::string{value}); }
  void put(std::string_view name, const char* value) { put(name, std::string{value}); }

  [[nodiscard]] Json json() && { return Json{std::move(object_)}; }

 private:
  Json::Object object_;
};

struct RegionNames {
  std::string_view korean;
  std::string english;
};

RegionNames names_of(const Index& index, RegionId id) {
  if (id == address::kNoRegion) return {};
  return {index.region(id).name, address::own_english(index, id)};
}

/// 시도 and 시군구; 세종 has none of the latter.
void put_wide(Fields& out, const Index& index, RegionId region, SidoStyle style) {
  const Index::Lineage lineage = index.lineage(region);
  const RegionNames sido = names_of(index, lineage.at[0]);
  const RegionNames sigungu = names_of(index, lineage.at[1]);
  out.put("sido", address::sido_text(sido.korean, style));
  out.put("sidoEnglish", sido.english);
  out.put("sigungu", sigungu.korean);
  out.put("sigunguEnglish", without_commas(sigungu.english));
  out.put("sigunguCode", fmt::format("{:05}", index.region(region).code / kSigunguOfCode));
}

/// 법정동 or 리, with the 읍면 of a 리.
void put_near(Fields& out, const Index& index, RegionId region) {
  const Index::Lineage lineage = index.lineage(region);
  const bool ri = lineage.at[3] != address::kNoRegion;
  const RegionNames town = ri ? names_of(index, lineage.at[2]) : RegionNames{};
  const RegionNames place = names_of(index, ri ? lineage.at[3] : lineage.at[2]);
  out.put("bcode", fmt::format("{:010}", index.region(region).code));
  out.put("bname", place.korean);
  out.put("bnameEnglish", place.english);
  out.put("bname1", town.korean);
  out.put("bname1English", town.english);
  out.put("bname2", place.korean);
  out.put("bname2English", place.english);
}

void put_road(Fields& out, const Index& index, AddressId id, SidoStyle style) {
  const address::Address address = index.address(id);
  const address::Road road = index.road(address.road);
  out.put("zonecode", address.zip == 0 ? std::string{} : fmt::format("{:05}", address.zip));
  out.put("roadAddress", address::road_address_text(index, id, style));
  out.put("roadAddressEnglish", with_country(address::road_address_english(index, id)));
  out.put("roadname", road.name);
  out.put("roadnameEnglish", address::road_english(index, address.road));
  out.put("roadnameCode", fmt::format("{:07}", road.code % kRoadOfCode));
  out.put("buildingCode", address::building_number(index, id));
  out.put("buildingName", address.building);
  out.put("apartment", address.apartment ? "Y" : "N");
}

void put_lot(Fields& out, const Index& index, RegionId region, address::LotNumber number,
             SidoStyle style) {
  out.put("jibunAddress", address::lot_address_text(index, region, number, style));
  out.put("jibunAddressEnglish", with_country(address::lot_address_english(index, region, number)));
  put_near(out, index, region);
}

/// The fields that say nothing yet, and those that say who asked and what was chosen.
void put_rest(Fields& out, const Index& index, const PostcodeRow& row, std::string_view query) {
  const std::string_view type = row.lot ? "J" : "R";
  out.put("addressType", type);
  out.put("userSelectedType", type);
  out.put("userLanguageType", "K");
  out.put("noSelected", "N");
  out.put("query", query);
  std::string_view hname;
  if (row.district != address::kNoDistrict) {
    const Index::Lineage lineage = index.lineage(row.region);
    hname = index.district(row.district).name;
    for (const RegionId id : lineage.at)
      if (id != address::kNoRegion && hname == index.region(id).name) hname = {};
  }
  out.put("hname", hname);
  for (const std::string_view name :
       {"autoRoadAddress", "autoRoadAddressEnglish", "autoJibunAddress", "autoJibunAddressEnglish",
        "postcode", "postcode1", "postcode2", "postcodeSeq"})
    out.put(name, "");
}

/// Lots of an address whose number is known, the representative one first.
std::vector<address::Lot> known_lots(const Index& index, AddressId id) {
  std::vector<address::Lot> lots = index.lots_of(id);
  lots.erase(std::remove_if(lots.begin(), lots.end(),
                            [](const address::Lot& lot) { return lot.number.main == 0; }),
             lots.end());
  if (lots.size() > kLotsMax) lots.erase(lots.begin() + kLotsMax, lots.end());
  return lots;
}

Json related_json(std::string_view type, Fields fields) {
  Json one = Json::object();
  one.set("type", type).set("data", std::move(fields).json());
  return one;
}

/// Names of the buildings of an address, each once, when there are several.
Json building_names(const Index& index, AddressId id) {
  std::vector<std::string_view> names;
  const std::vector<address::Building> buildings = index.buildings_of(id);
  for (const address::Building& building : buildings) {
    if (!building.name.empty() &&
        std::find(names.begin(), names.end(), building.name) == names.end())
      names.push_back(building.name);
  }
  Json list = Json::array();
  if (names.size() > 1) {
    for (const std::string_view name : names)
      list.push(name);
  }
  return list;
}

}  // namespace

Json postcode_row_json(const Index& index, const PostcodeRow& row, std::string_view query,
                       SidoStyle style) {
  const AddressId first = row.addresses.front();
  Fields data;
  Json related = Json::array();
  put_wide(data, index, row.region, style);
  put_road(data, index, first, style);
  put_rest(data, index, row, query);
  if (row.lot) {
    put_lot(data, index, row.region, row.number, style);
    data.put("address", address::lot_address_text(index, row.region, row.number, style));
    data.put("addressEnglish",
             with_country(address::lot_address_english(index, row.region, row.number)));
    for (const AddressId id : row.addresses) {
      Fields one;
      put_road(one, index, id, style);
      related.push(related_json("R", std::move(one)));
    }
  } else {
    const std::vector<address::Lot> lots = known_lots(index, first);
    if (lots.empty()) {
      data.put("jibunAddress", "");
      data.put("jibunAddressEnglish", "");
      put_near(data, index, row.region);
    } else {
      put_lot(data, index, lots.front().region, lots.front().number, style);
    }
    data.put("address", address::road_address_text(index, first, style));
    data.put("addressEnglish", with_country(address::road_address_english(index, first)));
    for (const address::Lot& lot : lots) {
      Fields one;
      put_lot(one, index, lot.region, lot.number, style);
      related.push(related_json("J", std::move(one)));
    }
  }
  const address::DistrictId district = index.address(first).district;
  Json out = Json::object();
  out.set("type", row.lot ? "J" : "R")
      .set("data", std::move(data).json())
      .set("related", std::move(related))
      .set("district",
           district == address::kNoDistrict ? std::string_view{} : index.district(district).name)
      .set("buildings",
           row.lot && row.addresses.size() > 1 ? Json::array() : building_names(index, first));
  return out;
}

}  // namespace haetae::kakao
