// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

/// Arithmetic on Hangul code units. Source: The Unicode Standard §3.12.
namespace haetae::address {

inline constexpr char16_t kSyllableFirst = 0xAC00;  ///< 가
inline constexpr char16_t kSyllableLast = 0xD7A3;   ///< 힣
inline constexpr std::uint32_t kFinals = 28;        ///< 27 and none
inline constexpr std::uint32_t kVowelsTimesFinals = 588;

[[nodiscard]] constexpr bool is_syllable(char16_t unit) {
  return unit >= kSyllableFirst && unit <= kSyllableLast;
}
[[nodiscard]] constexpr bool is_digit(char16_t unit) {
  return unit >= u'0' && unit <= u'9';
}
[[nodiscard]] constexpr bool is_latin(char16_t unit) {
  return unit >= u'a' && unit <= u'z';
}
/// A single consonant as a keyboard gives it: ㄱ to ㅎ, without the clusters ㄳ, ㄵ ….
[[nodiscard]] bool is_initial(char16_t unit);

struct Jamo {
  std::uint8_t initial = 0;  ///< 0–18
  std::uint8_t vowel = 0;    ///< 0–20
  std::uint8_t final = 0;    ///< 0–27, 0 is none
  friend bool operator==(const Jamo&, const Jamo&) = default;
};
[[nodiscard]] constexpr Jamo jamo_of(char16_t syllable) {
  const auto index = static_cast<std::uint32_t>(syllable - kSyllableFirst);
  return {static_cast<std::uint8_t>(index / kVowelsTimesFinals),
          static_cast<std::uint8_t>(index % kVowelsTimesFinals / kFinals),
          static_cast<std::uint8_t>(index % kFinals)};
}
[[nodiscard]] constexpr char16_t syllable_of(Jamo jamo) {
  return static_cast<char16_t>(kSyllableFirst + jamo.initial * kVowelsTimesFinals +
                               jamo.vowel * kFinals + jamo.final);
}

/// The initial consonant of a syllable as a keyboard gives it; any other unit stays what it is.
[[nodiscard]] char16_t initial_of(char16_t unit);

/// What a text with its last letter unfinished may become: texts that begin with the first `keep`
/// units of it, then `middle` unless it is 0, then one unit of [low, high].
struct Completion {
  std::size_t keep = 0;
  char16_t middle = 0;
  char16_t low = 0;
  char16_t high = 0;
};
inline constexpr std::size_t kCompletionsMax = 6;
/// "세종대ㄹ" → 세종대 + [라, 맇]; "세조" → 세조 itself, 세 + [족, 좋]; "셎" → 셎 itself, 세 +
/// [자, 짛]. What is written comes first. Returns how many were written to `out`.
std::size_t completions_of(std::u16string_view text, Completion (&out)[kCompletionsMax]);

/// How far a written name is from a known one, as people mistype: 0 equal, then
/// 2 one jamo, or a syllable doubled; 3 two neighbours swapped; 4 a syllable too few or too many;
/// 5 two jamo of a syllable; 7 one whole syllable; kFar anything else. Digits must be equal.
inline constexpr std::uint8_t kFar = 255;
[[nodiscard]] std::uint8_t typing_distance(std::u16string_view written, std::u16string_view known);

}  // namespace haetae::address
