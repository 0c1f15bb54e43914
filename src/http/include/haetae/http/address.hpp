// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::http {

/// An IPv4 or IPv6 address. IPv4 is kept in its mapped form, so that "::ffff:10.0.0.1" and
/// "10.0.0.1" are one address.
class Address {
 public:
  Address() = default;
  explicit Address(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  /// "203.0.113.9" or "2001:db8::1"; no port, brackets, zone or white space.
  [[nodiscard]] static std::optional<Address> parse(std::string_view text);

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  /// IPv4 dotted, IPv6 as RFC 5952 writes it.
  [[nodiscard]] std::string to_text() const;
  /// The network that one subscriber holds: an IPv4 address itself, the /64 of an IPv6 address.
  [[nodiscard]] Address subscriber() const;

  friend bool operator==(const Address&, const Address&) = default;
  friend auto operator<=>(const Address&, const Address&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// A network in CIDR form: "10.0.0.0/8", "2001:db8::/32", or one address.
class AddressRange {
 public:
  /// nullopt when malformed, when the prefix is too long, or when bits behind the prefix are set
  /// ("10.0.0.1/8" is a mistake, not a network).
  [[nodiscard]] static std::optional<AddressRange> parse(std::string_view text);
  [[nodiscard]] bool contains(const Address& address) const;

 private:
  Address network_;
  unsigned prefix_bits_ = 128;
};

}  // namespace haetae::http
