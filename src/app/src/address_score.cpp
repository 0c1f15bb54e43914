// SPDX-License-Identifier: Apache-2.0
#include "address_score.hpp"

#include "haetae/address/reverse.hpp"
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace haetae::app {
namespace {

constexpr std::uint32_t kRanks = 10;
constexpr double kNear = 50;
constexpr double kReverseRadius = 2000;

/// Provinces as people write them, each row one province.
constexpr std::array<std::array<std::string_view, 4>, 17> kProvinces{{
    {"서울", "서울특별시", "서울시", ""},
    {"부산", "부산광역시", "부산시", ""},
    {"대구", "대구광역시", "대구시", ""},
    {"인천", "인천광역시", "인천시", ""},
    {"광주", "광주광역시", "광주시", ""},
    {"대전", "대전광역시", "대전시", ""},
    {"울산", "울산광역시", "울산시", ""},
    {"세종", "세종특별자치시", "세종시", ""},
    {"경기", "경기도", "", ""},
    {"강원", "강원특별자치도", "강원도", ""},
    {"충북", "충청북도", "", ""},
    {"충남", "충청남도", "", ""},
    {"전북", "전북특별자치도", "전라북도", ""},
    {"전남", "전라남도", "", ""},
    {"경북", "경상북도", "", ""},
    {"경남", "경상남도", "", ""},
    {"제주", "제주특별자치도", "제주도", ""},
}};

std::vector<std::string_view> split(std::string_view line, char separator) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at <= line.size();) {
    const auto end = std::min(line.find(separator, at), line.size());
    out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Rows by the names in the header.
class Rows {
 public:
  explicit Rows(std::string_view text) {
    for (auto line : split(text, '\n')) {
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (line.empty()) continue;
      if (names_.empty()) {
        names_ = split(line, '\t');
      } else {
        rows_.push_back(split(line, '\t'));
      }
    }
  }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool has(std::string_view name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  [[nodiscard]] std::string_view at(std::size_t row, std::string_view name) const {
    const auto column =
        static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
    return column < rows_[row].size() ? rows_[row][column] : std::string_view{};
  }

 private:
  std::vector<std::string_view> names_;
  std::vector<std::vector<std::string_view>> rows_;
};

/// What a row expects and how the answers compare with it.
struct Expected {
  std::string road;  ///< comparable
  std::optional<geo::Point> point;
  double tolerance_m = kNear;
  std::uint32_t top = 1;
};

struct Judged {
  bool first = false;
  bool ten = false;
  bool within_50 = false;
  bool within = false;
  bool hit = false;
};

std::string road_of(const address::Index& index, address::AddressId id) {
  return address::road_address_text(index, id, address::SidoStyle::full);
}

std::optional<double> distance(const address::Index& index, address::AddressId id,
                               const Expected& expected) {
  const auto position = index.address(id).position;
  if (!position || !expected.point) return std::nullopt;
  return geo::distance_m(*position, *expected.point);
}

/// Kinds for which a neighbour counts: a lot may hold several addresses, a name several entrances.
bool by_distance(std::string_view kind) {
  return kind == "jibun" || kind == "building" || kind == "chosung";
}

Judged judge(const address::Index& index, const std::vector<address::AddressId>& answers,
             const Expected& expected, std::string_view kind) {
  Judged out;
  for (std::size_t i = 0; i < answers.size() && i < kRanks; ++i) {
    const bool same = comparable(road_of(index, answers[i])) == expected.road;
    const auto metres = distance(index, answers[i], expected);
    const bool near = metres && *metres <= expected.tolerance_m;
    if (i == 0) {
      out.first = same;
      out.within_50 = same || (metres && *metres <= kNear);
      out.within = same || near;
    }
    out.ten = out.ten || same;
    if (i < expected.top) out.hit = out.hit || same || (near && by_distance(kind));
  }
  return out;
}

std::vector<address::AddressId> answers_to(const address::Index& index, std::string_view kind,
                                           std::string_view query, address::Scratch& scratch) {
  std::vector<address::AddressId> out;
  if (kind == "prefix") {
    for (const auto& suggestion : address::suggest(index, query, kRanks, scratch))
      out.push_back(suggestion.hit.address);
  } else {
    for (const auto& hit : address::search(index, query, {.hits_max = kRanks}, scratch).hits)
      out.push_back(hit.address);
  }
  return out;
}

KindScore& score_of(ScoreReport& report, std::string_view kind) {
  for (auto& entry : report.kinds)
    if (entry.kind == kind) return entry;
  KindScore& added = report.kinds.emplace_back();
  added.kind = kind;
  return added;
}

void count(KindScore& score, const Judged& judged) {
  ++score.queries;
  score.hits += judged.hit ? 1 : 0;
  score.first += judged.first ? 1 : 0;
  score.ten += judged.ten ? 1 : 0;
  score.within_50 += judged.within_50 ? 1 : 0;
  score.within += judged.within ? 1 : 0;
}

Expected expected_of(const Rows& rows, std::size_t row, std::string_view lon,
                     std::string_view lat) {
  Expected out;
  out.road = comparable(rows.at(row, "expect_road"));
  const auto x = number(rows.at(row, lon));
  const auto y = number(rows.at(row, lat));
  if (x && y) out.point = geo::Point{*x, *y};
  out.tolerance_m = number(rows.at(row, "tol_m")).value_or(kNear);
  out.top = static_cast<std::uint32_t>(number(rows.at(row, "top_n")).value_or(1));
  return out;
}

/// A query is plain text, or `json:` and a JSON string where a row could not hold it.
std::string query_text(std::string_view column) {
  constexpr std::string_view kJson = "json:";
  if (column.substr(0, kJson.size()) != kJson) return std::string(column);
  const auto parsed = wire::Json::parse(column.substr(kJson.size()));
  const auto* text = parsed ? parsed->if_string() : nullptr;
  return text != nullptr ? *text : std::string(column);
}

std::string shown(const address::Index& index, const std::vector<address::AddressId>& answers) {
  if (answers.empty()) return "";
  return answers[0] == address::kNoAddress ? "(no address)" : road_of(index, answers[0]);
}

void score_queries(const address::Index& index, const Rows& rows, const base::Clock& clock,
                   ScoreReport& report) {
  address::Scratch scratch;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto kind = rows.at(row, "kind");
    const std::string query = query_text(rows.at(row, "query"));
    const auto started = clock.steady();
    auto answers = answers_to(index, kind, query, scratch);
    const auto took = clock.steady() - started;
    const bool nothing = answers.empty();
    const auto first = shown(index, answers);
    std::erase(answers, address::kNoAddress);
    auto judged = judge(index, answers, expected_of(rows, row, "expect_lon", "expect_lat"), kind);
    if (kind == "garbage") judged = {.hit = nothing};
    KindScore& score = score_of(report, kind);
    count(score, judged);
    score.micros.push_back(static_cast<double>(took.count()) / 1000);
    if (!judged.hit)
      report.misses.push_back({std::string(rows.at(row, "id")), std::string(kind), query,
                               std::string(rows.at(row, "expect_road")), first});
  }
}

void score_points(const address::Index& index, const Rows& rows, const base::Clock& clock,
                  ScoreReport& report) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const geo::Point point{number(rows.at(row, "lon")).value_or(0),
                           number(rows.at(row, "lat")).value_or(0)};
    const auto started = clock.steady();
    std::vector<address::AddressId> answers;
    for (const auto& near : address::nearest_addresses(index, point, kReverseRadius, kRanks))
      answers.push_back(near.address);
    const auto took = clock.steady() - started;
    const auto judged =
        judge(index, answers, expected_of(rows, row, "true_lon", "true_lat"), "reverse");
    KindScore& score = score_of(report, "reverse");
    count(score, judged);
    score.micros.push_back(static_cast<double>(took.count()) / 1000);
    if (!judged.hit)
      report.misses.push_back({std::string(rows.at(row, "id")), "reverse",
                               fmt::format("{} {}", rows.at(row, "lon"), rows.at(row, "lat")),
                               std::string(rows.at(row, "expect_road")), shown(index, answers)});
  }
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto at =
      static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)));
  return values[at];
}

