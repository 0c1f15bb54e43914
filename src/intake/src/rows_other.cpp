// SPDX-License-Identifier: Apache-2.0
// 도로명코드, 영문, 주소DB, 내비게이션용DB, 상세주소DB and the postcodes of Korea Post.
#include "rows.hpp"

#include <fmt/format.h>

namespace haetae::intake {
namespace {

std::uint64_t region_code(std::uint64_t sigungu, std::uint64_t emd) {
  return sigungu * 100'000 + emd * 100;
}

/// What the two road code layouts have in common.
struct RoadCode {
  std::uint64_t code = 0;
  std::uint64_t emd = 0;
  address::RegionEnglishRecord english;
  std::string_view name, english_name, history;
  bool used = true;
};

/// 변경이력정보: 도로명코드 and two digits, or words; 0 for those.
std::uint64_t code_before(std::string_view history) {
  std::uint64_t code = 0;
  if (history.size() < 12) return 0;
  for (const char c : history.substr(0, 12)) {
    if (c < '0' || c > '9') return 0;
    code = code * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return code;
}

void road_code(const RoadCode& road, RowOutput& out) {
  const std::uint64_t sigungu = road.code / 10'000'000;
  address::RegionEnglishRecord english = road.english;
  english.code = region_code(sigungu, road.emd);
  if (road.emd == 0) english.emd = {};
  if (road.used) {
    out.declare(english);
    out.declare(address::RoadRecord{road.code, road.name, road.english_name});
  }
  const std::uint64_t other = code_before(road.history);
  // Abolished roads are kept for their names, which those that came after them point to.
  if (road.used && (other == 0 || other == road.code)) return;
  Part part;
  part.kind = Part::Kind::history;
  part.id_high = road.code;
  part.id_low = other == road.code ? 0 : other;
  part.flag = road.used;
  part.building = road.name;
  out.out.parts.push_back(std::move(part));
}

/// 20 fields.
void road_code_total(Row& row, RowOutput& out) {
  RoadCode road;
  road.code = row.code(1, 5) * 10'000'000 + row.code(2, 7);
  road.emd = row.code_or_none(9, 3);
  road.name = row.text(3);
  road.english_name = row.text(4);
  road.used = row.number(13, 1) == 0;
  road.history = row.text(15);
  road.english = {0, row.text(16), row.text(17), row.text(18), {}};
  if (road.name.empty()) row.fail(3, "is empty: a road has a name");
  if (row.good()) road_code(road, out);
}

/// 17 fields.
void road_code_address(Row& row, RowOutput& out) {
  RoadCode road;
  road.code = row.code(1, 12);
  road.emd = row.code_or_none(12, 3);
  road.name = row.text(2);
  road.english_name = row.text(3);
  road.used = row.number(13, 1) == 0;
  road.history = row.text(15);
  road.english = {0, row.text(6), row.text(8), row.text(10), {}};
  if (road.name.empty()) row.fail(2, "is empty: a road has a name");
  if (row.good()) road_code(road, out);
}

/// The first 13 fields of 도로명주소 한글 with Latin names.
void english(Row& row, RowOutput& out) {
  const address::AddressKey key = row.key(10, 12);
  const std::uint64_t region = row.code(2, 10);
  if (!row.good()) return;
  out.declare(
      address::RegionEnglishRecord{region, row.text(3), row.text(4), row.text(5), row.text(6)});
  out.declare(address::RoadRecord{key.road, {}, row.text(11)});
}

/// 26 fields, in the order of the header.
void korea_post(Row& row, const RowRules& rules, RowOutput& out) {
  address::AddressRecord record;
  record.zip = static_cast<std::uint32_t>(row.code(1, 5));
  record.key = row.key(8, 11);
  record.building = row.text(16);
  record.region = row.code(17, 10);
  record.lot.mountain = row.flag(21);
  record.lot.main = row.number_or_none(22, 9'999);
  record.lot.sub = row.number_or_none(24, 9'999);
  if (!row.good()) return;
  const std::string_view emd = row.text(6).empty() ? row.text(18) : row.text(6);
  out.declare(
      address::RegionEnglishRecord{record.region, row.text(3), row.text(5), row.text(7), {}});
  out.declare(address::RoadRecord{record.key.road, row.text(9), row.text(10)});
  if (!rules.declares_addresses) return;
  out.declare(address::RegionRecord{record.region, row.text(2), row.text(4), emd, row.text(19)});
  out.records.add(record);
}

/// 관리번호, 25 digits, as two numbers.
void identify(Row& row, std::size_t field, Part& part) {
  row.digits(field, 25);
  if (!row.good()) return;
  for (const char c : row.text(field).substr(0, 10))
    part.id_high = part.id_high * 10 + static_cast<std::uint64_t>(c - '0');
  for (const char c : row.text(field).substr(10))
    part.id_low = part.id_low * 10 + static_cast<std::uint64_t>(c - '0');
}

void give(Row& row, Part part, RowOutput& out) {
  if (row.good()) out.out.parts.push_back(std::move(part));
}

/// 주소DB 주소, 11 fields.
void address_key(Row& row, RowOutput& out) {
  Part part;
  identify(row, 1, part);
  part.key = row.key(2, 4);
  part.zip = static_cast<std::uint32_t>(row.code_or_none(7, 5));
  give(row, std::move(part), out);
}

/// 주소DB 부가정보, 9 fields.
void address_extra(Row& row, RowOutput& out) {
  Part part;
  part.kind = Part::Kind::extra;
  identify(row, 1, part);
  part.district = row.code_or_none(2, 10);
  part.district_name = row.text(3);
  if (row.text(4).size() == 5) part.zip = static_cast<std::uint32_t>(row.code(4, 5));
  part.register_name = row.text(7);
  part.building = row.text(8);
  part.flag = row.number_or_none(9, 2) != 0;
  give(row, std::move(part), out);
}

/// 주소DB 지번, 11 fields.
void address_lot(Row& row, RowOutput& out) {
  Part part;
  part.kind = Part::Kind::lot;
  identify(row, 1, part);
  part.region = row.code(3, 10);
  part.lot = row.lot(8);
  part.flag = row.flag(11);
  if (!row.good()) return;
  out.declare(
      address::RegionRecord{part.region, row.text(4), row.text(5), row.text(6), row.text(7)});
  give(row, std::move(part), out);
}

/// The key of an address as the identity of a Part.
void identify(const address::AddressKey& key, Part& part) {
  part.key = key;
  part.id_high = key.road;
  part.id_low = std::uint64_t{static_cast<std::uint8_t>(key.number.ground)} << 40 |
                std::uint64_t{key.number.main} << 16 | key.number.sub;
}

/// 33 fields: English names, a building, its position, and the address itself without its lot.
void navi_building(Row& row, const RowRules& rules, RowOutput& out) {
  const address::AddressKey key = row.key(5, 7);
  const std::uint64_t region = row.code(1, 10);
  const auto zip = static_cast<std::uint32_t>(row.text(10).size() == 5 ? row.code(10, 5) : 0);
  row.digits(11, 25);
  geo::XY metres;
  // The entrance where it is known, otherwise the middle of the building.
  const bool known = row.metres(26, metres) || row.metres(24, metres);
  Part part;
  part.region = region;
  part.district = row.code_or_none(14, 10);
  part.zip = zip;
  part.building = row.text(12);
  part.district_name = row.text(15);
  part.flag = row.number_or_none(18, 2) != 0;
  if (!row.good()) return;
  identify(key, part);
  if (replaced_building(row, 11, 33, rules, out)) return;
  out.declare(address::RegionEnglishRecord{region, row.text(28), row.text(29), row.text(30), {}});
  out.declare(address::RoadRecord{key.road, row.text(6), row.text(31)});
  out.records.add(address::BuildingRecord{key, row.text(11), row.text(12), row.text(20)});
  if (known) out.place(key, metres);
  if (!rules.declares_addresses) return;
  out.declare(address::RegionRecord{region, row.text(2), row.text(3), row.text(4), {}});
  give(row, std::move(part), out);
}

/// 20 fields; number 0 is the representative lot.
void navi_lot(Row& row, const RowRules& rules, RowOutput& out) {
  const address::AddressKey key = row.key(9, 10);
  Part part;
  part.kind = Part::Kind::lot;
  part.region = row.code(1, 10);
  part.lot = row.lot(6);
  part.flag = row.number_or_none(13, 0xffffffff) == 0;
  if (!row.good()) return;
  if (abolished(row, 18, rules)) {
    if (part.lot.main != 0) out.records.remove(address::LotRecord{key, part.region, part.lot});
    return;
  }
  identify(key, part);
  out.declare(
      address::RegionRecord{part.region, row.text(2), row.text(3), row.text(4), row.text(5)});
  out.declare(address::RegionEnglishRecord{part.region, row.text(14), row.text(15), row.text(16),
                                           row.text(17)});
  if (rules.declares_addresses) {
    give(row, std::move(part), out);
  } else if (!part.flag && part.lot.main != 0) {
    out.records.add(address::LotRecord{key, part.region, part.lot});
  }
}

/// 상세주소DB, 16 fields.
void detail(Row& row, RowOutput& out) {
  const address::AddressKey key = row.key(13, 14);
  const bool underground = row.number_or_none(10, 2) == 1;
  if (!row.good()) return;
  const std::string ho = fmt::format("{}{}", row.text(8), row.text(9));
  out.records.add(address::UnitRecord{key, row.text(6), row.text(7), ho, underground});
}

}  // namespace

void read_other_row(Row& row, const RowRules& rules, RowOutput& out) {
  switch (rules.layout) {
    case Layout::road_code:
      return road_code_total(row, out);
    case Layout::road_code_address:
      return road_code_address(row, out);
    case Layout::english:
      return english(row, out);
    case Layout::korea_post:
      return korea_post(row, rules, out);
    case Layout::address_key:
      return address_key(row, out);
    case Layout::address_extra:
      return address_extra(row, out);
    case Layout::address_lot:
      return address_lot(row, out);
    case Layout::navi_building:
      return navi_building(row, rules, out);
    case Layout::navi_lot:
      return navi_lot(row, rules, out);
    case Layout::detail:
      return detail(row, out);
    default:
      return;
  }
}

}  // namespace haetae::intake
