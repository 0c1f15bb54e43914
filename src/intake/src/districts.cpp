// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/regions.hpp"
#include "haetae/intake/table.hpp"

#include <fmt/format.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

/// Ten digits, or 0.
std::uint64_t code_in(std::string_view text) {
  std::uint64_t code = 0;
  if (text.size() != 10) return 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    code = code * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return code;
}

}  // namespace

Outcome<DistrictsReport, IntakeError> read_districts(std::string_view text, const std::string& name,
                                                     RecordSink& sink) {
  Table table{text};
  const auto district = table.column({"행정동코드"});
  const auto own = table.column({"읍면동명"});
  const auto region = table.column({"법정동코드"});
  const auto village = table.column({"동리명"});
  const auto removed = table.column({"말소일자"});
  if (!district || !own || !region || !village || !removed) {
    return fail(IntakeError{
        IntakeError::Kind::refused,
        fmt::format(
            "{} is not KIKmix (행정표준코드, 행정동 and 법정동): it needs the columns "
            "행정동코드, 읍면동명, 법정동코드, 동리명 and 말소일자; a sheet of Excel has to "
            "be saved as CSV or text with tabs first",
            name)});
  }
  DistrictsReport report;
  std::uint64_t last = 0;
  for (std::vector<std::string> cells; table.next(cells);) {
    ++report.rows;
    const address::DistrictRecord record{code_in(cells[*district]), cells[*own],
                                         code_in(cells[*region])};
    // Rows of provinces and cities name no 행정동; a date of removal ends a row.
    if (record.name.empty() || !cells[*removed].empty()) continue;
    if (record.code == 0 || record.region == 0) {
      ++report.broken;
      continue;
    }
    sink.add(record);
    ++report.links;
    report.districts += record.code != last ? 1 : 0;
    last = record.code;
  }
  return report;
}

}  // namespace haetae::intake
