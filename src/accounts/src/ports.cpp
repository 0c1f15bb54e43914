// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/ports.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <utility>

namespace haetae::accounts {
namespace {

struct Mark {
  std::string_view token, name;
};
// The first match counts: most browsers also name the engines that they descend from.
constexpr std::array kBrowsers = {
    Mark{"SamsungBrowser/", "Samsung Internet"},
    Mark{"Whale/", "Whale"},
    Mark{"KAKAOTALK", "KakaoTalk"},
    Mark{"NAVER(", "NAVER"},
    Mark{"Edg/", "Edge"},
    Mark{"EdgA/", "Edge"},
    Mark{"EdgiOS/", "Edge"},
    Mark{"OPR/", "Opera"},
    Mark{"Firefox/", "Firefox"},
    Mark{"FxiOS/", "Firefox"},
    Mark{"HeadlessChrome/", "Chrome"},
    Mark{"CriOS/", "Chrome"},
    Mark{"Chrome/", "Chrome"},
    Mark{"Version/", "Safari"},
};
constexpr std::array kSystems = {
    Mark{"iPhone", "iPhone"},   Mark{"iPad", "iPad"},     Mark{"Android", "Android"},
    Mark{"Windows", "Windows"}, Mark{"CrOS", "ChromeOS"}, Mark{"Mac OS X", "macOS"},
    Mark{"Linux", "Linux"},
};
constexpr std::size_t kDeviceNameMax = 40;

template <std::size_t Count>
std::string_view first_match(const std::array<Mark, Count>& marks, std::string_view text) {
  for (const Mark& mark : marks) {
    if (text.find(mark.token) != std::string_view::npos) return mark.name;
  }
  return {};
}

std::string print_network(int family, const void* bytes, int bits) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_ntop(family, bytes, text.data(), text.size()) == nullptr) return {};
  return std::string{text.data()} + "/" + std::to_string(bits);
}

}  // namespace

std::string device_name(std::string_view user_agent) {
  const std::string_view browser = first_match(kBrowsers, user_agent);
  const std::string_view system = first_match(kSystems, user_agent);
  if (!browser.empty() && !system.empty()) return std::string{browser}.append(", ").append(system);
  if (!browser.empty()) return std::string{browser};
  std::string name{
      user_agent.substr(0, std::min(user_agent.find_first_of("/ ;("), kDeviceNameMax))};
  name.erase(std::remove_if(name.begin(), name.end(), [](char c) { return c < 0x21 || c > 0x7e; }),
             name.end());
  return name;
}

std::string network_of(std::string_view address) {
  std::string text{address};
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) {
    four[3] = 0;
    return print_network(AF_INET, four.data(), 24);
  }
  std::array<std::uint8_t, 16> six{};
  if (inet_pton(AF_INET6, text.c_str(), six.data()) != 1) return text;
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), six.begin())) {
    std::copy(six.begin() + 12, six.end(), four.begin());
    four[3] = 0;
    return print_network(AF_INET, four.data(), 24);
  }
  std::fill(six.begin() + 6, six.end(), std::uint8_t{0});
  return print_network(AF_INET6, six.data(), 48);
}

}  // namespace haetae::accounts
