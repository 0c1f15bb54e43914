// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/sample.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

enum Column : std::size_t {
  name,
  category,
  group,
  sido,
  sigungu,
  emd,
  ri,
  road,
  number,
  zip,
  lot,
  lon,
  lat,
  english,
  code,
  building,
  columns
};
constexpr std::string_view kHeader =
    "name\tcategory\tgroup\tsido\tsigungu\temd\tri\troad\tnumber\tzip\tlot\tlon\tlat\tenglish\tcode"
    "\tbuilding";
constexpr std::string_view kPopulationHeader = "code\tname\tpeople";

using Cells = std::array<std::string_view, columns>;

/// Takes the next line off `rest`; nothing at its end.
std::optional<std::string_view> next_line(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

/// How many cells the line has; those beyond `out` are counted, not kept.
template <std::size_t N>
std::size_t split(std::string_view line, std::array<std::string_view, N>& out) {
  std::size_t count = 0;
  for (;;) {
    const std::size_t end = std::min(line.find('\t'), line.size());
    if (count < N) out[count] = line.substr(0, end);
    ++count;
    if (end == line.size()) return count;
    line.remove_prefix(end + 1);
  }
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// "12-3" as {12, 3}, "12" as {12, 0}.
std::optional<std::pair<std::uint32_t, std::uint32_t>> main_and_sub(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  const auto main = number_of<std::uint32_t>(text.substr(0, hyphen));
  const auto sub = hyphen == std::string_view::npos
                       ? std::optional<std::uint32_t>{0}
                       : number_of<std::uint32_t>(text.substr(hyphen + 1));
  if (!main || !sub || *main == 0) return std::nullopt;
  return std::pair{*main, *sub};
}

std::optional<address::RoadNumber> road_number(std::string_view text) {
  address::RoadNumber out;
  if (take_prefix(text, "지하 ")) out.ground = address::Ground::underground;
  const auto parts = main_and_sub(text);
  if (!parts) return std::nullopt;
  out.main = parts->first;
  out.sub = parts->second;
  return out;
}

std::optional<address::LotNumber> lot_number(std::string_view text) {
  address::LotNumber out;
  if (text.empty()) return out;
  out.mountain = take_prefix(text, "산 ");
  const auto parts = main_and_sub(text);
  if (!parts) return std::nullopt;
  out.main = parts->first;
  out.sub = parts->second;
  return out;
}

std::optional<geo::Point> point_of(const Cells& cells) {
  const auto x = number_of<double>(cells[lon]);
  const auto y = number_of<double>(cells[lat]);
  if (!x || !y || *x < 124 || *x > 132 || *y < 33 || *y > 39) return std::nullopt;
  return geo::Point{*x, *y};
}

/// FNV-1a, so that made numbers stay the same from one import to the next.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

/// Road numbers of our own: the class of the road, 9, five digits of a hash. Two roads of a 시군구
/// that collide take the next free number, in the order of the table.
class RoadCodes {
 public:
  std::uint64_t of(std::uint64_t region, std::string_view road) {
    const std::uint64_t sigungu = region / 100'000;
    const auto [known, added] = codes_.try_emplace({sigungu, std::string{road}}, 0);
    if (!added) return known->second;
    const auto ends = [&](std::string_view with) {
      return road.size() >= with.size() && road.substr(road.size() - with.size()) == with;
    };
    const std::uint64_t kind = ends("대로") ? 2 : ends("로") ? 3 : 4;
    std::uint64_t last = hash_of(road) % 100'000;
    const auto made = [&] { return sigungu * 10'000'000 + kind * 1'000'000 + 900'000 + last; };
    while (!used_.insert(made()).second)
      last = (last + 1) % 100'000;
    known->second = made();
    return known->second;
  }

 private:
  std::map<std::pair<std::uint64_t, std::string>, std::uint64_t> codes_;
  std::set<std::uint64_t> used_;
};

struct Row {
  Cells cells;
  std::uint64_t region = 0;
  std::uint32_t zip = 0;
  address::RoadNumber number;
  address::LotNumber lot;
  geo::Point position;
};

std::optional<Row> parse_row(std::string_view line) {
  Row row;
  if (split(line, row.cells) != columns) return std::nullopt;
  const Cells& cells = row.cells;
  const auto region = number_of<std::uint64_t>(cells[code]);
  const auto zip_code =
      cells[zip].empty() ? std::optional<std::uint32_t>{0} : number_of<std::uint32_t>(cells[zip]);
  const auto on_road = road_number(cells[number]);
  const auto on_lot = lot_number(cells[lot]);
  const auto position = point_of(cells);
  if (cells[name].empty() || cells[sido].empty() || cells[emd].empty() || cells[road].empty() ||
      cells[code].size() != 10 || !region || !zip_code || *zip_code > 99'999 || !on_road ||
      !on_lot || !position)
    return std::nullopt;
  row.region = *region;
  row.zip = *zip_code;
  row.number = *on_road;
  row.lot = *on_lot;
  row.position = *position;
  return row;
}

void add_address(const Row& row, const address::AddressKey& key, RecordSink& sink) {
  const Cells& cells = row.cells;
  sink.add(address::RegionRecord{.code = row.region,
                                 .sido = cells[sido],
                                 .sigungu = cells[sigungu],
                                 .emd = cells[emd],
                                 .ri = cells[ri]});
  sink.add(address::RoadRecord{.code = key.road, .name = cells[road], .english = {}});
  address::AddressRecord record;
  record.key = key;
  record.region = row.region;
  record.lot = row.lot;
  record.zip = row.zip;
  record.building = cells[building];
  sink.add(record);
  sink.add(address::PositionRecord{.key = key, .position = row.position});
}

std::string join(std::initializer_list<std::string_view> words) {
  std::string out;
  for (const auto word : words) {
    if (word.empty()) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

void add_place(const Row& row, RecordSink& sink) {
  const Cells& cells = row.cells;
  const bool town = !cells[ri].empty();  // 읍 and 면 stand in a road address, 동 do not
  const std::string road_address =
      join({cells[sido], cells[sigungu], town ? cells[emd] : std::string_view{}, cells[road],
            cells[number]});
  const std::string lot_address =
      cells[lot].empty() ? std::string{}
                         : join({cells[sido], cells[sigungu], cells[emd], cells[ri], cells[lot]});
  const std::string id =
      fmt::format("{}", 9'000'000'000 + hash_of(join({cells[name], road_address})) % 1'000'000'000);
  sink.add(address::PlaceRecord{.id = id,
                                .name = cells[name],
                                .category = cells[category],
                                .category_group = cells[group],
                                .phone = {},
                                .road_address = road_address,
                                .lot_address = lot_address,
                                .position = row.position});
}

IntakeError broken(std::string_view table, std::uint32_t line) {
  return {IntakeError::Kind::unavailable,
          fmt::format("{}: line {} is not as data/README.md says", table, line)};
}

}  // namespace

Outcome<std::uint32_t, IntakeError> read_sample(std::string_view table, RecordSink& sink) {
  if (next_line(table) != kHeader) return fail(broken("sample", 1));
  RoadCodes roads;
  std::set<address::AddressKey> seen;
  for (std::uint32_t at = 2;; ++at) {
    const auto line = next_line(table);
    if (!line) return static_cast<std::uint32_t>(seen.size());
    const auto row = parse_row(*line);
    if (!row) return fail(broken("sample", at));
    const address::AddressKey key{.road = roads.of(row->region, row->cells[road]),
                                  .number = row->number};
    if (seen.insert(key).second) add_address(*row, key, sink);
    add_place(*row, sink);
  }
}

Outcome<std::uint32_t, IntakeError> read_populations(std::string_view table, RecordSink& sink) {
  if (next_line(table) != kPopulationHeader) return fail(broken("population", 1));
  std::uint32_t count = 0;
  for (std::uint32_t at = 2;; ++at) {
    const auto line = next_line(table);
    if (!line) return count;
    std::array<std::string_view, 3> cells;
    if (split(*line, cells) != cells.size()) return fail(broken("population", at));
    const auto region = number_of<std::uint64_t>(cells[0]);
    const auto people = number_of<std::uint32_t>(cells[2]);
    if (!region || cells[0].size() != 10 || !people) return fail(broken("population", at));
    sink.add(address::PopulationRecord{.code = *region, .people = *people});
    ++count;
  }
}

}  // namespace haetae::intake
