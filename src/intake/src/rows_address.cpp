// SPDX-License-Identifier: Apache-2.0
// 도로명주소 한글 with its related lots, 건물DB, 위치정보요약DB and 출입구: what most imports are.
#include "rows.hpp"

namespace haetae::intake {
namespace {

constexpr std::string_view kAbolished = "63";
constexpr std::string_view kPartRemoved = "72";  ///< of a group of buildings

/// 효력발생일 and 고시일자 say how new a file is.
void note_date(Row& row, std::size_t field, RowOutput& out) {
  if (row.text(field).size() != 8) return;
  const auto date = static_cast<std::uint32_t>(row.code(field, 8));
  if (row.good() && date < 21'000'000) out.out.edition = std::max(out.out.edition, date);
}

}  // namespace

bool replaced_building(Row& row, std::size_t number, std::size_t change, const RowRules& rules,
                       RowOutput& out) {
  if (!rules.changes) return false;
  // The number stays when a building gets another address: that one is forgotten first.
  out.records.remove(address::BuildingRemoval{row.text(number), rules.declares_addresses});
  return row.text(change) == kAbolished || row.text(change) == kPartRemoved;
}

bool abolished(Row& row, std::size_t field, const RowRules& rules) {
  return rules.changes && row.text(field) == kAbolished;
}

namespace {

/// 24 fields.
void road_address(Row& row, const RowRules& rules, RowOutput& out) {
  row.digits(1, 26);
  address::AddressRecord record;
  record.key = row.key(10, 12);
  record.region = row.code(2, 10);
  record.lot = row.lot(7);
  record.district = row.code_or_none(15, 10);
  record.district_name = row.text(16);
  record.zip = static_cast<std::uint32_t>(row.code_or_none(17, 5));
  record.former_address = row.text(18);
  record.apartment = row.number_or_none(20, 2) != 0;
  record.register_name = row.text(22);
  record.building = row.text(23);
  note_date(row, 19, out);
  if (!row.good()) return;
  if (abolished(row, 21, rules)) return out.records.remove(record.key);
  out.declare(
      address::RegionRecord{record.region, row.text(3), row.text(4), row.text(5), row.text(6)});
  out.declare(address::RoadRecord{record.key.road, row.text(11), {}});
  out.records.add(record);
}

/// 14 fields, two layouts: 한글 has a key of 26 digits before them.
void related_lot(Row& row, const RowRules& rules, RowOutput& out, std::size_t first,
                 std::size_t change) {
  address::LotRecord record;
  record.region = row.code(first, 10);
  record.number = row.lot(first + 5);
  record.key = row.key(first + 8, first + 9);
  if (record.number.main == 0) row.fail(first + 6, "is 0: a related lot has a number");
  if (!row.good()) return;
  if (abolished(row, change, rules)) return out.records.remove(record);
  out.declare(address::RegionRecord{record.region, row.text(first + 1), row.text(first + 2),
                                    row.text(first + 3), row.text(first + 4)});
  out.records.add(record);
}

/// 31 fields, 27 before 2015-08, when zips had six digits.
void building(Row& row, const RowRules& rules, RowOutput& out) {
  address::AddressRecord record;
  record.key = row.key(9, 11);
  record.region = row.code(1, 10);
  record.lot = row.lot(6);
  record.district = row.code_or_none(18, 10);
  record.district_name = row.text(19);
  const std::string_view zip = row.text(28).size() == 5 ? row.text(28) : row.text(20);
  record.zip = zip.size() == 5
                   ? static_cast<std::uint32_t>(row.code(row.text(28).size() == 5 ? 28 : 20, 5))
                   : 0;
  record.register_name = row.text(14);
  record.building = row.text(26);
  record.apartment = row.number_or_none(27, 2) != 0;
  note_date(row, 24, out);
  const address::BuildingRecord one{
      record.key, row.text(16), record.building.empty() ? record.register_name : record.building,
      row.text(15)};
  row.digits(16, 25);
  if (!row.good()) return;
  if (replaced_building(row, 16, 23, rules, out)) return;
  if (rules.declares_addresses) {
    out.declare(
        address::RegionRecord{record.region, row.text(2), row.text(3), row.text(4), row.text(5)});
    out.declare(address::RoadRecord{record.key.road, row.text(10), {}});
    out.records.add(record);
  }
  out.records.add(one);
}

/// A key and metres behind it: 위치정보요약DB (18), 출입구 (19), 내비게이션용DB 출입구 (11).
void position(Row& row, RowOutput& out, std::size_t road, std::size_t ground, std::size_t x) {
  const address::AddressKey key = row.key(road, ground);
  geo::XY metres;
  const bool known = row.metres(x, metres);
  if (row.good() && known) out.place(key, metres);
}

}  // namespace

void read_address_row(Row& row, const RowRules& rules, RowOutput& out) {
  switch (rules.layout) {
    case Layout::road_address:
      return road_address(row, rules, out);
    case Layout::road_address_lot:
      row.digits(1, 26);
      return related_lot(row, rules, out, 2, 14);
    case Layout::building_lot:
      return related_lot(row, rules, out, 1, 14);
    case Layout::building:
      return building(row, rules, out);
    case Layout::entrance_summary:
      return position(row, out, 7, 9, 17);
    case Layout::entrance:
      // Only the main entrance is where an address is; `RM` marks it.
      if (abolished(row, 14, rules) || (!row.text(16).empty() && row.text(16) != "RM")) return;
      return position(row, out, 7, 9, 18);
    case Layout::navi_entrance:
      if (abolished(row, 11, rules)) return;
      return position(row, out, 3, 4, 9);
    default:
      return read_other_row(row, rules, out);
  }
}

}  // namespace haetae::intake
