// SPDX-License-Identifier: Apache-2.0
#include "answer_writer.hpp"

#include "haetae/wire/json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <iterator>

namespace haetae::api {
namespace {

/// Room for one address, so that most answers allocate once.
constexpr std::size_t kUsualSize = 1200;

/// Three bytes of a letter of U+1000 to U+FFFF, Hangul among them, but the surrogates.
bool is_three(const unsigned char* at) {
  if (at[0] < 0xE1 || at[0] > 0xEF || (at[1] & 0xC0U) != 0x80 || (at[2] & 0xC0U) != 0x80) {
    return false;
  }
  return at[0] != 0xED || at[1] < 0xA0;
}

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  append_inside(out, text);
  out += '"';
}

}  // namespace

void append_inside(std::string& out, std::string_view text) {
  if (is_plain_json(text)) {
    out += text;
    return;
  }
  std::string quoted;
  wire::append_json_string(quoted, text);
  out += std::string_view{quoted}.substr(1, quoted.size() - 2);
}

bool is_plain_json(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  while (at != end) {
    if (*at < 0x80) {
      if (*at < 0x20 || *at == '"' || *at == '\\') return false;
      ++at;
    } else if (end - at >= 3 && is_three(at)) {
      at += 3;
    } else {
      return false;
    }
  }
  return true;
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

void AnswerWriter::open(std::string_view name) {
  if (out_.back() != '{') out_ += ',';
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void AnswerWriter::begin_object(std::string_view name) {
  open(name);
  out_ += '{';
}

void AnswerWriter::begin_element() {
  if (out_.back() != '[') out_ += ',';
  out_ += '{';
}

void AnswerWriter::begin_array(std::string_view name) {
  open(name);
  out_ += '[';
}

void AnswerWriter::text(std::string_view name, std::string_view value) {
  open(name);
  append_json_text(out_, value);
}

void AnswerWriter::text_element(std::string_view value) {
  if (out_.back() != '[') out_ += ',';
  append_json_text(out_, value);
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

void AnswerWriter::value(std::string_view name, std::string_view json) {
  open(name);
  out_ += json;
}

std::string& AnswerWriter::begin_text(std::string_view name) {
  open(name);
  out_ += '"';
  return out_;
}

std::string AnswerWriter::finish() {
  out_ += '}';
  return std::move(out_);
}

}  // namespace haetae::api
