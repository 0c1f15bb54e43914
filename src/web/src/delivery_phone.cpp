// SPDX-License-Identifier: Apache-2.0
#include "delivery_phone.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

constexpr std::size_t kLastPart = 4;
constexpr std::size_t kSharedNumber = 8;  ///< 1588-1234: a firm's number without an area
constexpr std::size_t kAbroadMin = 7;
constexpr std::size_t kAbroadMax = 15;  ///< E.164

/// Seoul has two digits, numbers that follow a person four, all others three.
std::size_t area_of(std::string_view digits) {
  if (digits.starts_with("02")) return 2;
  return digits.starts_with("050") ? 4 : 3;
}

}  // namespace

std::optional<std::string> delivery_phone(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c >= '0' && c <= '9')
      digits.push_back(c);
    else if (std::string_view{" -().+"}.find(c) == std::string_view::npos)
      return std::nullopt;
  }
  if (typed.starts_with('+') && !digits.starts_with("82")) {
    if (digits.size() < kAbroadMin || digits.size() > kAbroadMax) return std::nullopt;
    return "+" + digits;
  }
  if (typed.starts_with('+')) {
    // The country's code gives way to the 0 of calls within it, which some write behind it as well.
    digits.erase(0, digits.starts_with("820") ? 2 : 1);
    digits.front() = '0';
  }
  if (digits.starts_with('1') && digits.size() == kSharedNumber) {
    return fmt::format("{}-{}", digits.substr(0, kLastPart), digits.substr(kLastPart));
  }
  const std::size_t area = area_of(digits);
  if (!digits.starts_with('0') || digits.size() < area + 7 || digits.size() > area + 8) {
    return std::nullopt;
  }
  return fmt::format("{}-{}-{}", digits.substr(0, area),
                     digits.substr(area, digits.size() - area - kLastPart),
                     digits.substr(digits.size() - kLastPart));
}

}  // namespace haetae::web
