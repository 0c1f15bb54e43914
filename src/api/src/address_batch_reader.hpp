// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The rows of a batch, one after the other, without a copy of the text and without an allocation
// per row.

namespace haetae::api {

struct BatchRow {
  std::string_view query;  ///< as given; any bytes
  /// `id` of an NDJSON object, a string or integer as it was written, so that it can be written
  /// again; empty when there is none.
  std::string_view id;
  bool malformed = false;  ///< a line that is not the JSON it should be
};

enum class BatchInput { csv, ndjson, lines };

struct BatchFormat {
  BatchInput input = BatchInput::csv;
  /// CSV: name of the column that holds the addresses, or its number from 1; empty: the column with
  /// a usual name ("address", "주소", …), otherwise the first.
  std::string_view column = {};
  /// CSV: whether the first line holds names; unknown: when it has a usual name or `column`.
  std::optional<bool> has_header = {};
};

/// The text outlives the reader. The views of a row hold until the next one is read.
class BatchReader {
 public:
  /// Nothing when a column was named that the first line has not.
  [[nodiscard]] static std::optional<BatchReader> open(std::string_view text,
                                                       const BatchFormat& format);

  /// False when there is no more row. An empty line is a row in CSV and lines, none in NDJSON.
  [[nodiscard]] bool next(BatchRow& row);
  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  BatchReader(std::string_view text, BatchInput input) : text_(text), input_(input) {}

  [[nodiscard]] bool choose_column(const BatchFormat& format);
  [[nodiscard]] std::string_view read_line();
  /// The field at the position; `last` when its record ends with it.
  [[nodiscard]] std::string_view read_field(std::string& buffer, bool& last);
  [[nodiscard]] std::string_view read_quoted(std::string& buffer, bool& last);
  void end_field(bool& last);
  void read_record(BatchRow& row);
  void read_json(BatchRow& row, std::string_view line);

  std::string_view text_;
  BatchInput input_;
  std::size_t at_ = 0;
  std::size_t column_ = 0;
  std::string buffer_;
};

}  // namespace haetae::api
