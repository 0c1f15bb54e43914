// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::intake {

/// A table in text: CSV (RFC 4180: quotes, doubled quotes, line ends in quotes), or with tabs,
/// semicolons or bars between the cells. The first line names the columns and decides which.
class Table {
 public:
  /// `text`: UTF-8 with or without a byte order mark, or CP949. Copied.
  explicit Table(std::string_view text);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  /// The first of `names` that is a column.
  [[nodiscard]] std::optional<std::size_t> column(const std::vector<std::string_view>& names) const;
  /// The next row that is not empty; cells that a short row lacks are empty. False at the end.
  bool next(std::vector<std::string>& cells);
  /// The line that the last row began on.
  [[nodiscard]] std::uint64_t line() const { return row_line_; }

 private:
  bool read_row(std::vector<std::string>& cells);
  std::string read_quoted();

  std::string text_;
  std::size_t at_ = 0;
  char separator_ = ',';
  std::uint64_t line_ = 1, row_line_ = 1;
  std::vector<std::string> columns_;
};

}  // namespace haetae::intake
