// SPDX-License-Identifier: Apache-2.0
#include "address_notation.hpp"

#include "haetae/address/text.hpp"

#include <array>
#include <fmt/format.h>
#include <initializer_list>

namespace haetae::app {
namespace {

using address::RegionId;

struct SidoNames {
  std::string_view full, abbreviated, spoken, former;
};

/// What people say for a 시도, and what its name was before the last reform.
constexpr std::array<SidoNames, 17> kSido = {{
    {"서울특별시", "서울", "서울시", ""},
    {"부산광역시", "부산", "부산시", ""},
    {"대구광역시", "대구", "대구시", ""},
    {"인천광역시", "인천", "인천시", ""},
    {"광주광역시", "광주", "광주시", ""},
    {"대전광역시", "대전", "대전시", ""},
    {"울산광역시", "울산", "울산시", ""},
    {"세종특별자치시", "세종", "세종시", ""},
    {"경기도", "경기", "", ""},
    {"강원특별자치도", "강원", "", "강원도"},
    {"충청북도", "충북", "", ""},
    {"충청남도", "충남", "", ""},
    {"전북특별자치도", "전북", "", "전라북도"},
    {"전라남도", "전남", "", ""},
    {"경상북도", "경북", "", ""},
    {"경상남도", "경남", "", ""},
    {"제주특별자치도", "제주", "제주도", ""},
}};

std::string join(std::initializer_list<std::string_view> words, std::string_view between = " ") {
  std::string out;
  for (const std::string_view word : words) {
    if (word.empty()) continue;
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const SidoNames* names_of(std::string_view sido) {
  for (const SidoNames& names : kSido) {
    if (names.full == sido) return &names;
  }
  return nullptr;
}

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ') out += c;
  }
  return out;
}

std::string spaced(std::string_view text, std::string_view space, std::string_view around) {
  std::string out{around};
  for (const char c : text) {
    if (c == ' ')
      out += space;
    else
      out += c;
  }
  return out += around;
}

/// A code point below U+10000 as UTF-8.
void append(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

/// Syllables taken apart into their letters (Unicode 3.12); all else stays.
std::string decomposed(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[i + at]); };
    if ((byte(0) & 0xf0U) != 0xe0U || i + 2 >= text.size()) {
      out += text[i++];
      continue;
    }
    const std::uint32_t code = (byte(0) & 0x0fU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
    if (code >= 0xac00 && code <= 0xd7a3) {
      const std::uint32_t at = code - 0xac00;
      append(out, 0x1100 + at / 588);
      append(out, 0x1161 + at % 588 / 28);
      if (at % 28 != 0) append(out, 0x11a7 + at % 28);
    } else {
      out += text.substr(i, 3);
    }
    i += 3;
  }
  return out;
}

std::string wide_digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_digit(c))
      append(out, 0xff10U + static_cast<std::uint32_t>(c - '0'));
    else if (c == '-')
      append(out, 0xff0d);
    else
      out += c;
  }
  return out;
}

/// "테헤란로4길" as "테헤란로 4길"; empty where the name does not branch off a numbered 로.
std::string split_road(std::string_view road) {
  for (const std::string_view stem : {"로", "길"}) {
    const std::size_t at = road.find(stem);
    const std::size_t behind = at + stem.size();
    if (at == std::string_view::npos || at == 0 || behind >= road.size() || !is_digit(road[behind]))
      continue;
    if (ends_with(road, "길"))
      return fmt::format("{} {}", road.substr(0, behind), road.substr(behind));
  }
  return {};
}

/// "12-3" as main and sub; sub is empty when there is none.
std::pair<std::string_view, std::string_view> parts_of(std::string_view number) {
  const std::size_t hyphen = number.find('-');
  if (hyphen == std::string_view::npos) return {number, {}};
  return {number.substr(0, hyphen), number.substr(hyphen + 1)};
}

std::string road_form(const AddressWords& words, std::string_view sido) {
  return join({sido, words.sigungu, words.town, words.road, words.number});
}

std::string lot_form(const AddressWords& words, std::string_view sido, std::string_view lot) {
  return lot.empty() ? std::string{} : join({sido, words.sigungu, words.place, lot});
}

std::string behind(const AddressWords& words, std::string_view what, std::string_view form) {
  if (what.empty()) return {};
  return road_form(words, words.sido) + fmt::format(fmt::runtime(form), what);
}

std::string written_lot(const AddressWords& words, Notation notation) {
  const SidoNames* names = names_of(words.sido);
  const auto [main, sub] = parts_of(words.lot);
  switch (notation) {
    case Notation::lot_short_sido:
      return names == nullptr ? "" : lot_form(words, names->abbreviated, words.lot);
    case Notation::lot_no_sido:
      return words.sigungu.empty() ? "" : lot_form(words, "", words.lot);
    case Notation::lot_beonji:
      return words.lot.empty() ? "" : lot_form(words, words.sido, words.lot + "번지");
    case Notation::lot_beonji_parts:
      return sub.empty() ? "" : lot_form(words, words.sido, fmt::format("{}번지 {}호", main, sub));
    case Notation::lot_no_spaces:
      return without_spaces(lot_form(words, words.sido, words.lot));
    case Notation::lot_joined_mountain:
      return words.lot.find(' ') == std::string::npos
                 ? ""
                 : lot_form(words, words.sido, without_spaces(words.lot));
    default:
      return lot_form(words, words.sido, words.lot);
  }
}

