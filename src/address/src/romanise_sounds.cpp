// SPDX-License-Identifier: Apache-2.0
#include "romanise.hpp"

#include <array>
#include <optional>

/// Revised Romanisation, 국어의 로마자 표기법 (문체부 고시 2014-42), §3 sound changes: what is
/// spoken is written, except that tense sounds are not shown, and ㅎ stays in nouns.
namespace haetae::address {
namespace {

/// A Hangul syllable by its three letters, in the order of Unicode.
struct Syllable {
  int initial = 0;
  int vowel = 0;
  int final = 0;
};

constexpr std::array<std::string_view, 19> kInitials{"g",  "kk", "n", "d",  "tt", "r", "m",
                                                     "b",  "pp", "s", "ss", "",   "j", "jj",
                                                     "ch", "k",  "t", "p",  "h"};
constexpr std::array<std::string_view, 21> kVowels{"a",  "ae", "ya", "yae", "eo", "e",  "yeo",
                                                   "ye", "o",  "wa", "wae", "oe", "yo", "u",
                                                   "wo", "we", "wi", "yu",  "eu", "ui", "i"};
/// What a final sounds like before a pause or a consonant.
constexpr std::array<std::string_view, 28> kFinals{
    "",  "k", "k", "k", "n", "n", "n", "t",  "l", "k", "m", "l", "l", "l",
    "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"};
/// What it sounds like when a vowel follows.
constexpr std::array<std::string_view, 28> kLinked{
    "",   "g", "kk", "ks", "n",  "nj", "n",  "d",  "r", "lg", "lm", "lb", "ls", "lt",
    "lp", "r", "m",  "b",  "ps", "s",  "ss", "ng", "j", "ch", "k",  "t",  "p",  ""};

enum Initial {
  kGiyeok = 0,
  kNieun = 2,
  kDigeut = 3,
  kRieul = 5,
  kMieum = 6,
  kSilent = 11,
  kJieut = 12
};
enum Final {
  kFinalNh = 6,
  kFinalDigeut = 7,
  kFinalLt = 13,
  kFinalLh = 15,
  kFinalTieut = 25,
  kFinalHieut = 27
};
constexpr int kVowelI = 20;

/// One code point of well-formed text; a stray byte stands for itself.
std::string_view take(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0xc0 ? 1U : lead < 0xe0 ? 2U : lead < 0xf0 ? 3U : 4U;
  const auto out = text.substr(0, length);
  text.remove_prefix(out.size());
  return out;
}

std::optional<Syllable> syllable(std::string_view point) {
  if (point.size() != 3) return std::nullopt;
  const auto part = [&](std::size_t i) { return static_cast<unsigned char>(point[i]); };
  const int code = (part(0) & 0x0f) << 12 | (part(1) & 0x3f) << 6 | (part(2) & 0x3f);
  constexpr int kFirst = 0xac00;
  if (code < kFirst || code > 0xd7a3) return std::nullopt;
  const int index = code - kFirst;
  return Syllable{index / 588, index / 28 % 21, index % 28};
}

/// Two pieces of Latin letters, one behind the other.
struct Letters {
  std::string_view first, second = {};
};

/// The final of a syllable and the initial of the next one, as they sound together.
Letters joint(const Syllable& left, const Syllable& right) {
  const auto plain = kFinals[static_cast<std::size_t>(left.final)];
  const auto initial = kInitials[static_cast<std::size_t>(right.initial)];
  if (left.final == 0) return {initial};
  if (right.initial == kSilent) {
    if (right.vowel == kVowelI && left.final == kFinalDigeut) return {"j"};
    if (right.vowel == kVowelI && left.final == kFinalTieut) return {"ch"};
    if (right.vowel == kVowelI && left.final == kFinalLt) return {"lch"};
    return {kLinked[static_cast<std::size_t>(left.final)]};
  }
  if (left.final == kFinalHieut || left.final == kFinalNh || left.final == kFinalLh) {
    const std::string_view rest = left.final == kFinalNh ? "n" : left.final == kFinalLh ? "l" : "";
    if (right.initial == kGiyeok) return {rest, "k"};
    if (right.initial == kDigeut) return {rest, "t"};
    if (right.initial == kJieut) return {rest, "ch"};
  }
  const bool nasal = right.initial == kNieun || right.initial == kMieum;
  const bool liquid = right.initial == kRieul;
  if (liquid && (plain == "n" || plain == "l")) return {"ll"};
  if (plain == "l" && right.initial == kNieun) return {"ll"};
  if (nasal || liquid) {
    const std::string_view heard = plain == "k"   ? "ng"
                                   : plain == "t" ? "n"
                                   : plain == "p" ? "m"
                                                  : plain;
    return {heard, liquid ? "n" : initial};
  }
  return {plain, initial};
}

}  // namespace

void append_sounds(std::string& out, std::string_view text, bool large) {
  const std::size_t start = out.size();
  std::optional<Syllable> last;
  const auto put = [&](std::string_view letters) {
    if (letters.empty()) return;
    const std::size_t at = out.size();
    out += letters;
    if (large && out[at] >= 'a' && out[at] <= 'z') out[at] = static_cast<char>(out[at] - 'a' + 'A');
    large = false;
  };
  const auto close = [&] {
    if (last) put(kFinals[static_cast<std::size_t>(last->final)]);
    last.reset();
  };
  while (!text.empty()) {
    const auto point = take(text);
    const auto now = syllable(point);
    if (now) {
      const Letters before =
          last ? joint(*last, *now) : Letters{kInitials[static_cast<std::size_t>(now->initial)]};
      put(before.first);
      put(before.second);
      put(kVowels[static_cast<std::size_t>(now->vowel)]);
      last = now;
      continue;
    }
    close();
    const bool digit = point[0] >= '0' && point[0] <= '9';
    // "정부2청사로" is "Jeongbu 2cheongsa-ro".
    if (digit && out.size() > start &&
        ((out.back() >= 'a' && out.back() <= 'z') || (out.back() >= 'A' && out.back() <= 'Z'))) {
      out += ' ';
    }
    put(point);
    large = point == " ";
  }
  close();
}

std::string romanise_sounds(std::string_view text) {
  std::string out;
  append_sounds(out, text, true);
  return out;
}

}  // namespace haetae::address
