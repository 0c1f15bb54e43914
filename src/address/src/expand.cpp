// SPDX-License-Identifier: Apache-2.0
#include "expand.hpp"

#include "jamo.hpp"
#include "romanise.hpp"

#include <string>

namespace haetae::address {
namespace {

/// The short form of a province whose name is not simply cut: "충청북도" → "충북".
struct Short {
  std::u16string_view full;
  std::u16string_view brief;
};
constexpr Short kShorts[] = {{u"충청북도", u"충북"}, {u"충청남도", u"충남"},
                             {u"전라북도", u"전북"}, {u"전라남도", u"전남"},
                             {u"경상북도", u"경북"}, {u"경상남도", u"경남"}};

constexpr std::u16string_view kProvinceSuffixes[] = {u"통합특별시", u"특별자치도", u"특별자치시",
                                                     u"특별시",     u"광역시",     u"도"};

/// The merger of July 2026, in both directions: each side is understood by data of the other.
constexpr std::u16string_view kMerged = u"전남광주통합특별시";
constexpr std::u16string_view kMergedParts[] = {u"전라남도", u"전남", u"광주광역시", u"광주",
                                                u"광주시"};

/// Shorter Latin words name too much: "Ui", "Bun".
constexpr std::size_t kLatinMin = 4;

bool ends_with(std::u16string_view text, std::u16string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

class Expander {
 public:
  Expander(const Tables& tables, const RegionNameSink& sink) : tables_(tables), sink_(sink) {}

  void region(std::uint16_t id) {
    const RegionRow& row = tables_.regions[id];
    const std::string_view name = tables_.texts[row.name];
    normalise_name(name, text_);
    const std::u16string units(text_.units());
    if (units.empty()) return;
    give(units, id, Naming::full);
    english(row, id);
    switch (static_cast<RegionLevel>(row.level)) {
      case RegionLevel::sido:
        return province(units, id);
      case RegionLevel::sigungu:
        return city(name, units, id);
      case RegionLevel::emd:
        return town(units, id);
      case RegionLevel::ri:
        return village(name, id);
    }
  }

  void district(std::uint16_t id) {
    normalise_name(tables_.texts[tables_.districts[id].name], text_);
    const std::u16string units(text_.units());
    give(units, id, Naming::district);
    if (units.size() < 3 || units.back() != u'동') return;
    // "역삼1동" → "역삼동"; "창신제1동" → "창신1동" and "창신동".
    std::u16string bare;
    std::u16string plain;
    for (std::size_t i = 0; i < units.size(); ++i) {
      const bool ordinal = units[i] == u'제' && i + 1 < units.size() && is_digit(units[i + 1]);
      if (!ordinal) plain.push_back(units[i]);
      if (!ordinal && !is_digit(units[i])) bare.push_back(units[i]);
    }
    if (plain != units) give(plain, id, Naming::district);
    if (bare.size() >= 3 && bare != plain) give(bare, id, Naming::dropped);
  }

  /// "경상북도 군위군", "강원도": as a whole and, where the 시도 stands before it, without.
  void former(const FormerRegionRow& row) {
    normalise_name(tables_.texts[row.name], text_);
    give(std::u16string(text_.units()), row.region, Naming::former);
  }

 private:
  void give(std::u16string_view name, std::uint16_t id, Naming naming) {
    if (name.size() >= 2) sink_(name, {id, naming});
  }

  /// "기암리(基岩)", "평(坪)사리": two villages of one 면 whose names sound the same. Who writes
  /// the Hanja in parentheses has it read as a remark, so either is found by the sound.
  void village(std::string_view name, std::uint16_t id) {
    const std::size_t open = name.find('(');
    const std::size_t close = name.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return;
    normalise_name(std::string(name.substr(0, open)).append(name.substr(close + 1)), text_);
    give(std::u16string(text_.units()), id, Naming::full);
  }

  void province(const std::u16string& units, std::uint16_t id) {
    for (const auto& entry : kShorts)
      if (units == entry.full) give(entry.brief, id, Naming::full);
    std::u16string_view stem = units;
    for (const auto suffix : kProvinceSuffixes) {
      if (!ends_with(stem, suffix)) continue;
      stem.remove_suffix(suffix.size());
      break;
    }
    if (stem.size() == 2) give(stem, id, Naming::full);
    if (stem.size() == 2 && ends_with(units, u"시")) {
      give(std::u16string(stem) + u"시", id, Naming::full);
      if (ends_with(units, u"광역시")) give(std::u16string(stem) + u"직할시", id, Naming::former);
    }
    if (units == u"제주특별자치도") give(u"제주도", id, Naming::full);
    if (units == u"전라남도" || units == u"광주광역시") give(kMerged, id, Naming::former);
    if (units == kMerged)
      for (const auto part : kMergedParts)
        give(part, id, Naming::former);
  }

  /// "Bundang-gu, Seongnam-si": the whole, each part, and each without its unit: "Seongnam".
  void english(const RegionRow& row, std::uint16_t id) {
    const auto level = static_cast<RegionLevel>(row.level);
    const std::string name = row.english != 0 ? std::string(tables_.texts[row.english])
                                              : romanise_region(tables_.texts[row.name], level);
    latin(name, id, Naming::full);
    // Only cities have two parts; 가 and 동 keep spaces of their own: "Jongno 1(il)-ga".
    const std::size_t cut =
        level == RegionLevel::sigungu ? name.find_first_of(", ") : std::string::npos;
    if (cut != std::string::npos) {
      latin(name.substr(0, cut), id, Naming::part);
      latin(name.substr(cut + 1), id, Naming::part);
    }
    if (level == RegionLevel::ri) return;
    for (const auto& part :
         {name.substr(0, cut), cut == std::string::npos ? std::string() : name.substr(cut + 1)})
      if (const auto hyphen = part.rfind('-'); hyphen != std::string::npos)
        latin(part.substr(0, hyphen), id, Naming::stem);
  }

  void latin(std::string_view name, std::uint16_t id, Naming naming) {
    normalise_query(name, query_);
    const std::u16string units(query_.main.units());
    if (units.size() >= kLatinMin && is_latin(units.front())) give(units, id, naming);
  }

  /// "수원시 영통구": the whole, "수원시", "수원", "영통구", "영통".
  void city(std::string_view name, std::u16string_view units, std::uint16_t id) {
    const auto space = name.find(' ');
    if (space == std::string_view::npos) return cut(units, id);
    for (const auto word : {name.substr(0, space), name.substr(space + 1)}) {
      normalise_name(word, text_);
      const std::u16string part(text_.units());
      give(part, id, Naming::part);
      cut(part, id);
    }
  }

  void cut(std::u16string_view units, std::uint16_t id) {
    if (units.size() >= 3) give(units.substr(0, units.size() - 1), id, Naming::stem);
  }

  /// "조치원읍" → "조치원", and "조치원면" for texts older than its promotion; "성수동2가" →
  /// "성수2가".
  void town(const std::u16string& units, std::uint16_t id) {
    if (units.size() >= 3 && (units.back() == u'읍' || units.back() == u'면')) cut(units, id);
    if (units.back() == u'읍') give(units.substr(0, units.size() - 1) + u"면", id, Naming::former);
    const auto at = units.find(u'동');
    if (units.size() >= 4 && units.back() == u'가' && at != std::u16string::npos && at >= 1 &&
        at + 1 < units.size() && is_digit(units[at + 1]))
      give(units.substr(0, at) + units.substr(at + 1), id, Naming::stem);
  }

  const Tables& tables_;
  const RegionNameSink& sink_;
  Text text_;
  NormalisedQuery query_;
};

}  // namespace

void expand_regions(const Tables& tables, const RegionNameSink& sink) {
  Expander expander(tables, sink);
  for (std::size_t i = 0; i < tables.regions.size(); ++i)
    expander.region(static_cast<std::uint16_t>(i));
  for (std::size_t i = 0; i < tables.districts.size(); ++i)
    expander.district(static_cast<std::uint16_t>(i));
  for (const auto& row : tables.former_regions)
    expander.former(row);
}

std::string spoken_building(std::string_view name) {
  struct Spoken {
    std::string_view full, brief;
  };
  constexpr Spoken kSpoken[] = {
      {"충청북도", "충북도"}, {"충청남도", "충남도"}, {"전라북도", "전북도"},
      {"전라남도", "전남도"}, {"경상북도", "경북도"}, {"경상남도", "경남도"},
  };
  for (const auto& [full, brief] : kSpoken) {
    if (name.size() > full.size() && name.substr(0, full.size()) == full)
      return std::string(brief).append(name.substr(full.size()));
  }
  constexpr std::size_t kTwoSyllables = 6;
  constexpr Spoken kSuffixes[] = {
      {"특별시", "시"}, {"광역시", "시"}, {"특별자치시", "시"}, {"특별자치도", "도"}};
  if (name.size() <= kTwoSyllables) return {};
  const std::string_view rest = name.substr(kTwoSyllables);
  for (const auto& [full, brief] : kSuffixes) {
    if (rest.size() > full.size() && rest.substr(0, full.size()) == full)
      return std::string(name.substr(0, kTwoSyllables))
          .append(brief)
          .append(rest.substr(full.size()));
  }
  return {};
}

}  // namespace haetae::address
