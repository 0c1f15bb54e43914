// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/base64url.hpp"

#include "text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace haetae::wire {
namespace {

constexpr std::string_view kUrlDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kPlainDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t kNoDigit = 0xFF;
using Values = std::array<std::uint8_t, 256>;

constexpr Values make_values(std::string_view digits) {
  Values values{};
  for (auto& value : values)
    value = kNoDigit;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    values[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr Values kUrlValues = make_values(kUrlDigits);
constexpr Values kPlainValues = make_values(kPlainDigits);

std::string encode(base::BytesView bytes, std::string_view digits) {
  std::string out;
  out.reserve(bytes.size() / 3 * 4 + 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8 | byte) & 0xFFFFU;
    held += 8;
    while (held >= 6) {
      held -= 6;
      out += digits[bits >> held & 63U];
    }
  }
  if (held > 0) out += digits[bits << (6 - held) & 63U];
  return out;
}

/// Digits without padding. The accumulator never holds more than 14 bits, and sizes are only
/// divided, so no length overflows (threat 77).
std::optional<base::Bytes> decode(std::string_view text, const Values& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  base::Bytes out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::uint32_t value = values[static_cast<unsigned char>(c)];
    if (value == kNoDigit) return std::nullopt;
    bits = (bits << 6 | value) & 0x3FFFU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> held & 0xFFU));
    }
  }
  if ((bits & ((1U << held) - 1U)) != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string base64url_encode(base::BytesView bytes) {
  return encode(bytes, kUrlDigits);
}

std::optional<base::Bytes> base64url_decode(std::string_view text) {
  return decode(text, kUrlValues);
}

std::string base64_encode(base::BytesView bytes) {
  std::string out = encode(bytes, kPlainDigits);
  while (out.size() % 4 != 0)
    out += '=';
  return out;
}

std::optional<base::Bytes> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.remove_suffix(1);
  }
  return decode(text, kPlainValues);
}

std::string hex_encode(base::BytesView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::optional<base::Bytes> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  base::Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = hex_digit(text[at]);
    const int low = hex_digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

}  // namespace haetae::wire
