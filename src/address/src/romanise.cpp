// SPDX-License-Identifier: Apache-2.0
#include "romanise.hpp"

#include "haetae/address/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace haetae::address {
namespace {

constexpr std::size_t kSyllableBytes = 3;

bool ends_with_any(std::string_view text, std::string_view suffix) {
  return text.size() > suffix.size() && text.ends_with(suffix);
}

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/// "세종대로23" → "세종대로" and "23"; the digits may be none.
std::pair<std::string_view, std::string_view> split_digits(std::string_view text) {
  auto at = text.size();
  while (at > 0 && is_digit(text[at - 1]))
    --at;
  return {text.substr(0, at), text.substr(at)};
}

/// What may stand between the number and 길: "322번길", "63가길", "12번나길", "3안길".
std::string_view branch_of(std::string_view stem) {
  constexpr std::array<std::string_view, 15> kLetters{
      "가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하", "안"};
  auto rest = stem;
  for (const auto letter : kLetters) {
    if (ends_with_any(rest, letter)) {
      rest.remove_suffix(letter.size());
      break;
    }
  }
  if (ends_with_any(rest, "번")) rest.remove_suffix(kSyllableBytes);
  return rest.empty() || !is_digit(rest.back()) ? std::string_view{} : stem.substr(rest.size());
}

void append_road(std::string& out, std::string_view name);

/// A stem before an affix, with a number at its end set apart: "증골1" → "Jeunggol 1".
void append_numbered(std::string& out, std::string_view stem, std::string_view affix) {
  std::string_view branch;
  if (affix == "길") branch = branch_of(stem);
  const auto cut = split_digits(stem.substr(0, stem.size() - branch.size()));
  if (cut.second.empty()) return append_sounds(out, stem, true);
  if (!cut.first.empty()) {
    append_road(out, cut.first);
    out += ' ';
  }
  out += cut.second;
  append_sounds(out, branch, false);
}

void append_road(std::string& out, std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kAffixes{
      {{"대로", "-daero"}, {"로", "-ro"}, {"길", "-gil"}}};
  for (const auto& affix : kAffixes) {
    if (!ends_with_any(name, affix.first)) continue;
    append_numbered(out, name.substr(0, name.size() - affix.first.size()), affix.first);
    out += affix.second;
    return;
  }
  append_sounds(out, name, true);
}

/// "종로1가" → "Jongno 1(il)-ga", "역삼1동" → "Yeoksam 1(il)-dong"; empty when no single digit
/// stands before the unit.
std::string counted(std::string_view stem, std::string_view unit) {
  constexpr std::array<std::string_view, 10> kRead{"yeong", "il",  "i",    "sam", "sa",
                                                   "o",     "yuk", "chil", "pal", "gu"};
  const auto cut = split_digits(stem);
  if (cut.second.size() != 1 || cut.first.empty()) return {};
  const auto read = kRead[static_cast<std::size_t>(cut.second[0] - '0')];
  return romanise_region(cut.first, RegionLevel::emd)
      .append(" ")
      .append(cut.second)
      .append("(")
      .append(read)
      .append(")")
      .append(unit);
}

/// One word of a region's name.
std::string romanise_unit(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kUnits{{{"도", "-do"},
                                                                                 {"시", "-si"},
                                                                                 {"군", "-gun"},
                                                                                 {"구", "-gu"},
                                                                                 {"읍", "-eup"},
                                                                                 {"면", "-myeon"},
                                                                                 {"리", "-ri"},
                                                                                 {"동", "-dong"},
                                                                                 {"가", "-ga"}}};
  for (const auto& unit : kUnits) {
    if (!ends_with_any(word, unit.first)) continue;
    const auto stem = word.substr(0, word.size() - unit.first.size());
    auto out = counted(stem, unit.second);
    return out.empty() ? romanise_sounds(stem).append(unit.second) : out;
  }
  // 법정동 named after streets: 종로 is "Jongno", 신문로 "Sinmunno", 을지로 "Euljiro".
  auto sounds = romanise_sounds(word);
  if (ends_with_any(word, "로") && sounds.ends_with("llo") &&
      romanise_sounds(word.substr(0, word.size() - kSyllableBytes)).ends_with('n')) {
    sounds.replace(sounds.size() - 3, 3, "nno");
  }
  return sounds;
}

std::string_view sido_english(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kSido{{
      {"서울특별시", "Seoul"},           {"부산광역시", "Busan"},
      {"대구광역시", "Daegu"},           {"인천광역시", "Incheon"},
      {"광주광역시", "Gwangju"},         {"대전광역시", "Daejeon"},
      {"울산광역시", "Ulsan"},           {"세종특별자치시", "Sejong-si"},
      {"경기도", "Gyeonggi-do"},         {"강원특별자치도", "Gangwon-do"},
      {"강원도", "Gangwon-do"},          {"충청북도", "Chungcheongbuk-do"},
      {"충청남도", "Chungcheongnam-do"}, {"전북특별자치도", "Jeonbuk-do"},
      {"전라북도", "Jeollabuk-do"},      {"전라남도", "Jeollanam-do"},
      {"경상북도", "Gyeongsangbuk-do"},  {"경상남도", "Gyeongsangnam-do"},
      {"제주특별자치도", "Jeju-do"},
  }};
  const auto* found = std::find_if(kSido.begin(), kSido.end(),
                                   [name](const auto& row) { return row.first == name; });
  return found == kSido.end() ? std::string_view{} : found->second;
}

}  // namespace

std::string romanise_region(std::string_view name, RegionLevel level) {
  if (level == RegionLevel::sido) {
    if (const auto known = sido_english(name); !known.empty()) return std::string(known);
  }
  const auto space = name.rfind(' ');
  if (space == std::string_view::npos) return romanise_unit(name);
  return romanise_unit(name.substr(space + 1)) + ", " +
         romanise_region(name.substr(0, space), level);
}

void append_romanised(std::string& out, std::string_view name) {
  for (const auto affix : {"대로", "로", "길"}) {
    if (ends_with_any(name, affix)) return append_road(out, name);
  }
  out += name.find(' ') == std::string_view::npos ? romanise_unit(name) : romanise_sounds(name);
}

std::string romanise(std::string_view name) {
  std::string out;
  append_romanised(out, name);
  return out;
}

}  // namespace haetae::address
