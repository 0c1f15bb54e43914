// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace haetae::address {

/// What stands before a unit. Text is matched without it; it says where words end.
using Gaps = std::uint8_t;
inline constexpr Gaps kSpace = 1;
inline constexpr Gaps kDot = 2;  ///< also a middle dot: "3·15대로", "종로1.2가동"
inline constexpr Gaps kHyphen = 4;
inline constexpr Gaps kComma = 8;
inline constexpr Gaps kSymbol = 16;  ///< any other sign
inline constexpr Gaps kSide = 32;    ///< something in parentheses stood here

inline constexpr std::size_t kUnitsMax = 320;

/// Letters and digits of a text as UTF-16 units, Hangul composed, Latin in lower case, without
/// spaces and signs. A character beyond the BMP is one U+FFFD.
class Text {
 public:
  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] char16_t operator[](std::uint32_t i) const { return units_[i]; }
  /// Gaps before unit i; i = size(): what stands at the end.
  [[nodiscard]] Gaps gap(std::uint32_t i) const { return gaps_[i]; }
  [[nodiscard]] std::u16string_view units(std::uint32_t from, std::uint32_t to) const {
    return {units_.data() + from, to - from};
  }
  [[nodiscard]] std::u16string_view units() const { return units(0, size_); }
  /// Where the units [from, to) stand in the query: bytes [first, second).
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> bytes(std::uint32_t from,
                                                              std::uint32_t to) const {
    return {starts_[from], ends_[to - 1]};
  }
  /// hash_of(units(from, to)) by two multiplications.
  [[nodiscard]] std::uint64_t hash(std::uint32_t from, std::uint32_t to) const;

  void clear();
  void push(char16_t unit, std::uint32_t start, std::uint32_t end);
  void push_gap(Gaps gap) { gaps_[size_] |= gap; }
  void replace_last(char16_t unit, std::uint32_t end);
  /// Forgets the first `count` units.
  void drop_front(std::uint32_t count);
  void append(const Text& other);

 private:
  std::uint32_t size_ = 0;
  std::array<char16_t, kUnitsMax> units_;
  std::array<Gaps, kUnitsMax + 1> gaps_;
  std::array<std::uint16_t, kUnitsMax> starts_;
  std::array<std::uint16_t, kUnitsMax> ends_;
  std::array<std::uint64_t, kUnitsMax + 1> sums_;
};

/// A polynomial hash of units, before `mix_hash` spreads it.
[[nodiscard]] std::uint64_t hash_of(std::u16string_view units);
/// The hash of a text without its unit i.
[[nodiscard]] std::uint64_t hash_without(std::u16string_view units, std::uint64_t hash,
                                         std::size_t i);
[[nodiscard]] constexpr std::uint64_t mix_hash(std::uint64_t hash) {
  hash ^= hash >> 32;
  hash *= 0x9E3779B97F4A7C15ULL;
  hash ^= hash >> 29;
  hash *= 0xBF58476D1CE4E5B9ULL;
  return hash ^ hash >> 32;
}

/// A query in the form that names are compared in.
struct NormalisedQuery {
  Text main;
  Text side;              ///< what stood in parentheses: "(태평로1가, 서울시청)"
  std::uint32_t zip = 0;  ///< a zip before the address: "(우)04524 서울 …"
};

/// Any bytes; those that are no UTF-8 count as a sign. At most kQueryBytesMax bytes and kUnitsMax
/// units are read. Allocates nothing.
void normalise_query(std::string_view text, NormalisedQuery& out);

/// The same for a name of the data; parentheses are signs like others.
void normalise_name(std::string_view text, Text& out);

}  // namespace haetae::address
