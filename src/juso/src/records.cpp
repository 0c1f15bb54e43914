// SPDX-License-Identifier: Apache-2.0
#include "records.hpp"

#include "haetae/address/text.hpp"
#include "haetae/geo/systems.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace haetae::juso {
namespace {

using address::Address;
using address::AddressId;
using address::Index;
using address::RegionId;
using address::SidoStyle;

/// Lists of an apartment complex stay readable.
constexpr std::size_t kListedMax = 200;

std::string number(std::uint64_t value) {
  return fmt::format_int{value}.str();
}

/// Names of the regions around an address, widest first; empty where there is none.
struct Names {
  std::string_view at[4] = {};
};

Names names_of(const Index& index, RegionId region, bool english) {
  Names names;
  const auto lineage = index.lineage(region);
  for (std::size_t level = 0; level < 4; ++level) {
    if (lineage.at[level] == address::kNoRegion) continue;
    const auto one = index.region(lineage.at[level]);
    names.at[level] = english ? one.english : one.name;
  }
  return names;
}

std::string english_or_romanised(std::string_view english, std::string_view korean) {
  return english.empty() && !korean.empty() ? address::romanise(korean) : std::string{english};
}

std::string region_code(const Index& index, const Address& address) {
  return fmt::format("{:010}", index.region(address.region).code);
}

std::string road_code(const Index& index, const Address& address) {
  return fmt::format("{:012}", index.road(address.road).code);
}

std::string ground_text(address::Ground ground) {
  return number(static_cast<std::uint64_t>(ground));
}

void add_numbers(Record& record, const Address& address) {
  record.emplace_back("udrtYn", ground_text(address.number.ground));
  record.emplace_back("buldMnnm", number(address.number.main));
  record.emplace_back("buldSlno", number(address.number.sub));
}

void add_lot(Record& record, const Address& address) {
  record.emplace_back("mtYn", address.lot.mountain ? "1" : "0");
  record.emplace_back("lnbrMnnm", number(address.lot.main));
  record.emplace_back("lnbrSlno", number(address.lot.sub));
}

std::string metres(double value) {
  return fmt::format("{:.6f}", value);
}

/// A list of names, each once, in their order.
class NameList {
 public:
  void add(std::string_view name) {
    const bool known = std::ranges::find(names_, name) != names_.end();
    if (!name.empty() && !known && names_.size() < kListedMax) names_.emplace_back(name);
  }
  [[nodiscard]] std::string text() const { return fmt::format("{}", fmt::join(names_, ", ")); }

 private:
  std::vector<std::string> names_;
};

}  // namespace

RoadText road_text_of(const Index& index, AddressId id) {
  return {road_address_text(index, id, SidoStyle::full), reference_text(index, id)};
}

std::string lot_text_of(const Index& index, AddressId id) {
  const Address address = index.address(id);
  std::string text = lot_address_text(index, address.region, address.lot, SidoStyle::full);
  if (!address.building.empty()) {
    text += ' ';
    text += address.building;
  }
  return text;
}

std::string building_list(const Index& index, AddressId id) {
  NameList list;
  const auto buildings = index.buildings_of(id);
  for (const address::Building& building : buildings)
    list.add(building.dong);
  return list.text();
}

std::string related_lots(const Index& index, AddressId id) {
  NameList list;
  const auto lots = index.lots_of(id);
  for (std::size_t i = 1; i < lots.size(); ++i) {
    list.add(fmt::format("{} {}", index.region(lots[i].region).name,
                         address::number_text(lots[i].number)));
  }
  return list.text();
}

