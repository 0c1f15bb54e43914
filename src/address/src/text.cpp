// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace haetae::address {
namespace {

void append_word(std::string& out, std::string_view word) {
  if (word.empty()) return;
  if (!out.empty()) out += ' ';
  out += word;
}

/// Names from the 시도 down to `last` (0 시도 … 3 리), joined by spaces.
void append_lineage(std::string& out, const Index& index, const Index::Lineage& line,
                    std::size_t last, SidoStyle style) {
  for (std::size_t level = 0; level <= last; ++level) {
    if (line.at[level] == kNoRegion) continue;
    const auto name = index.region(line.at[level]).name;
    append_word(out, level == 0 ? sido_text(name, style) : name);
  }
}

bool is_town(std::string_view name) {
  return name.ends_with("읍") || name.ends_with("면");
}

/// 읍 and 면 belong to a road address, 동 do not.
std::string_view town_of(const Index& index, const Index::Lineage& line) {
  if (line.at[2] == kNoRegion) return {};
  const auto name = index.region(line.at[2]).name;
  return is_town(name) ? name : std::string_view{};
}

}  // namespace

std::string_view sido_text(std::string_view full_name, SidoStyle style) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kShort{{
      {"서울특별시", "서울"},
      {"부산광역시", "부산"},
      {"대구광역시", "대구"},
      {"인천광역시", "인천"},
      {"광주광역시", "광주"},
      {"대전광역시", "대전"},
      {"울산광역시", "울산"},
      {"경기도", "경기"},
      {"충청북도", "충북"},
      {"충청남도", "충남"},
      {"전라남도", "전남"},
      {"경상북도", "경북"},
      {"경상남도", "경남"},
      {"강원도", "강원"},
      {"전라북도", "전북"},
  }};
  if (style == SidoStyle::full) return full_name;
  const auto* found = std::find_if(kShort.begin(), kShort.end(),
                                   [full_name](const auto& row) { return row.first == full_name; });
  return found == kShort.end() ? full_name : found->second;
}

std::string number_text(const RoadNumber& number) {
  std::string out;
  if (number.ground == Ground::underground) out = "지하 ";
  if (number.ground == Ground::aerial) out = "공중 ";
  out += std::to_string(number.main);
  if (number.sub != 0) out.append("-").append(std::to_string(number.sub));
  return out;
}

std::string number_text(const LotNumber& number) {
  if (number.main == 0) return {};
  std::string out = number.mountain ? "산 " : "";
  out += std::to_string(number.main);
  if (number.sub != 0) out.append("-").append(std::to_string(number.sub));
  return out;
}

std::string road_address_text(const Index& index, AddressId id, SidoStyle style) {
  const auto address = index.address(id);
  const auto road = index.road(address.road);
  std::string out;
  append_lineage(out, index, index.lineage(road.sigungu), 1, style);
  append_word(out, town_of(index, index.lineage(address.region)));
  append_word(out, road.name);
  append_word(out, number_text(address.number));
  return out;
}

std::string road_text(const Index& index, RoadId id, SidoStyle style) {
  const auto road = index.road(id);
  std::string out;
  append_lineage(out, index, index.lineage(road.sigungu), 1, style);
  append_word(out, road.name);
  return out;
}

std::string lot_address_text(const Index& index, RegionId region, LotNumber lot, SidoStyle style) {
  auto out = region_text(index, region, style);
  append_word(out, number_text(lot));
  return out;
}

std::string region_text(const Index& index, RegionId id, SidoStyle style) {
  std::string out;
  append_lineage(out, index, index.lineage(id), 3, style);
  return out;
}

std::string reference_text(const Index& index, AddressId id) {
  const auto address = index.address(id);
  const auto line = index.lineage(address.region);
  std::string inside;
  if (line.at[2] != kNoRegion && line.at[3] == kNoRegion && town_of(index, line).empty()) {
    inside = index.region(line.at[2]).name;
  }
  if (address.apartment && !address.building.empty()) {
    if (!inside.empty()) inside += ", ";
    inside += address.building;
  }
  return inside.empty() ? inside : "(" + inside + ")";
}

}  // namespace haetae::address
