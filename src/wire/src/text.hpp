// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Small pieces that several codecs of this module share. Not public.
namespace haetae::wire {

/// ASCII classes without the locale of <cctype>.
[[nodiscard]] constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool is_alnum(char c) {
  return is_alpha(c) || is_digit(c);
}
/// RFC 3986 §2.3.
[[nodiscard]] constexpr bool is_unreserved(char c) {
  return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
/// RFC 3986 §2.2.
[[nodiscard]] constexpr bool is_sub_delim(char c) {
  return std::string_view{"!$&'()*+,;="}.find(c) != std::string_view::npos;
}
/// RFC 9110 §5.6.2.
[[nodiscard]] constexpr bool is_token_char(char c) {
  return is_alnum(c) || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}
/// C0 controls and DEL.
[[nodiscard]] constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// 0–15, or -1.
[[nodiscard]] constexpr int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
/// The byte that `%XX` at `at` stands for; nullopt when there is no whole sequence.
[[nodiscard]] std::optional<char> percent_byte(std::string_view text, std::size_t at);
void append_percent_byte(std::string& out, char byte);

/// Length in bytes of the well-formed UTF-8 character at `at` (Unicode 15, table 3-7), or 0.
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t at);

/// '+' is a space, %XX a byte, a broken sequence stays (WHATWG URL §5.1).
[[nodiscard]] std::string form_decode(std::string_view text);

/// What stands before the first `separator`; `rest` moves behind it, or to the end.
[[nodiscard]] std::string_view take_until(std::string_view& rest, char separator);

/// The type of a Content-Type value, without parameters and spaces around; case as it came.
[[nodiscard]] std::string_view media_type(std::string_view content_type);

}  // namespace haetae::wire
