// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "index_bytes.hpp"

#include <charconv>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

/// The index that tests of queries ask: tests/cases/address/fixture.txt.
namespace haetae::address {

inline std::vector<std::string> fields(const std::string& line, char separator) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == separator) {
      out.emplace_back();
    } else {
      out.back().push_back(c);
    }
  }
  return out;
}

inline std::uint64_t digits_of(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// "12-3", "지하 12", "산 12-3": the words before the number, then main and sub.
inline std::pair<std::uint32_t, std::uint32_t> main_and_sub(std::string_view text) {
  const auto first = text.find_first_of("0123456789");
  if (first == std::string_view::npos) return {0, 0};
  text.remove_prefix(first);
  const auto hyphen = text.find('-');
  return {static_cast<std::uint32_t>(digits_of(text)),
          hyphen == std::string_view::npos
              ? 0U
              : static_cast<std::uint32_t>(digits_of(text.substr(hyphen + 1)))};
}

/// Adds one line of the fixture; `roads` numbers the roads of each 시군구.
inline void add_fixture_line(IndexBuilder& builder, const std::string& line,
                             std::map<std::string, std::uint64_t>& roads) {
  const auto f = fields(line, '|');
  HAETAE_ASSERT(f.size() == 12);
  const auto region = digits_of(f[4]);
  const auto sigungu = region / 100000;
  const auto serial = roads.emplace(std::to_string(sigungu) + f[5], 2000001 + roads.size());
  const auto road = sigungu * 10000000 + serial.first->second;
  builder.add(RegionRecord{region, f[0], f[1], f[2], f[3]});
  builder.add(RoadRecord{road, f[5], ""});
  AddressRecord record;
  record.key.road = road;
  const auto [main, sub] = main_and_sub(f[6]);
  record.key.number = {f[6].starts_with("지하") ? Ground::underground : Ground::surface, main, sub};
  record.region = region;
  const auto [lot_main, lot_sub] = main_and_sub(f[7]);
  record.lot = {f[7].starts_with("산"), lot_main, lot_sub};
  record.zip = static_cast<std::uint32_t>(digits_of(f[8]));
  record.building = f[9];
  record.district_name = f[10];
  record.district = digits_of(f[11]);
  builder.add(record);
}

inline OpenIndex fixture_index() {
  IndexBuilder builder;
  std::ifstream file(HAETAE_SOURCE_DIR "/tests/cases/address/fixture.txt");
  HAETAE_ASSERT(file.good());
  std::map<std::string, std::uint64_t> roads;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#') add_fixture_line(builder, line, roads);
  for (const auto& [code, people] :
       {std::pair{3114000000ULL, 310'000U}, std::pair{5111000000ULL, 286'000U},
        std::pair{5121000000ULL, 81'000U}})
    builder.add(PopulationRecord{code, people});
  return OpenIndex(builder);
}

}  // namespace haetae::address
