// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/places.hpp"

#include "haetae/intake/juso.hpp"
#include "haetae/intake/table.hpp"
#include "korea.hpp"

#include <charconv>
#include <fmt/format.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

struct Known {
  std::string_view field;
  std::vector<std::string_view> names;
};

/// Usual names of the columns in public data sets.
const std::vector<Known>& known_columns() {
  static const std::vector<Known> all = {
      {"name",
       {"name", "이름", "명칭", "시설명", "상호명", "업소명", "기관명", "사업장명", "역명"}},
      {"category", {"category", "분류", "업종", "업종명", "상권업종소분류명", "시설구분", "종류"}},
      {"group", {"group", "category_group", "category_group_code"}},
      {"phone", {"phone", "전화번호", "전화", "소재지전화"}},
      {"road_address",
       {"road_address", "소재지도로명주소", "도로명주소", "도로명전체주소", "주소"}},
      {"lot_address", {"lot_address", "jibun", "소재지지번주소", "지번주소", "소재지전체주소"}},
      {"lon", {"lon", "lng", "longitude", "경도", "X좌표", "좌표정보(X)", "x"}},
      {"lat", {"lat", "latitude", "위도", "Y좌표", "좌표정보(Y)", "y"}},
      {"id", {"id", "번호", "관리번호", "상가업소번호"}},
  };
  return all;
}

/// Where each field stands.
struct Columns {
  std::map<std::string_view, std::size_t> at;
  [[nodiscard]] std::string_view cell(const std::vector<std::string>& cells,
                                      std::string_view field) const {
    const auto found = at.find(field);
    return found == at.end() ? std::string_view{} : std::string_view{cells[found->second]};
  }
};

IntakeError refused(std::string message) {
  return {IntakeError::Kind::refused, std::move(message)};
}

std::string list_of(const std::vector<std::string>& columns) {
  std::string out;
  for (const std::string& column : columns)
    out += (out.empty() ? "" : ", ") + column;
  return out;
}

Outcome<Columns, IntakeError> find_columns(const Table& table, const std::string& name,
                                           const PlacesOptions& options) {
  Columns out;
  for (const Known& known : known_columns()) {
    const auto given = options.columns.find(std::string{known.field});
    const auto found =
        given == options.columns.end() ? table.column(known.names) : table.column({given->second});
    if (given != options.columns.end() && !found) {
      return fail(refused(fmt::format("{} has no column {}; it has: {}", name, given->second,
                                      list_of(table.columns()))));
    }
    if (found) out.at.emplace(known.field, *found);
  }
  for (const auto& [field, column] : options.columns) {
    bool real = false;
    for (const Known& known : known_columns())
      real = real || known.field == field;
    if (!real) return fail(refused(fmt::format("--map {}: there is no such field", field)));
  }
  for (const char* needed : {"name", "lon", "lat"}) {
    if (out.at.count(needed) != 0) continue;
    return fail(
        refused(fmt::format("{} has no column for {}; say which with --map {}=COLUMN; "
                            "it has: {}",
                            name, needed, needed, list_of(table.columns()))));
  }
  return out;
}

bool parse_degrees(std::string_view text, double& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

/// The same row of a later edition gets the same id: 15 digits of FNV-1a over what it says.
std::string made_id(const address::PlaceRecord& place) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto mix = [&hash](std::string_view text) {
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ 0xFF) * 1099511628211ULL;
  };
  mix(place.name);
  mix(place.category);
  mix(place.road_address);
  mix(place.lot_address);
  mix(fmt::format("{:.5f} {:.5f}", place.position.lon, place.position.lat));
  return fmt::format("{}", 100'000'000'000'000ULL + hash % 900'000'000'000'000ULL);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 20 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

class Reader {
 public:
  Reader(const Columns& columns, const PlacesOptions& options, RecordSink& sink)
      : columns_(columns), options_(options), sink_(sink) {}

  /// What is wrong with the row; empty when it was taken.
  std::string_view take(const std::vector<std::string>& cells) {
    address::PlaceRecord place;
    place.name = columns_.cell(cells, "name");
    place.category = columns_.cell(cells, "category");
    place.category_group = columns_.cell(cells, "group");
    place.phone = columns_.cell(cells, "phone");
    place.road_address = columns_.cell(cells, "road_address");
    place.lot_address = columns_.cell(cells, "lot_address");
    if (place.name.empty()) return "it has no name";
    if (!parse_degrees(columns_.cell(cells, "lon"), place.position.lon) ||
        !parse_degrees(columns_.cell(cells, "lat"), place.position.lat)) {
      return "it has no position";
    }
    if (!in_korea(place.position)) return "it lies outside Korea";
    classify(place);
    const std::string_view given = columns_.cell(cells, "id");
    const std::string id = is_number(given) ? std::string{given} : made_id(place);
    place.id = id;
    sink_.add(place);
    return {};
  }

 private:
  void classify(address::PlaceRecord& place) const {
    const auto chosen = options_.groups.find(std::string{place.category});
    const PlaceKind* kind = kind_of_place(place.category);
    if (chosen != options_.groups.end()) {
      place.category_group = chosen->second;
    } else if (!is_category_group(place.category_group)) {
      place.category_group = kind == nullptr ? std::string_view{} : kind->group;
    }
    if (kind != nullptr) place.category = kind->category;
  }

  const Columns& columns_;
  const PlacesOptions& options_;
  RecordSink& sink_;
};

}  // namespace

Outcome<PlacesReport, IntakeError> read_places(std::string_view text, const std::string& name,
                                               const PlacesOptions& options, RecordSink& sink) {
  for (const auto& [category, group] : options.groups) {
    if (!is_category_group(group)) {
      return fail(refused(
          fmt::format("--category-group {}={}: that is none of the 18 groups", category, group)));
    }
  }
  Table table{text};
  const auto columns = find_columns(table, name, options);
  if (!columns) return fail(columns.error());
  Reader reader{*columns, options, sink};
  PlacesReport report;
  std::vector<std::string> cells;
  while (table.next(cells)) {
    ++report.rows;
    const std::string_view why = reader.take(cells);
    if (why.empty()) {
      ++report.used;
      continue;
    }
    ++report.broken;
    if (report.problems.size() < kProblemsShown) {
      report.problems.push_back(fmt::format("{}:{}: {}", name, table.line(), why));
    }
  }
  return report;
}

}  // namespace haetae::intake