double percent(std::uint32_t part, std::uint32_t whole) {
  return whole == 0 ? 0 : 100.0 * part / whole;
}

}  // namespace

std::string comparable(std::string_view address) {
  std::string out;
  bool province = true;
  for (auto word : split(address, ' ')) {
    if (word.empty()) continue;
    if (province) {
      for (const auto& names : kProvinces)
        if (std::find(names.begin(), names.end(), word) != names.end()) word = names[0];
      province = false;
    } else if (word.ends_with("읍") || word.ends_with("면")) {
      continue;
    }
    out += word;
  }
  return out;
}

base::Outcome<ScoreReport, std::string> score_file(const address::Index& index,
                                                   std::string_view text,
                                                   const base::Clock& clock) {
  const Rows rows(text);
  ScoreReport report;
  if (rows.has("kind") && rows.has("query") && rows.has("expect_road")) {
    score_queries(index, rows, clock, report);
  } else if (rows.has("lon") && rows.has("lat") && rows.has("expect_road")) {
    score_points(index, rows, clock, report);
  } else {
    return base::fail(
        std::string("the header names neither kind, query, expect_road nor lon, "
                    "lat, expect_road"));
  }
  return report;
}

std::string score_text(const ScoreReport& report, bool failures) {
  std::string out =
      fmt::format("{:<10} {:>5} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}\n", "kind", "n", "hit %",
                  "top-1 %", "top-10 %", "50 m %", "tol %", "p50 µs", "p99 µs");
  for (const auto& score : report.kinds)
    out +=
        fmt::format("{:<10} {:>5} {:>8.2f} {:>8.2f} {:>8.2f} {:>8.2f} {:>8.2f} {:>8.1f} {:>8.1f}\n",
                    score.kind, score.queries, percent(score.hits, score.queries),
                    percent(score.first, score.queries), percent(score.ten, score.queries),
                    percent(score.within_50, score.queries), percent(score.within, score.queries),
                    percentile(score.micros, 0.5), percentile(score.micros, 0.99));
  out += fmt::format("{} misses\n", report.misses.size());
  if (failures)
    for (const auto& miss : report.misses)
      out += fmt::format("{}\t{}\t{}\t{}\t{}\n", miss.id, miss.kind, miss.query, miss.expected,
                         miss.answer);
  return out;
}

