// SPDX-License-Identifier: Apache-2.0
#include "haetae/http/address.hpp"

#include "haetae/base/assert.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace haetae::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t kV4Offset = kMappedPrefix.size();

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  // inet_pton wants a C string; the longest address is shorter than this.
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.empty() || text.size() >= copy.size() || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::memcpy(copy.data(), text.data(), text.size());
  std::array<std::uint8_t, 16> bytes{};
  if (text.find(':') != std::string_view::npos) {
    if (inet_pton(AF_INET6, copy.data(), bytes.data()) != 1) {
      return std::nullopt;
    }
    return Address{bytes};
  }
  std::ranges::copy(kMappedPrefix, bytes.begin());
  if (inet_pton(AF_INET, copy.data(), bytes.data() + kV4Offset) != 1) {
    return std::nullopt;
  }
  return Address{bytes};
}

bool Address::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin());
}

std::string Address::to_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = is_v4();
  const auto* made = inet_ntop(v4 ? AF_INET : AF_INET6, bytes_.data() + (v4 ? kV4Offset : 0),
                               text.data(), text.size());
  HAETAE_ASSERT(made != nullptr);
  return text.data();
}

Address Address::subscriber() const {
  if (is_v4()) {
    return *this;
  }
  auto bytes = bytes_;
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return Address{bytes};
}

namespace {

/// Whether two addresses agree in their first `bits` bits.
bool same_prefix(const Address& a, const Address& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (std::memcmp(a.bytes().data(), b.bytes().data(), whole) != 0) {
    return false;
  }
  const unsigned rest = bits % 8;
  if (rest == 0) {
    return true;
  }
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
  return ((a.bytes()[whole] ^ b.bytes()[whole]) & mask) == 0;
}

bool is_zero_behind(const Address& address, unsigned bits) {
  auto bytes = address.bytes();
  for (unsigned bit = bits; bit < 128; ++bit) {
    if ((bytes[bit / 8] & (0x80U >> (bit % 8))) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = Address::parse(text.substr(0, slash));
  if (!address) {
    return std::nullopt;
  }
  AddressRange range;
  range.network_ = *address;
  if (slash == std::string_view::npos) {
    return range;
  }
  const auto digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  // The written form decides, so that "::ffff:10.0.0.0/104" and "10.0.0.0/8" both mean what they
  // say.
  const bool written_v4 = text.find(':') == std::string_view::npos;
  if (error != std::errc{} || end != digits.data() + digits.size() ||
      bits > (written_v4 ? 32U : 128U)) {
    return std::nullopt;
  }
  range.prefix_bits_ = written_v4 ? bits + 96 : bits;
  if (!is_zero_behind(range.network_, range.prefix_bits_)) {
    return std::nullopt;
  }
  return range;
}

bool AddressRange::contains(const Address& address) const {
  return same_prefix(network_, address, prefix_bits_);
}

}  // namespace haetae::http
