// SPDX-License-Identifier: Apache-2.0
#include "addresses.hpp"

#include "haetae/wire/headers.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace haetae::kakao {
namespace {

using Number = std::array<std::uint8_t, 16>;

/// IPv4 as ::ffff:a.b.c.d.
std::optional<Number> number_of(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof terminated) return std::nullopt;
  std::memcpy(terminated, text.data(), text.size());
  Number number{};
  if (inet_pton(AF_INET6, terminated, number.data()) == 1) return number;
  number = {};
  number[10] = number[11] = 0xff;
  if (inet_pton(AF_INET, terminated, number.data() + 12) == 1) return number;
  return std::nullopt;
}

}  // namespace

bool is_allowed_address(const std::vector<std::string>& allowed, std::string_view address) {
  if (allowed.empty()) return true;
  const auto wanted = number_of(address);
  return wanted && std::any_of(allowed.begin(), allowed.end(),
                               [&](const std::string& one) { return number_of(one) == wanted; });
}

bool is_listed_origin(const std::vector<std::string>& origins, std::string_view origin) {
  return std::any_of(origins.begin(), origins.end(),
                     [&](const std::string& one) { return wire::equal_no_case(one, origin); });
}

}  // namespace haetae::kakao
