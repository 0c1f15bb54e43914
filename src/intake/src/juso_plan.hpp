// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/intake/juso.hpp"
#include "rows.hpp"

#include <cstdint>
#include <vector>

namespace haetae::intake {

/// A file that will be read, and how.
struct PlannedFile {
  const SourceFile* source = nullptr;
  RowRules rules;
  bool bom = false;
  std::uint32_t date = 0;  ///< of a change file, from its name; 0 when it has none
  bool month = false;      ///< the name tells a month, and `date` is its last day
  bool beside = false;     ///< changes of a database that only adds to the addresses
  std::size_t report = 0;  ///< in ReadReport::files

  /// The day that the addresses have reached with it.
  [[nodiscard]] std::uint32_t reaches() const { return beside ? 0 : date; }
};

struct Plan {
  std::vector<PlannedFile> files;  ///< in the order of reading
  ReadReport report;               ///< every file, used or not
};

/// Looks into every file and decides. Errors: as read_juso.
[[nodiscard]] base::Outcome<Plan, IntakeError> plan_juso(const std::vector<SourceFile>& files,
                                                         const ReadOptions& options);

/// "…20240131…" in the name of a file, or of the container that it lies in: 20240131; otherwise 0.
[[nodiscard]] std::uint32_t date_in_name(std::string_view name);
/// "202401_…" in a name: the last day of that month; otherwise 0.
[[nodiscard]] std::uint32_t month_in_name(std::string_view name);
/// The day after YYYYMMDD.
[[nodiscard]] std::uint32_t day_after(std::uint32_t date);

}  // namespace haetae::intake
