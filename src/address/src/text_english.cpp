// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/text.hpp"
#include "romanise.hpp"

#include <fmt/format.h>

namespace haetae::address {
namespace {

void append_part(std::string& out, std::string_view part) {
  if (part.empty()) return;
  if (!out.empty()) out += ", ";
  out += part;
}

/// Official names put the city before or behind its district, with or without a comma.
std::string own_english(const Region& region) {
  if (region.english.empty()) return romanise_region(region.name, region.level);
  const auto space = region.english.find(' ');
  if (region.level != RegionLevel::sigungu || space == std::string_view::npos ||
      region.english.find(',') != std::string_view::npos) {
    return std::string(region.english);
  }
  const auto first = region.english.substr(0, space);
  const auto second = region.english.substr(space + 1);
  return first.ends_with("-si") ? fmt::format("{}, {}", second, first)
                                : fmt::format("{}, {}", first, second);
}

std::string number_english(const RoadNumber& number) {
  const char* ground = number.ground == Ground::underground ? "B"
                       : number.ground == Ground::aerial    ? "A"
                                                            : "";
  return number.sub == 0 ? fmt::format("{}{}", ground, number.main)
                         : fmt::format("{}{}-{}", ground, number.main, number.sub);
}

std::string number_english(const LotNumber& number) {
  const char* mountain = number.mountain ? "San" : "";
  return number.sub == 0 ? fmt::format("{}{}", mountain, number.main)
                         : fmt::format("{}{}-{}", mountain, number.main, number.sub);
}

}  // namespace

std::string own_english(const Index& index, RegionId id) {
  return own_english(index.region(id));
}

void append_road_english(std::string& out, const Road& road) {
  if (road.english.empty()) {
    append_romanised(out, road.name);
  } else {
    out += road.english;
  }
}

std::string road_english(const Index& index, RoadId id) {
  std::string out;
  append_road_english(out, index.road(id));
  return out;
}

std::string region_english(const Index& index, RegionId id) {
  const auto line = index.lineage(id);
  std::string out;
  for (std::size_t level = 4; level-- > 0;) {
    if (line.at[level] != kNoRegion) append_part(out, own_english(index.region(line.at[level])));
  }
  return out;
}

std::string road_address_english(const Index& index, AddressId id) {
  const auto address = index.address(id);
  const auto road = index.road(address.road);
  auto out =
      fmt::format("{} {}", number_english(address.number), road_english(index, address.road));
  const auto emd = index.lineage(address.region).at[2];
  if (emd != kNoRegion) {
    const auto region = index.region(emd);
    if (region.name.ends_with("읍") || region.name.ends_with("면")) {
      append_part(out, own_english(region));
    }
  }
  append_part(out, region_english(index, road.sigungu));
  return out;
}

std::string lot_address_english(const Index& index, RegionId region, LotNumber lot) {
  const auto regions = region_english(index, region);
  return lot.main == 0 ? regions : fmt::format("{} {}", number_english(lot), regions);
}

}  // namespace haetae::address
