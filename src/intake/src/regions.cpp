// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/regions.hpp"

#include "haetae/intake/table.hpp"

#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

constexpr int kFormerMost = 8;  ///< codes in a row; the table has at most four

struct Region {
  std::uint64_t code = 0;
  std::uint64_t former = 0;
  std::string sido, sigungu, emd, ri;
  bool in_use = false;

  /// Its own part of the name.
  [[nodiscard]] const std::string& own() const {
    return !ri.empty() ? ri : !emd.empty() ? emd : !sigungu.empty() ? sigungu : sido;
  }
};

std::uint64_t code_in(std::string_view text) {
  std::uint64_t code = 0;
  if (text.size() != 10) return 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    code = code * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return code;
}

/// The name that goes with the code: 세종 has no 시군구 of its own.
void straighten(Region& region) {
  if (region.code / 100'000'000 == 36) region.sigungu.clear();
}

/// What today's region was called under its former codes, each name once.
std::uint64_t write_former(const Region& region,
                           const std::unordered_map<std::uint64_t, Region>& all, RecordSink& sink) {
  std::unordered_set<std::string> told = {region.own()};
  std::uint64_t count = 0;
  std::uint64_t former = region.former;
  for (int step = 0; step < kFormerMost && former != 0 && former != region.code; ++step) {
    const auto found = all.find(former);
    if (found == all.end()) break;
    if (told.insert(found->second.own()).second) {
      sink.add(address::FormerRegionRecord{region.code, found->second.own(), former});
      ++count;
    }
    former = found->second.former;
  }
  return count;
}

}  // namespace

Outcome<RegionsReport, IntakeError> read_regions(std::string_view text, const std::string& name,
                                                 RecordSink& sink) {
  Table table{text};
  const auto code = table.column({"법정동코드"});
  const auto sido = table.column({"시도명"});
  const auto sigungu = table.column({"시군구명"});
  const auto emd = table.column({"읍면동명"});
  const auto ri = table.column({"리명"});
  const auto removed = table.column({"삭제일자", "말소일자"});
  const auto former = table.column({"과거법정동코드"});
  if (!code || !sido || !sigungu || !emd || !ri || !removed || !former) {
    return fail(IntakeError{
        IntakeError::Kind::refused,
        fmt::format(
            "{} is not the table of legal regions (국토교통부 법정동코드): it needs the "
            "columns 법정동코드, 시도명, 시군구명, 읍면동명, 리명, 삭제일자 and 과거법정동코드",
            name)});
  }
  std::unordered_map<std::uint64_t, Region> all;
  std::vector<std::uint64_t> order;
  RegionsReport report;
  for (std::vector<std::string> cells; table.next(cells);) {
    ++report.rows;
    Region region{code_in(cells[*code]),
                  code_in(cells[*former]),
                  cells[*sido],
                  cells[*sigungu],
                  cells[*emd],
                  cells[*ri],
                  cells[*removed].empty()};
    if (region.code == 0) continue;
    straighten(region);
    order.push_back(region.code);
    all.insert_or_assign(region.code, std::move(region));
  }
  for (const std::uint64_t number : order) {
    const Region& region = all.at(number);
    if (!region.in_use ||
        (region.sigungu.empty() && region.emd.empty() && number % 100'000'000 != 0)) {
      continue;
    }
    sink.add(address::RegionRecord{number, region.sido, region.sigungu, region.emd, region.ri});
    ++report.regions;
    report.former += write_former(region, all, sink);
  }
  return report;
}

}  // namespace haetae::intake
