// SPDX-License-Identifier: Apache-2.0
#include "plain_head.hpp"

#include "text.hpp"

#include <algorithm>
#include <array>

namespace haetae::http {
namespace {

constexpr std::string_view kVersion = "HTTP/1.1\r\n";
constexpr std::string_view kLineEnd = "\r\n";

constexpr auto kTokenTable = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = i < 0x80 && is_token_char(static_cast<char>(i));
  }
  return table;
}();

/// Fields that say where the body ends or what becomes of the connection.
constexpr std::array<std::string_view, 5> kSteering = {"Content-Length", "Transfer-Encoding",
                                                       "Expect", "Upgrade", "Proxy-Connection"};
constexpr auto kSteeringLengths = [] {
  std::uint32_t lengths = 0;
  for (const auto name : kSteering)
    lengths |= 1U << name.size();
  return lengths;
}();

bool is_steering(std::string_view name) {
  return name.size() < 32 && (kSteeringLengths >> name.size() & 1U) != 0 &&
         std::ranges::any_of(kSteering,
                             [&](std::string_view one) { return wire::equal_no_case(one, name); });
}

std::size_t token_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && kTokenTable[static_cast<unsigned char>(text[length])])
    ++length;
  return length;
}

/// Takes the request line off `rest`.
bool take_request_line(std::string_view& rest, RequestHead& out) {
  const auto method = rest.substr(0, token_length(rest));
  rest.remove_prefix(method.size());
  if (method.empty() || !rest.starts_with(' ')) return false;
  rest.remove_prefix(1);
  const auto target = rest.substr(0, rest.find(' '));
  if (target.empty() || wire::find_control(target) != target.size()) return false;
  rest.remove_prefix(target.size());
  if (!rest.starts_with(' ') || !rest.substr(1).starts_with(kVersion)) return false;
  rest.remove_prefix(1 + kVersion.size());
  out.method = method;
  out.target = target;
  return true;
}

/// Takes one field line off `rest`.
bool take_field(std::string_view& rest, RequestHead& out) {
  const auto name = rest.substr(0, token_length(rest));
  rest.remove_prefix(name.size());
  if (name.empty() || !rest.starts_with(':') || is_steering(name)) return false;
  const auto end = wire::find_control(rest);
  // A TAB, allowed in a value, ends it here too.
  if (!rest.substr(end).starts_with(kLineEnd)) return false;
  auto value = rest.substr(1, end - 1);
  rest.remove_prefix(end + kLineEnd.size());
  while (value.starts_with(' '))
    value.remove_prefix(1);
  while (value.ends_with(' '))
    value.remove_suffix(1);
  if (wire::equal_no_case(name, "Connection")) {
    if (!out.keep_alive) return false;  // told twice
    const bool closes = wire::equal_no_case(value, "close");
    if (!closes && !wire::equal_no_case(value, "keep-alive")) return false;
    out.keep_alive = !closes;
  }
  out.headers.add(name, value);
  return true;
}

}  // namespace

bool read_plain_head(std::string_view head, std::size_t header_count_max, RequestHead& out) {
  auto rest = head;
  if (!take_request_line(rest, out)) return false;
  out.keep_alive = true;
  for (std::size_t count = 0; rest != kLineEnd; ++count) {
    if (count == header_count_max || !take_field(rest, out)) return false;
  }
  return true;
}

}  // namespace haetae::http
