// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace haetae::http {

[[nodiscard]] constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// CTL of RFC 5234 but for TAB, which field values may hold.
[[nodiscard]] constexpr bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}
/// tchar of RFC 9110 §5.6.2.
[[nodiscard]] constexpr bool is_token_char(char c) {
  return is_alphanumeric(c) ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

/// 1 to 5 digits, 0–65535.
[[nodiscard]] inline std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, port);
  if (text.empty() || text.size() > 5 || result.ec != std::errc{} || result.ptr != end) {
    return std::nullopt;
  }
  return port;
}

}  // namespace haetae::http
