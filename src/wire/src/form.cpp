// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/form.hpp"

#include "text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <simdjson.h>

namespace haetae::wire {
namespace {

/// What most queries have at most.
constexpr std::size_t kUsualFields = 4;

/// Values of hexadecimal digits; above 15 for what is none.
constexpr auto kHexDigits = [] {
  std::array<std::uint8_t, 256> digits{};
  for (std::size_t i = 0; i < digits.size(); ++i)
    digits[i] = static_cast<std::uint8_t>(i < 0x80 ? hex_digit(static_cast<char>(i)) : -1);
  return digits;
}();

}  // namespace

Form Form::parse(std::string_view text) {
  Form form;
  if (!text.empty()) form.fields_.reserve(kUsualFields);
  while (!text.empty() && form.fields_.size() < kFormFieldsMax) {
    auto piece = take_until(text, '&');
    if (piece.empty()) continue;
    const auto name = take_until(piece, '=');
    form.fields_.push_back({form_decode(name), form_decode(piece)});
  }
  return form;
}

void Form::add(std::string_view name, std::string_view value) {
  fields_.push_back({std::string{name}, std::string{value}});
}

std::optional<std::string_view> Form::get(std::string_view name) const& {
  for (const auto& field : fields_) {
    if (field.name == name) return field.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Form::get_filled(std::string_view name) const& {
  const auto value = get(name);
  return value && !value->empty() ? value : std::nullopt;
}

std::string Form::text(std::string_view name) const {
  return std::string{get(name).value_or(std::string_view{})};
}

std::size_t Form::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields_.begin(), fields_.end(), [&](const Field& field) { return field.name == name; }));
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& field : fields_) {
    if (field.name == name) values.push_back(field.value);
  }
  return values;
}

std::string Form::to_text() const {
  std::string out;
  for (const auto& field : fields_) {
    if (!out.empty()) out += '&';
    out += percent_encode(field.name);
    out += '=';
    out += percent_encode(field.value);
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      append_percent_byte(out, c);
    }
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const auto byte = percent_byte(text, at);
    if (!byte) return std::nullopt;
    out += *byte;
    at += 2;
  }
  return out;
}

std::string form_decode(std::string_view text) {
  std::string out(text.size(), '\0');
  char* to = out.data();
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (*at == '%' && end - at >= 3) {
      const unsigned high = kHexDigits[static_cast<unsigned char>(at[1])];
      const unsigned low = kHexDigits[static_cast<unsigned char>(at[2])];
      if (high < 16 && low < 16) {
        *to++ = static_cast<char>(high * 16 + low);
        at += 3;
        continue;
      }
    }
    *to++ = *at == '+' ? ' ' : *at;
    ++at;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return out;
}

std::optional<char> percent_byte(std::string_view text, std::size_t at) {
  if (text.size() - at < 3 || text[at] != '%') return std::nullopt;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

void append_percent_byte(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out += '%';
  out += kDigits[value >> 4];
  out += kDigits[value & 15];
}

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
  };
  const auto continues = [&](std::size_t offset) { return (byte(offset) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (at >= text.size()) return 0;
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return continues(1) ? 2 : 0;
  const unsigned second = byte(1);
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return !overlong && !surrogate && continues(1) && continues(2) ? 3 : 0;
  }
  const bool overlong = first == 0xF0 && second < 0x90;
  const bool too_large = first == 0xF4 && second > 0x8F;
  return !overlong && !too_large && continues(1) && continues(2) && continues(3) ? 4 : 0;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace haetae::wire
