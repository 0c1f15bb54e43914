// SPDX-License-Identifier: Apache-2.0
#include "pack.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/wire/base64url.hpp"

#include <algorithm>
#include <array>

namespace haetae::oidc {
namespace {

enum Form : std::uint8_t { plain = 0, id = 1, hex = 2, digest = 3 };

constexpr std::size_t kIdBytes = 17;  // 26 characters of 5 bits
constexpr std::string_view kIdDigits = "0123456789abcdefghijklmnopqrstuv";
/// Instants are kept within ±2^52 ms so that no arithmetic with lifetimes can overflow.
constexpr std::int64_t kIntegerMax = std::int64_t{1} << 52;

/// Positions are part of the sealed format: append, never reorder.
constexpr std::array<std::string_view, 28> kKnownScopes{"openid",
                                                        "profile",
                                                        "profile_nickname",
                                                        "profile_image",
                                                        "name",
                                                        "account_email",
                                                        "gender",
                                                        "age_range",
                                                        "birthday",
                                                        "birthyear",
                                                        "phone_number",
                                                        "account_ci",
                                                        "shipping_address",
                                                        "friends",
                                                        "talk_message",
                                                        "plusfriends",
                                                        "legal_name",
                                                        "legal_birth_date",
                                                        "legal_gender",
                                                        "talk_chats",
                                                        "story_publish",
                                                        "story_read",
                                                        "talk_calendar",
                                                        "talk_calendar_task",
                                                        "email",
                                                        "phone",
                                                        "address",
                                                        "offline_access"};

std::string pack_id(std::string_view text) {
  std::string out(kIdBytes, '\0');
  std::size_t bit = 0;
  for (const char c : text) {
    const auto digit = kIdDigits.find(c);
    for (int place = 4; place >= 0; --place, ++bit) {
      if ((digit >> place & 1U) != 0) {
        out[bit / 8] =
            static_cast<char>(static_cast<unsigned char>(out[bit / 8]) | (0x80U >> (bit % 8)));
      }
    }
  }
  return out;
}

std::string unpack_id(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < base::kIdLength; ++at) {
    std::size_t digit = 0;
    for (std::size_t bit = at * 5; bit < at * 5 + 5; ++bit) {
      const auto byte = static_cast<unsigned char>(bytes[bit / 8]);
      digit = digit << 1 | (byte >> (7 - bit % 8) & 1U);
    }
    out += kIdDigits[digit];
  }
  return out;
}

bool is_even_hex(std::string_view text) {
  return text.size() >= 8 && text.size() % 2 == 0 &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Form form_of(std::string_view text) {
  if (base::is_id(text)) return Form::id;
  if (is_even_hex(text)) return Form::hex;
  if (text.size() == 43 && wire::base64url_decode(text)) return Form::digest;
  return Form::plain;
}

}  // namespace

void Packer::number(std::uint64_t value) {
  while (value >= 0x80) {
    byte(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  byte(static_cast<std::uint8_t>(value));
}

void Packer::integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  number(bits << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void Packer::text(std::string_view value) {
  number(value.size());
  out_ += value;
}

void Packer::squeezed(std::string_view value) {
  const Form form = form_of(value);
  byte(form);
  if (form == Form::id) {
    out_ += pack_id(value);
  } else if (form == Form::hex) {
    text(base::as_text(*wire::hex_decode(value)));
  } else if (form == Form::digest) {
    out_ += base::as_text(*wire::base64url_decode(value));
  } else {
    text(value);
  }
}

void Packer::texts(const std::vector<std::string>& values) {
  number(values.size());
  for (const auto& value : values)
    text(value);
}

void Packer::scopes(const std::vector<std::string>& values) {
  number(values.size());
  for (const auto& value : values) {
    const auto found = std::find(kKnownScopes.begin(), kKnownScopes.end(), value);
    if (found != kKnownScopes.end()) {
      byte(static_cast<std::uint8_t>(found - kKnownScopes.begin() + 1));
    } else {
      byte(0);
      text(value);
    }
  }
}

void Unpacker::refuse() {
  good_ = false;
  in_ = {};
}

std::string Unpacker::take(std::size_t length) {
  if (length > in_.size()) {
    refuse();
    return {};
  }
  std::string out{in_.substr(0, length)};
  in_.remove_prefix(length);
  return out;
}

std::uint8_t Unpacker::byte() {
  const auto one = take(1);
  return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one.front());
}

std::uint8_t Unpacker::choice(std::uint8_t count) {
  const auto value = byte();
  if (value < count) return value;
  refuse();
  return 0;
}

std::uint64_t Unpacker::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto next = byte();
    const bool too_large = shift == 63 && next > 1;
    const bool padded = shift != 0 && next == 0;
    if (!good_ || too_large || padded) break;
    value |= static_cast<std::uint64_t>(next & 0x7fU) << shift;
    if ((next & 0x80U) == 0) return value;
  }
  refuse();
  return 0;
}

std::int64_t Unpacker::integer() {
  const auto bits = number();
  const auto value = static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
  if (value > -kIntegerMax && value < kIntegerMax) return value;
  refuse();
  return 0;
}

std::string Unpacker::text() {
  return take(number());
}

std::string Unpacker::squeezed() {
  const auto form = static_cast<Form>(choice(4));
  std::string out;
  if (form == Form::id) {
    const auto bytes = take(kIdBytes);
    if (good_) out = unpack_id(bytes);
    if (good_ && pack_id(out) != bytes) refuse();
  } else if (form == Form::hex) {
    out = wire::hex_encode(base::as_bytes(text()));
  } else if (form == Form::digest) {
    out = wire::base64url_encode(base::as_bytes(take(32)));
  } else {
    out = text();
  }
  if (good_ && form_of(out) != form) refuse();
  return good_ ? out : std::string{};
}

std::vector<std::string> Unpacker::texts(std::size_t count_max) {
  const auto count = number();
  if (count > count_max) refuse();
  std::vector<std::string> out;
  for (std::uint64_t at = 0; good_ && at < count; ++at)
    out.push_back(text());
  return out;
}

std::vector<std::string> Unpacker::scopes(std::size_t count_max) {
  const auto count = number();
  if (count > count_max) refuse();
  std::vector<std::string> out;
  for (std::uint64_t at = 0; good_ && at < count; ++at) {
    const auto known = choice(kKnownScopes.size() + 1);
    out.push_back(known != 0 ? std::string{kKnownScopes.at(known - 1U)} : text());
    if (known == 0 &&
        std::find(kKnownScopes.begin(), kKnownScopes.end(), out.back()) != kKnownScopes.end()) {
      refuse();
    }
  }
  return out;
}

}  // namespace haetae::oidc
