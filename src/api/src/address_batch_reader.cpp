// SPDX-License-Identifier: Apache-2.0
#include "address_batch_reader.hpp"

#include "address_json_line.hpp"
#include "haetae/wire/headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace haetae::api {
namespace {

constexpr std::size_t kHeaderFieldsMax = 1000;

bool is_usual_name(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames = {"address",  "addr",       "query",
                                                      "주소",     "도로명주소", "지번주소",
                                                      "전체주소", "소재지",     "소재지주소"};
  return std::ranges::any_of(kNames,
                             [&](std::string_view one) { return wire::equal_no_case(one, name); });
}

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t value = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && at == text.data() + text.size();
  return whole && value > 0 ? std::optional{value} : std::nullopt;
}

}  // namespace

std::optional<BatchReader> BatchReader::open(std::string_view text, const BatchFormat& format) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  BatchReader reader{text, format.input};
  if (format.input == BatchInput::csv && !reader.choose_column(format)) return std::nullopt;
  return reader;
}

bool BatchReader::choose_column(const BatchFormat& format) {
  std::vector<std::string> names;
  std::string buffer;
  for (bool last = text_.empty(); !last;) {
    const auto field = read_field(buffer, last);
    if (names.size() < kHeaderFieldsMax) names.emplace_back(wire::trim(field));
  }
  const auto number = number_in(format.column);
  const auto named = std::ranges::find_if(names, [&](const std::string& name) {
    return format.column.empty() ? is_usual_name(name) : wire::equal_no_case(name, format.column);
  });
  const bool found = named != names.end();
  if (number && !found) {
    column_ = *number - 1;
  } else if (found) {
    column_ = static_cast<std::size_t>(named - names.begin());
  } else if (!format.column.empty()) {
    return false;
  }
  const bool usual = std::ranges::any_of(names, is_usual_name);
  if (!format.has_header.value_or(found || usual)) at_ = 0;
  return true;
}

bool BatchReader::next(BatchRow& row) {
  row = {};
  while (at_ < text_.size()) {
    if (input_ == BatchInput::csv) {
      read_record(row);
      return true;
    }
    const auto line = read_line();
    if (input_ == BatchInput::lines) {
      row.query = line;
      return true;
    }
    if (wire::trim(line).empty()) continue;
    read_json(row, line);
    return true;
  }
  return false;
}

std::string_view BatchReader::read_line() {
  const auto end = std::min(text_.find('\n', at_), text_.size());
  auto line = text_.substr(at_, end - at_);
  at_ = std::min(end + 1, text_.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void BatchReader::read_record(BatchRow& row) {
  std::string skipped;
  bool last = false;
  for (std::size_t i = 0; !last; ++i) {
    const auto field = read_field(i == column_ ? buffer_ : skipped, last);
    if (i == column_) row.query = field;
  }
}

void BatchReader::end_field(bool& last) {
  last = true;
  if (at_ >= text_.size()) return;
  const char c = text_[at_];
  if (c == ',') {
    last = false;
    ++at_;
  } else {
    at_ += c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 2U : 1U;
  }
}

std::string_view BatchReader::read_field(std::string& buffer, bool& last) {
  if (at_ < text_.size() && text_[at_] == '"') return read_quoted(buffer, last);
  const auto begin = at_;
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r')
    ++at_;
  const auto field = text_.substr(begin, at_ - begin);
  end_field(last);
  return field;
}

/// RFC 4180 §2; a quote that is never closed takes the rest of the text.
std::string_view BatchReader::read_quoted(std::string& buffer, bool& last) {
  const auto begin = ++at_;
  auto end = std::min(text_.find('"', at_), text_.size());
  std::string_view field = text_.substr(begin, end - begin);
  if (end + 1 < text_.size() && text_[end + 1] == '"') {
    buffer.clear();
    for (at_ = begin; end < text_.size();) {
      buffer.append(text_, at_, end - at_);
      const bool doubled = end + 1 < text_.size() && text_[end + 1] == '"';
      if (!doubled) break;
      buffer += '"';
      at_ = end + 2;
      end = std::min(text_.find('"', at_), text_.size());
    }
    if (end == text_.size()) buffer.append(text_, std::min(at_, end), end - std::min(at_, end));
    field = buffer;
  }
  at_ = std::min(end + 1, text_.size());
  // What stands between the closing quote and the end of the field is no part of it.
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r')
    ++at_;
  end_field(last);
  return field;
}

void BatchReader::read_json(BatchRow& row, std::string_view line) {
  const auto read = read_json_line(line, buffer_);
  row.malformed = !read.has_value();
  if (read) {
    row.query = read->query;
    row.id = read->id;
  }
}

}  // namespace haetae::api