wire::Json score_json(const ScoreReport& report, bool failures) {
  wire::Json kinds = wire::Json::array();
  for (const auto& score : report.kinds) {
    wire::Json row = wire::Json::object();
    row.set("kind", score.kind).set("n", static_cast<std::int64_t>(score.queries));
    row.set("hits", static_cast<std::int64_t>(score.hits));
    row.set("top_1", static_cast<std::int64_t>(score.first));
    row.set("top_10", static_cast<std::int64_t>(score.ten));
    row.set("within_50_m", static_cast<std::int64_t>(score.within_50));
    row.set("within_tolerance", static_cast<std::int64_t>(score.within));
    row.set("p50_us", percentile(score.micros, 0.5)).set("p99_us", percentile(score.micros, 0.99));
    kinds.push(std::move(row));
  }
  wire::Json out = wire::Json::object();
  out.set("kinds", std::move(kinds));
  out.set("misses", static_cast<std::int64_t>(report.misses.size()));
  if (!failures) return out;
  wire::Json misses = wire::Json::array();
  for (const auto& miss : report.misses) {
    wire::Json row = wire::Json::object();
    row.set("id", miss.id).set("kind", miss.kind).set("query", miss.query);
    row.set("expected", miss.expected).set("answer", miss.answer);
    misses.push(std::move(row));
  }
  out.set("failures", std::move(misses));
  return out;
}

}  // namespace haetae::app
