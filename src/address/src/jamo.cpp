// SPDX-License-Identifier: Apache-2.0
#include "jamo.hpp"

#include <algorithm>

namespace haetae::address {
namespace {

constexpr std::u16string_view kInitials = u"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

/// A final consonant as what may be left of it (`stay`) when its last letter moves on to begin the
/// next syllable (`go`, an initial): ㄹㄱ of 닭 → ㄹ and ㄱ.
struct Split {
  std::uint8_t stay = 0;
  std::uint8_t go = 0;
};
constexpr Split kSplits[kFinals] = {{0, 0},  {0, 0},  {0, 1},  {1, 9},  {0, 2},  {4, 12}, {4, 18},
                                    {0, 3},  {0, 5},  {8, 0},  {8, 6},  {8, 7},  {8, 9},  {8, 16},
                                    {8, 17}, {8, 18}, {0, 6},  {0, 7},  {17, 9}, {0, 9},  {0, 10},
                                    {0, 11}, {0, 12}, {0, 14}, {0, 15}, {0, 16}, {0, 17}, {0, 18}};

/// The vowels that begin with another one are its neighbours: ㅗ ㅘ ㅙ ㅚ, ㅜ ㅝ ㅞ ㅟ, ㅡ ㅢ.
std::uint8_t last_vowel_from(std::uint8_t vowel) {
  if (vowel == 8 || vowel == 13) return static_cast<std::uint8_t>(vowel + 3);
  if (vowel == 18) return 19;
  return vowel;
}

Completion block(std::size_t keep, char16_t middle, std::uint8_t initial) {
  return {keep, middle, syllable_of({initial, 0, 0}), syllable_of({initial, 20, 27})};
}

std::uint8_t syllable_distance(char16_t a, char16_t b) {
  if (is_digit(a) || is_digit(b)) return kFar;
  if (!is_syllable(a) || !is_syllable(b)) return 5;
  const Jamo x = jamo_of(a);
  const Jamo y = jamo_of(b);
  const int differ = (x.initial != y.initial) + (x.vowel != y.vowel) + (x.final != y.final);
  return differ == 1 ? 2 : differ == 2 ? 5 : 7;
}

/// `longer` without one unit is `shorter`.
std::uint8_t one_more(std::u16string_view longer, std::u16string_view shorter) {
  std::size_t i = 0;
  while (i < shorter.size() && longer[i] == shorter[i])
    ++i;
  if (longer.substr(i + 1) != shorter.substr(i) || is_digit(longer[i])) return kFar;
  const bool doubled = (i > 0 && longer[i - 1] == longer[i]) ||
                       (i + 1 < longer.size() && longer[i + 1] == longer[i]);
  return doubled ? 2 : 4;
}

}  // namespace

bool is_initial(char16_t unit) {
  return unit >= u'ㄱ' && unit <= u'ㅎ' && kInitials.find(unit) != std::u16string_view::npos;
}

char16_t initial_of(char16_t unit) {
  return is_syllable(unit) ? kInitials[jamo_of(unit).initial] : unit;
}

std::size_t completions_of(std::u16string_view text, Completion (&out)[kCompletionsMax]) {
  if (text.empty()) return 0;
  const std::size_t keep = text.size() - 1;
  const char16_t last = text.back();
  std::size_t count = 0;
  if (is_initial(last)) {
    out[count++] = block(keep, 0, static_cast<std::uint8_t>(kInitials.find(last)));
    out[count++] = {keep, 0, last, last};
    return count;
  }
  if (!is_syllable(last)) {
    out[count++] = {keep, 0, last, last};
    return count;
  }
  const Jamo jamo = jamo_of(last);
  if (jamo.final == 0) {
    const Jamo end{jamo.initial, last_vowel_from(jamo.vowel), 27};
    out[count++] = {keep, 0, last, last};
    out[count++] = {keep, 0, static_cast<char16_t>(last + 1), syllable_of(end)};
    return count;
  }
  out[count++] = {keep, 0, last, last};
  const Split split = kSplits[jamo.final];
  if (split.go != 0 || jamo.final == 1) {
    out[count++] = block(keep, syllable_of({jamo.initial, jamo.vowel, split.stay}), split.go);
  }
  // The final may still grow to a cluster: 갈 → 갉, 갊 ….
  for (std::uint8_t f = 0; f < kFinals && count < kCompletionsMax; ++f) {
    if (f != jamo.final && kSplits[f].stay == jamo.final) {
      const char16_t grown = syllable_of({jamo.initial, jamo.vowel, f});
      if (count > 2 && out[count - 1].high + 1 == grown) {
        out[count - 1].high = grown;
      } else if (count + 1 < kCompletionsMax) {
        out[count++] = {keep, 0, grown, grown};
      }
    }
  }
  return count;
}

std::uint8_t typing_distance(std::u16string_view written, std::u16string_view known) {
  if (written.size() == known.size() + 1) return one_more(written, known);
  if (written.size() + 1 == known.size()) {
    const auto distance = one_more(known, written);
    return distance == kFar ? kFar : 4;
  }
  if (written.size() != known.size()) return kFar;
  const auto pair = std::mismatch(written.begin(), written.end(), known.begin());
  const auto i = static_cast<std::size_t>(pair.first - written.begin());
  if (i == written.size()) return 0;
  if (written.substr(i + 1) == known.substr(i + 1)) return syllable_distance(written[i], known[i]);
  const bool swapped = written.substr(i + 2) == known.substr(i + 2) && written[i] == known[i + 1] &&
                       written[i + 1] == known[i];
  return swapped && !is_digit(written[i]) && !is_digit(written[i + 1]) ? 3 : kFar;
}

}  // namespace haetae::address
