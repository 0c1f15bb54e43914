// SPDX-License-Identifier: Apache-2.0
#include "rows.hpp"

#include <charconv>
#include <fmt/format.h>

namespace haetae::intake {
namespace {

// The sanity box of EPSG:5179 for Korea.
constexpr double kXMin = 740'000, kXMax = 1'330'000, kYMin = 1'450'000, kYMax = 2'070'000;
constexpr std::uint32_t kBuildingMainMax = 99'999, kBuildingSubMax = 8'191, kLotMax = 9'999;

bool parse_digits(std::string_view text, std::uint64_t& value) {
  if (text.size() > 19) return false;
  value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

bool parse_metres(std::string_view text, double& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

}  // namespace

void Row::fail(std::size_t field, std::string_view what) {
  if (!why_.empty()) return;
  why_ = fmt::format("field {} {}", field, what);
}

std::uint64_t Row::code(std::size_t field, std::size_t digits) {
  std::uint64_t value = 0;
  const std::string_view text = fields_(field);
  if (text.size() != digits || !parse_digits(text, value)) {
    fail(field, fmt::format("is not a code of {} digits", digits));
  }
  return value;
}

std::uint64_t Row::code_or_none(std::size_t field, std::size_t digits) {
  return fields_(field).empty() ? 0 : code(field, digits);
}

void Row::digits(std::size_t field, std::size_t digits) {
  const std::string_view text = fields_(field);
  for (const char c : text) {
    if (c < '0' || c > '9') return fail(field, fmt::format("is not a code of {} digits", digits));
  }
  if (text.size() != digits) fail(field, fmt::format("is not a code of {} digits", digits));
}

std::uint32_t Row::number(std::size_t field, std::uint32_t most) {
  std::uint64_t value = 0;
  const std::string_view text = fields_(field);
  if (text.empty() || !parse_digits(text, value) || value > most) {
    fail(field, fmt::format("is not a number from 0 to {}", most));
    return 0;
  }
  return static_cast<std::uint32_t>(value);
}

std::uint32_t Row::number_or_none(std::size_t field, std::uint32_t most) {
  return fields_(field).empty() ? 0 : number(field, most);
}

bool Row::flag(std::size_t field) {
  return number_or_none(field, 1) == 1;
}

address::AddressKey Row::key(std::size_t road, std::size_t ground) {
  address::AddressKey key;
  key.road = code(road, 12);
  key.number.ground = static_cast<address::Ground>(number(ground, 2));
  key.number.main = number(ground + 1, kBuildingMainMax);
  key.number.sub = number_or_none(ground + 2, kBuildingSubMax);
  if (key.number.main == 0) fail(ground + 1, "is 0: a building number begins at 1");
  return key;
}

address::LotNumber Row::lot(std::size_t mountain) {
  address::LotNumber lot;
  lot.mountain = flag(mountain);
  lot.main = number_or_none(mountain + 1, kLotMax);
  lot.sub = number_or_none(mountain + 2, kLotMax);
  return lot;
}

bool Row::metres(std::size_t x, geo::XY& out) {
  const std::string_view east = fields_(x), north = fields_(x + 1);
  if (east.empty() && north.empty()) return false;
  if (!parse_metres(east, out.x) || !parse_metres(north, out.y)) {
    fail(x, "and the next are no coordinates");
    return false;
  }
  const bool inside = out.x >= kXMin && out.x <= kXMax && out.y >= kYMin && out.y <= kYMax;
  if (!inside) fail(x, "and the next lie outside Korea (EPSG:5179)");
  return inside;
}

void RowOutput::declare(const address::RegionRecord& region) {
  if (regions.insert(region.code).second) records.add(region);
}

void RowOutput::declare(const address::RegionEnglishRecord& region) {
  if (english.insert(region.code).second) records.add(region);
}

void RowOutput::declare(const address::RoadRecord& road) {
  if (roads.insert(road.code).second) records.add(road);
}

void RowOutput::place(const address::AddressKey& key, geo::XY at) {
  keys.push_back(key);
  metres.push_back(at);
}

void RowOutput::finish() {
  std::vector<geo::Point> points(metres.size());
  geo::to_wgs84_from_utmk(metres, points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    // Inside the sanity box every point has a place; NaN would not equal itself.
    if (points[i].lon == points[i].lon) records.add(address::PositionRecord{keys[i], points[i]});
  }
}

}  // namespace haetae::intake