std::string written_spacing(const AddressWords& words, Notation notation) {
  const std::string full = road_form(words, words.sido);
  switch (notation) {
    case Notation::no_spaces:
      return without_spaces(full);
    case Notation::extra_spaces:
      return spaced(full, "  ", " ");
    case Notation::wide_spaces:
      return spaced(full, "\u3000", "");
    case Notation::joined_number:
      return join({words.sido, words.sigungu, words.town, words.road + words.number});
    case Notation::split_road: {
      const std::string road = split_road(words.road);
      return road.empty() ? "" : join({words.sido, words.sigungu, words.town, road, words.number});
    }
    case Notation::split_sub_number: {
      const auto [main, sub] = parts_of(words.number);
      return sub.empty() ? ""
                         : join({words.sido, words.sigungu, words.town, words.road,
                                 fmt::format("{} - {}", main, sub)});
    }
    case Notation::joined_ground:
      return words.ground ? ""
                          : join({words.sido, words.sigungu, words.town, words.road,
                                  without_spaces(words.number)});
    default:
      return join({words.sido, words.sigungu, words.town, words.road + " " + words.number}, ", ");
  }
}

std::string written_additions(const AddressWords& words, Notation notation) {
  const std::string full = road_form(words, words.sido);
  switch (notation) {
    case Notation::dong_before_road:
      return words.dong.empty()
                 ? ""
                 : join({words.sido, words.sigungu, words.dong, words.road, words.number});
    case Notation::dong_behind:
      return behind(words, words.dong, " ({})");
    case Notation::building_behind:
      return behind(words, words.building, " {}");
    case Notation::dong_and_building:
      return words.dong.empty() || words.building.empty()
                 ? ""
                 : fmt::format("{} ({}, {})", full, words.dong, words.building);
    case Notation::floor_behind:
      return full + ", 3층";
    case Notation::unit_behind:
      return full + ", 101동 1203호";
    case Notation::zip_before:
      return words.zip.empty() ? "" : words.zip + " " + full;
    default:
      return words.zip.empty() ? "" : fmt::format("({}) {}", words.zip, full);
  }
}

std::string number_words(const address::RoadNumber& number) {
  std::string out = number.ground == address::Ground::underground ? "지하 "
                    : number.ground == address::Ground::aerial    ? "공중 "
                                                                  : "";
  out += fmt::format("{}", number.main);
  if (number.sub != 0) out += fmt::format("-{}", number.sub);
  return out;
}

std::string number_words(const address::LotNumber& number) {
  if (number.main == 0) return {};
  std::string out = fmt::format("{}{}", number.mountain ? "산 " : "", number.main);
  if (number.sub != 0) out += fmt::format("-{}", number.sub);
  return out;
}

}  // namespace

std::string_view to_text(Notation notation) {
  static constexpr std::array<std::string_view, kNotations> kNames = {
      "full",           "short_sido",          "spoken_sido",   "former_sido",
      "no_sido",        "no_spaces",           "extra_spaces",  "wide_spaces",
      "joined_number",  "split_road",          "split_sub",     "commas",
      "dong_before",    "dong_behind",         "building",      "dong_and_building",
      "floor_behind",   "unit_behind",         "zip_before",    "zip_in_brackets",
      "decomposed",     "wide_digits",         "joined_ground", "lot",
      "lot_short_sido", "lot_no_sido",         "lot_beonji",    "lot_beonji_parts",
      "lot_no_spaces",  "lot_joined_mountain", "english"};
  return kNames[static_cast<std::size_t>(notation)];
}

bool names_lot(Notation notation) {
  return notation >= Notation::lot && notation <= Notation::lot_joined_mountain;
}

AddressWords words_of(const address::Index& index, address::AddressId id, const address::Lot& lot) {
  const address::Address found = index.address(id);
  const address::Road road = index.road(found.road);
  const auto name = [&](RegionId region) {
    return region == address::kNoRegion ? std::string{} : std::string{index.region(region).name};
  };
  const auto home = index.lineage(found.region);
  AddressWords words;
  words.sido = name(home.at[0]);
  words.sigungu = name(home.at[1]);
  const std::string emd = name(home.at[2]);
  const bool town = ends_with(emd, "읍") || ends_with(emd, "면");
  (town ? words.town : words.dong) = emd;
  words.road = std::string{road.name};
  words.number = number_words(found.number);
  words.ground = found.number.ground == address::Ground::surface;
  if (lot.number.main != 0 && lot.region != address::kNoRegion) {
    const auto place = index.lineage(lot.region);
    words.place = join({name(place.at[2]), name(place.at[3])});
    words.lot = number_words(lot.number);
  }
  words.building = std::string{found.building};
  if (found.zip != 0) words.zip = fmt::format("{:05}", found.zip);
  words.english = address::road_address_english(index, id);
  return words;
}

std::string written(const AddressWords& words, Notation notation) {
  const SidoNames* names = names_of(words.sido);
  const auto with = [&](std::string_view sido) {
    return sido.empty() ? std::string{} : road_form(words, sido);
  };
  switch (notation) {
    case Notation::full:
      return with(words.sido);
    case Notation::short_sido:
      return with(names == nullptr ? "" : names->abbreviated);
    case Notation::spoken_sido:
      return with(names == nullptr ? "" : names->spoken);
    case Notation::former_sido:
      return with(names == nullptr ? "" : names->former);
    case Notation::no_sido:  // 세종 has no 시군구: there a road alone would be left
      return words.sigungu.empty() && words.town.empty() ? "" : road_form(words, "");
    case Notation::decomposed:
      return decomposed(with(words.sido));
    case Notation::wide_digits:
      return wide_digits(with(words.sido));
    case Notation::english:
      return words.english;
    default:
      break;
  }
  if (names_lot(notation)) return written_lot(words, notation);
  return notation <= Notation::commas || notation == Notation::joined_ground
             ? written_spacing(words, notation)
             : written_additions(words, notation);
}

}  // namespace haetae::app
