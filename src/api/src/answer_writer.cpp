// SPDX-License-Identifier: Apache-2.0
#include "answer_writer.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <iterator>

namespace haetae::api {
namespace {

/// Room for one address, so that most answers allocate once.
constexpr std::size_t kUsualSize = 1200;

/// A bit for each byte that is zero, and maybe others above the first.
constexpr std::uint64_t zeros(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  return (eight - kOnes) & ~eight & (kOnes * 0x80);
}

/// Whether one of eight bytes may not stand in a JSON string as it is: controls, quote, backslash.
bool has_escape(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  const std::uint64_t controls = (eight - kOnes * 0x20) & ~eight & (kOnes * 0x80);
  return (controls | zeros(eight ^ kOnes * '"') | zeros(eight ^ kOnes * '\\')) != 0;
}

/// Whether UTF-8 stands in a JSON string as it is; looks at eight bytes at a time.
bool needs_no_escape(std::string_view text) {
  std::uint64_t eight = 0;
  if (text.size() < sizeof eight) {
    eight = 0x2020202020202020U;
    if (!text.empty()) std::memcpy(&eight, text.data(), text.size());
    return !has_escape(eight);
  }
  for (std::size_t at = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (has_escape(eight)) return false;
  }
  std::memcpy(&eight, text.data() + text.size() - sizeof eight, sizeof eight);
  return !has_escape(eight);
}

void append_escaped(std::string& out, std::string_view text) {
  std::string quoted;
  wire::append_json_string(quoted, text);
  out += std::string_view{quoted}.substr(1, quoted.size() - 2);
}

}  // namespace

void append_inside(std::string& out, std::string_view text) {
  if (needs_no_escape(text) && wire::is_utf8(text)) {
    out += text;
  } else {
    append_escaped(out, text);
  }
}

void append_checked(std::string& out, std::string_view text) {
  if (needs_no_escape(text)) {
    out += text;
  } else {
    append_escaped(out, text);
  }
}

void append_degrees(std::string& out, double degrees, std::size_t least) {
  constexpr std::uint64_t kUnit = 10'000'000;
  constexpr std::size_t kDecimals = 7;
  const auto units = std::llround(degrees * static_cast<double>(kUnit));
  if (units < 0) out += '-';
  const auto size = static_cast<std::uint64_t>(units < 0 ? -units : units);
  append_number(out, size / kUnit);
  out += '.';
  append_digits(out, size % kUnit, kDecimals);
  for (auto left = kDecimals; left > least && out.back() == '0'; --left)
    out.pop_back();
}

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void append_digits(std::string& out, std::uint64_t value, std::size_t digits) {
  const std::size_t from = out.size();
  out.resize(from + digits);
  for (std::size_t i = digits; i-- > 0; value /= 10)
    out[from + i] = static_cast<char>('0' + value % 10);
}

AnswerWriter::AnswerWriter() {
  out_.reserve(kUsualSize);
  out_ += '{';
}

void AnswerWriter::open(std::string_view name, std::string_view mark) {
  std::array<char, 64> member;
  HAETAE_ASSERT(name.size() + mark.size() + 2 <= member.size());
  std::size_t size = 0;
  if (out_.back() != '{') member[size++] = ',';
  member[size++] = '"';
  std::memcpy(member.data() + size, name.data(), name.size());
  size += name.size();
  std::memcpy(member.data() + size, mark.data(), mark.size());
  out_.append(member.data(), size + mark.size());
}

void AnswerWriter::begin_object(std::string_view name) {
  open(name, "\":{");
}

void AnswerWriter::begin_element() {
  if (out_.back() != '[') out_ += ',';
  out_ += '{';
}

void AnswerWriter::begin_array(std::string_view name) {
  open(name, "\":[");
}

void AnswerWriter::text(std::string_view name, std::string_view value) {
  append_inside(begin_text(name), value);
  end_text();
}

void AnswerWriter::checked(std::string_view name, std::string_view value) {
  append_checked(begin_text(name), value);
  end_text();
}

void AnswerWriter::text_element(std::string_view value) {
  if (out_.back() != '[') out_ += ',';
  out_ += '"';
  append_inside(out_, value);
  out_ += '"';
}

void AnswerWriter::code(std::string_view name, std::uint64_t value, std::size_t digits) {
  append_digits(begin_text(name), value, digits);
  end_text();
}

void AnswerWriter::null(std::string_view name) {
  value(name, "null");
}

void AnswerWriter::boolean(std::string_view name, bool truth) {
  value(name, truth ? "true" : "false");
}

void AnswerWriter::integer(std::string_view name, std::uint64_t number) {
  open(name);
  append_number(out_, number);
}

void AnswerWriter::number(std::string_view name, double number) {
  open(name);
  if (number == std::trunc(number) && std::abs(number) < 1e15) {
    fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}.0"),
                   static_cast<std::int64_t>(number));
  } else {
    fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}"), number);
  }
}

void AnswerWriter::degrees(std::string_view name, double value) {
  open(name);
  append_degrees(out_, value, 1);
}

void AnswerWriter::value(std::string_view name, std::string_view json) {
  open(name);
  out_ += json;
}

std::string& AnswerWriter::begin_text(std::string_view name) {
  open(name, "\":\"");
  return out_;
}

std::string AnswerWriter::finish() {
  out_ += '}';
  return std::move(out_);
}

}  // namespace haetae::api