Record search_record(const Index& index, AddressId id, const SearchExtras& extras) {
  const Address address = index.address(id);
  const Names names = names_of(index, address.region, false);
  RoadText road = road_text_of(index, id);
  const std::string part2 = road.part2.empty() ? std::string{} : " " + road.part2;
  Record record;
  record.reserve(30);
  record.emplace_back("roadAddr", road.part1 + part2);
  record.emplace_back("roadAddrPart1", std::move(road.part1));
  record.emplace_back("roadAddrPart2", part2);
  record.emplace_back("jibunAddr", lot_text_of(index, id));
  record.emplace_back("engAddr", road_address_english(index, id));
  record.emplace_back("zipNo", address.zip == 0 ? "" : fmt::format("{:05}", address.zip));
  record.emplace_back("admCd", region_code(index, address));
  record.emplace_back("rnMgtSn", road_code(index, address));
  record.emplace_back("bdMgtSn", building_number(index, id));
  record.emplace_back("detBdNmList", building_list(index, id));
  record.emplace_back("bdNm", address.building);
  record.emplace_back("bdKdcd", address.apartment ? "1" : "0");
  record.emplace_back("siNm", names.at[0]);
  record.emplace_back("sggNm", names.at[1]);
  record.emplace_back("emdNm", names.at[2]);
  record.emplace_back("liNm", names.at[3]);
  record.emplace_back("rn", index.road(address.road).name);
  add_numbers(record, address);
  add_lot(record, address);
  // 읍면동일련번호 tells parts of one road apart; the data that is kept joins them.
  record.emplace_back("emdNo", "01");
  if (extras.wanted) {
    const bool has_district = address.district != address::kNoDistrict;
    record.emplace_back("hstryYn", extras.changed ? "1" : "0");
    record.emplace_back("relJibun", related_lots(index, id));
    record.emplace_back("hemdNm", has_district ? index.district(address.district).name : "");
  }
  return record;
}

Record english_record(const Index& index, AddressId id) {
  const Address address = index.address(id);
  const Names english = names_of(index, address.region, true);
  const Names korean = names_of(index, address.region, false);
  const auto name = [&](std::size_t level) {
    return english_or_romanised(english.at[level], korean.at[level]);
  };
  const RoadText road = road_text_of(index, id);
  const auto named = index.road(address.road);
  Record record;
  record.reserve(20);
  record.emplace_back("roadAddr", road_address_english(index, id));
  record.emplace_back("jibunAddr", lot_address_english(index, address.region, address.lot));
  record.emplace_back("zipNo", address.zip == 0 ? "" : fmt::format("{:05}", address.zip));
  record.emplace_back("admCd", region_code(index, address));
  record.emplace_back("rnMgtSn", road_code(index, address));
  record.emplace_back("bdKdcd", address.apartment ? "1" : "0");
  record.emplace_back("siNm", name(0));
  record.emplace_back("sggNm", name(1));
  record.emplace_back("emdNm", name(2));
  record.emplace_back("liNm", name(3));
  record.emplace_back("rn", english_or_romanised(named.english, named.name));
  add_numbers(record, address);
  add_lot(record, address);
  record.emplace_back("korAddr", road.part2.empty() ? road.part1 : road.part1 + " " + road.part2);
  return record;
}

Record coordinate_record(const Index& index, AddressId id) {
  const Address address = index.address(id);
  Record record;
  record.emplace_back("admCd", region_code(index, address));
  record.emplace_back("rnMgtSn", road_code(index, address));
  record.emplace_back("bdMgtSn", building_number(index, id));
  add_numbers(record, address);
  const auto place = address.position
                         ? geo::transform(geo::System::wgs84, geo::System::utmk,
                                          {address.position->lon, address.position->lat})
                         : std::nullopt;
  record.emplace_back("entX", place ? metres(place->x) : "");
  record.emplace_back("entY", place ? metres(place->y) : "");
  record.emplace_back("bdNm", address.building);
  return record;
}

Record detail_record(const Index& index, AddressId id, const address::Unit& unit) {
  const Address address = index.address(id);
  Record record;
  record.emplace_back("admCd", region_code(index, address));
  record.emplace_back("rnMgtSn", road_code(index, address));
  record.emplace_back("bdMgtSn", building_number(index, id));
  add_numbers(record, address);
  record.emplace_back("dongNm", unit.dong);
  record.emplace_back("floorNm", unit.floor);
  record.emplace_back("hoNm", unit.ho);
  return record;
}

std::optional<AddressId> find(const Index& index, const AddressText& text) {
  const auto number_in = [](std::string_view digits) -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, value);
    return error == std::errc{} && at == end ? std::optional{value} : std::nullopt;
  };
  const auto code = number_in(text.road), ground = number_in(text.ground);
  const auto main = number_in(text.main), sub = number_in(text.sub);
  constexpr std::uint64_t kNumberMax = 99'999;
  if (!code || !ground || !main || !sub || *ground > 2 || *main > kNumberMax || *sub > kNumberMax) {
    return std::nullopt;
  }
  const auto road = index.find_road(*code);
  if (!road) return std::nullopt;
  return index.find_address(*road, {.ground = static_cast<address::Ground>(*ground),
                                    .main = static_cast<std::uint32_t>(*main),
                                    .sub = static_cast<std::uint32_t>(*sub)});
}

}  // namespace haetae::juso
