// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/credentials.hpp"

#include "haetae/crypto/password.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace haetae::accounts {
namespace {

struct Free {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

/// NFC; empty when `text` is no UTF-8. Expects a short text.
std::string to_nfc(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, Free> owner{mapped};
  if (length < 0 || mapped == nullptr) return {};
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

/// Code points of a text that is UTF-8.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// The heads of every list of leaked passwords, eight characters or more, and Korean keyboard runs.
constexpr std::array<std::string_view, 40> kMostUsed = {
    "password",   "password1", "password12", "password123", "passw0rd", "p@ssw0rd",
    "p@ssword",   "qwertyui",  "qwertyuiop", "qwerty123",   "qwer1234", "1q2w3e4r",
    "1q2w3e4r5t", "1qaz2wsx",  "1qazxsw2",   "q1w2e3r4",    "asdf1234", "asdfasdf",
    "asdfghjk",   "zxcvbnm1",  "abcd1234",   "abc12345",    "a1234567", "a12345678",
    "aa123456",   "iloveyou",  "sunshine",   "princess",    "football", "baseball",
    "superman",   "trustno1",  "welcome1",   "letmein1",    "admin123", "administrator",
    "korea1234",  "dkssud123", "tkfkdgo1",   "12341234"};

/// One step from each character to the next: 12345678, abcdefgh, 98765432, aaaaaaaa.
bool is_run(std::string_view text) {
  for (const int step : {-1, 0, 1}) {
    bool all = true;
    for (std::size_t i = 1; i < text.size() && all; ++i)
      all = text[i] - text[i - 1] == step;
    if (all) return true;
  }
  return text == "1234567890" || text == "0987654321";
}

}  // namespace

base::SecretText normal_password(std::string_view typed) {
  if (typed.size() > crypto::kPasswordLengthMax) return {};
  std::string normal = to_nfc(typed);
  if (normal.size() > crypto::kPasswordLengthMax) return {};
  return base::SecretText{std::move(normal)};
}

std::optional<PasswordFault> password_fault(const base::SecretText& normal, std::string_view email,
                                            std::string_view nickname) {
  const std::string_view text = normal.reveal();
  if (text.size() > crypto::kPasswordLengthMax) return PasswordFault::too_long;
  if (length_of(text) < kPasswordLengthMin) return PasswordFault::too_short;
  const std::string small = lower(text);
  const std::string address = lower(email);
  const bool known = std::find(kMostUsed.begin(), kMostUsed.end(), small) != kMostUsed.end();
  if (known || is_run(small) || small == address || small == lower(nickname) ||
      small == address.substr(0, address.find('@'))) {
    return PasswordFault::guessable;
  }
  return std::nullopt;
}

std::string normal_nickname(std::string_view typed) {
  constexpr std::size_t kBytesMax = kNicknameLengthMax * 4 + 32;
  if (typed.size() > kBytesMax) return {};
  std::string normal = to_nfc(typed);
  const auto is_blank = [](char c) { return c == ' '; };
  const auto first = std::find_if_not(normal.begin(), normal.end(), is_blank);
  const auto last = std::find_if_not(normal.rbegin(), normal.rend(), is_blank).base();
  if (first >= last) return {};
  normal = std::string{first, last};
  const bool has_control = std::any_of(normal.begin(), normal.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  return has_control || length_of(normal) > kNicknameLengthMax ? std::string{} : normal;
}

}  // namespace haetae::accounts
