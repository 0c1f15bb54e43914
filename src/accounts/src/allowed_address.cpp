// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/app.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>

namespace haetae::accounts {
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

bool allows_address(const App& app, std::string_view address) {
  const auto& allowed = app.allowed_ips;
  if (allowed.empty()) return true;
  const auto wanted = number_of(address);
  return wanted && std::any_of(allowed.begin(), allowed.end(),
                               [&](const std::string& one) { return number_of(one) == wanted; });
}

}  // namespace haetae::accounts
