// SPDX-License-Identifier: Apache-2.0
// Runs tests/cases/address/*.case; README.md there describes the form.
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"
#include "search_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace haetae::address {
namespace {

constexpr auto kStyle = SidoStyle::full;

struct Case {
  std::string where;
  std::vector<std::string> queries;  ///< "query …" and "type …"
  std::vector<std::string> expected;
};

std::vector<Case> read_cases(const std::filesystem::path& path) {
  std::vector<Case> out;
  std::ifstream file(path);
  Case current;
  bool expecting = false;
  std::size_t number = 0;
  const auto finish = [&] {
    if (!current.queries.empty()) out.push_back(std::move(current));
    current = {};
    expecting = false;
  };
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty()) {
      finish();
    } else if (line[0] == '#') {
      continue;
    } else if (line == "----") {
      expecting = true;
    } else {
      if (current.where.empty())
        current.where = fmt::format("{}:{}", path.filename().string(), number);
      (expecting ? current.expected : current.queries).push_back(line);
    }
  }
  finish();
  return out;
}

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string_view name_of(HitKind kind) {
  constexpr std::string_view kNames[] = {"road", "lot", "road_name", "region", "building"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Match match) {
  constexpr std::string_view kNames[] = {"exact",  "prefix", "initials",
                                         "former", "typo",   "partial"};
  return kNames[static_cast<std::size_t>(match)];
}

std::string text_of(const Index& index, const Hit& hit) {
  switch (hit.kind) {
    case HitKind::lot_address:
      return lot_address_text(index, hit.region, hit.lot, kStyle);
    case HitKind::road:
      return road_text(index, hit.road, kStyle);
    case HitKind::region:
      return region_text(index, hit.region, kStyle);
    case HitKind::road_address:
    case HitKind::building:
      return road_address_text(index, hit.address, kStyle);
  }
  return {};
}

/// What a fact of an expectation says of the hit: "zip 04524" → the zip of the hit.
std::string fact_of(const Index& index, const Answer& answer, const Hit& hit,
                    const std::string& key) {
  if (key == "zip")
    return hit.address == kNoAddress ? "" : fmt::format("{:05}", index.address(hit.address).zip);
  if (key == "match") return std::string(name_of(hit.match));
  if (key == "nearest") return hit.nearest ? "yes" : "no";
  if (key == "at")
    return hit.address == kNoAddress ? "" : road_address_text(index, hit.address, kStyle);
  if (key == "district")
    return hit.district == kNoDistrict ? "" : std::string(index.district(hit.district).name);
  if (key == "detail") return answer.parsed.detail;
  if (key == "region") return answer.parsed.region;
  if (key == "number") return answer.parsed.number;
  if (key == "total") return std::to_string(answer.total);
  return "unknown fact " + key;
}

void check_query(const Index& index, const std::string& query, const Case& test, Scratch& scratch) {
  const auto answer = search(index, query, {}, scratch);
  const auto geocoded = geocode(index, query, scratch);
  EXPECT_EQ(geocoded.found, !answer.hits.empty());
  std::size_t rank = 0;
  for (const auto& line : test.expected) {
    auto parts = fields(line, '|');
    std::transform(parts.begin(), parts.end(), parts.begin(), trimmed);
    if (parts[0] == "nothing") {
      EXPECT_TRUE(answer.hits.empty())
          << name_of(answer.hits[0].kind) << ' ' << text_of(index, answer.hits[0]);
      continue;
    }
    ASSERT_LT(rank, answer.hits.size());
    const Hit& hit = answer.hits[rank++];
    EXPECT_EQ(name_of(hit.kind), parts[0]);
    EXPECT_EQ(text_of(index, hit), parts.at(1));
    for (std::size_t i = 2; i < parts.size(); ++i) {
      const auto space = parts[i].find(' ');
      EXPECT_EQ(fact_of(index, answer, hit, parts[i].substr(0, space)), parts[i].substr(space + 1))
          << parts[i];
    }
  }
}

void check_typed(const Index& index, const std::string& typed, const Case& test, Scratch& scratch) {
  const auto offers = suggest(index, typed, 10, scratch);
  for (const auto& line : test.expected) {
    if (line == "nothing") {
      EXPECT_TRUE(offers.empty()) << offers[0].text;
      continue;
    }
    ASSERT_TRUE(line.starts_with("offers | ")) << line;
    const auto text = line.substr(9);
    EXPECT_TRUE(std::any_of(offers.begin(), offers.end(),
                            [&](const Suggestion& offer) { return offer.text == text; }))
        << text << " is not offered";
  }
}

TEST(AddressCases, AnswerAsTheFilesSay) {
  const auto open = fixture_index();
  const auto again = std::make_unique<Scratch>();
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(HAETAE_SOURCE_DIR "/tests/cases/address")) {
    if (entry.path().extension() != ".case") continue;
    for (const auto& test : read_cases(entry.path())) {
      ASSERT_FALSE(test.expected.empty()) << test.where;
      for (const auto& line : test.queries) {
        SCOPED_TRACE(test.where + " " + line);
        ++count;
        if (line.starts_with("type ")) {
          check_typed(open.index, line.substr(5), test, *again);
        } else {
          ASSERT_TRUE(line.starts_with("query "));
          check_query(open.index, line.substr(6), test, *again);
        }
      }
    }
  }
  EXPECT_GT(count, 100U);
}

}  // namespace
}  // namespace haetae::address
