// SPDX-License-Identifier: Apache-2.0
#include "profile_rules.hpp"

#include "haetae/accounts/people.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace haetae::accounts {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Trims; false for control characters and over-long texts.
bool tidy(std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) {
    text.clear();
    return true;
  }
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  return text.size() <= kProfileTextMax && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits)
    value = value * 10 + (c - '0');
  return value;
}

bool is_year(const std::string& text) {
  if (text.empty()) return true;
  if (text.size() != 4 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  return number_of(text) >= 1900 && number_of(text) <= 2100;
}

/// MMDD; 29 February and, for the lunar calendar, every 30th exist.
bool is_birthday(const std::string& text, bool lunar) {
  if (text.empty()) return true;
  if (text.size() != 4 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  const int month = number_of(std::string_view{text}.substr(0, 2));
  const int day = number_of(std::string_view{text}.substr(2));
  constexpr std::array kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= (lunar ? 30 : kDays.at(static_cast<std::size_t>(month - 1)));
}

/// Korean numbers in whatever grouping to "+82 10-1234-5678", others to "+" and digits.
bool normalise_phone(std::string& text) {
  if (text.empty()) return true;
  std::string digits;
  for (const char c : text) {
    if (is_digit(c))
      digits.push_back(c);
    else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' && c != '+')
      return false;
  }
  const bool international = text.front() == '+';
  if (international && !digits.starts_with("82")) {
    text = "+" + digits;
    return digits.size() >= 7 && digits.size() <= 15;
  }
  if (international) digits.erase(0, 2);
  if (digits.starts_with('0'))
    digits.erase(0, 1);
  else if (!international)
    return false;
  const std::size_t area = digits.starts_with('2') ? 1 : 2;  // Seoul has one digit
  if (digits.size() < area + 7 || digits.size() > area + 8) return false;
  text = "+82 " + digits.substr(0, area) + "-" + digits.substr(area, digits.size() - area - 4) +
         "-" + digits.substr(digits.size() - 4);
  return true;
}

}  // namespace

bool normalise_address(ShippingAddress& address) {
  for (std::string* text : {&address.name, &address.base_address, &address.detail_address,
                            &address.zone_number, &address.zip_code, &address.receiver_name,
                            &address.receiver_phone_number1, &address.receiver_phone_number2}) {
    if (!tidy(*text)) return false;
  }
  return !address.base_address.empty();
}

bool normalise_profile(Profile& profile) {
  if (!tidy(profile.name) || !tidy(profile.phone_number)) return false;
  if (!profile.gender.empty() && profile.gender != "female" && profile.gender != "male") {
    return false;
  }
  if (!profile.birthday_type.empty() && profile.birthday_type != "SOLAR" &&
      profile.birthday_type != "LUNAR") {
    return false;
  }
  if (!profile.birthday.empty() && profile.birthday_type.empty()) profile.birthday_type = "SOLAR";
  if (!is_year(profile.birthyear) ||
      !is_birthday(profile.birthday, profile.birthday_type == "LUNAR") ||
      !normalise_phone(profile.phone_number)) {
    return false;
  }
  return profile.shipping_addresses.size() <= kAddressesMax &&
         std::all_of(profile.shipping_addresses.begin(), profile.shipping_addresses.end(),
                     normalise_address);
}

void number_addresses(std::vector<ShippingAddress>& addresses,
                      const std::vector<ShippingAddress>& former, base::Instant now) {
  std::int64_t last = base::to_unix_milliseconds(now);
  for (const ShippingAddress& address : former)
    last = std::max(last, address.id);
  bool has_default = false;
  for (ShippingAddress& address : addresses) {
    const auto same = std::find_if(former.begin(), former.end(), [&](const ShippingAddress& other) {
      return address.id != 0 && other.id == address.id;
    });
    if (same == former.end()) {
      address.id = ++last;
      address.updated_at = now;
    } else {
      address.updated_at = same->updated_at;
      if (!(address == *same)) address.updated_at = now;
    }
    if (std::exchange(has_default, has_default || address.is_default)) address.is_default = false;
  }
}

}  // namespace haetae::accounts
