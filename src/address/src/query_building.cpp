// SPDX-License-Identifier: Apache-2.0
#include "jamo.hpp"
#include "query.hpp"

namespace haetae::address {
namespace {

constexpr std::uint32_t kPrefixUnitsMin = 3;
constexpr std::uint32_t kTermsListed = 300;
constexpr std::u16string_view kDetailLetters = u"동호층차단지하지상번관실";

}  // namespace

/// Only numbers of blocks, floors and rooms: "101동 1203호", "지하 2층".
bool Reader::only_detail(std::uint32_t at) const {
  for (auto i = at; i < text_.size(); ++i)
    if (!is_digit(text_[i]) && kDetailLetters.find(text_[i]) == std::u16string_view::npos &&
        !(text_.size() - at <= 6 && is_latin(text_[i])))
      return false;
  return true;
}

void Reader::buildings(const Reading& reading) {
  const auto& table = words_.buildings;
  const std::uint32_t at = reading.at;
  if (text_.size() - at < 2 || hopeless(reading.cost + kCostBuilding)) return;
  // A name may begin in the middle of a written word only behind a region: "서울시청" is one name.
  const std::uint32_t inside = at > 0 && text_.gap(at) == 0 ? 2 : 0;
  const auto last = std::min(text_.size(), at + table.longest());
  for (auto to = last; to >= at + 2; --to) {
    if (to != text_.size() && !boundary(to)) continue;
    const bool whole = to == text_.size();
    if (!whole && !only_detail(to)) continue;
    if (!spend(1)) return;
    const auto units = text_.units(at, to);
    if (const auto term = table.find(units, text_.hash(at, to)))
      building_word(reading, *term, static_cast<std::uint16_t>(to),
                    kCostBuilding + inside + (whole ? 0U : 1U), Match::exact);
    if (!typos() || options_.building_exact || units.size() < 4 || is_latin(units[0]) ||
        hopeless_typo(reading.cost + kCostBuilding + inside))
      continue;
    if (!spend(static_cast<std::uint32_t>(units.size()) * 2)) return;
    const auto base = scratch_.near.size();
    table.near(units, scratch_.near);
    for (auto i = base; i < scratch_.near.size(); ++i) {
      const auto [term, distance] = scratch_.near[i];
      if (distance > 5) continue;
      building_word(reading, term, static_cast<std::uint16_t>(to),
                    kCostBuilding + inside + kCostTypo + distance, Match::typo);
    }
    scratch_.near.resize(base);
  }
  if (round_ != Round::exact && !options_.building_exact && inside == 0) begun_buildings(reading);
}

void Reader::building_word(const Reading& reading, std::uint32_t term, std::uint16_t to,
                           std::uint32_t cost, Match match) {
  if (hopeless(reading.cost + cost)) return;
  for (const auto raw : words_.buildings.postings(term)) {
    if (!spend(1)) return;
    building_line(reading, AddressId{raw}, to, cost, match);
  }
}

/// A building, when it lies in the areas.
void Reader::building_line(const Reading& reading, AddressId address, std::uint16_t to,
                           std::uint32_t cost, Match match) {
  const Fit fit = fit_address(reading, address);
  if (fit.cost == kCostMax || hopeless(reading.cost + cost + fit.cost)) return;
  Found found;
  found.hit.kind = HitKind::building;
  found.hit.address = address;
  found.hit.road = kNoRoad;
  found.hit.region = RegionId{tables_.address_regions[index_of(address)]};
  found.hit.district = fit.district;
  found.hit.match = fit.former ? Match::former : Match::exact;
  found.name = {reading.at, to};
  found.end = to;
  emit(reading, found, cost + fit.cost, match);
}

/// "연수동 주공3차" for 주공3차아파트: Kakao's analyze_type=similar.
void Reader::begun_buildings(const Reading& reading) {
  const auto units = text_.units(reading.at, text_.size());
  if (units.size() < kPrefixUnitsMin || is_latin(units[0]) || is_digit(units[0])) return;
  if (hopeless(reading.cost + kCostBuilding + kCostPrefix)) return;
  const auto range = words_.buildings.with_prefix(units);
  const auto to = static_cast<std::uint16_t>(text_.size());
  const auto cost_of = [&](std::uint32_t term) {
    const auto longer = words_.buildings.text(term).size() - units.size();
    return kCostBuilding + kCostPrefix +
           static_cast<std::uint32_t>(std::min<std::size_t>(longer, 8)) / 2;
  };
  if (reading.words > 0) {
    for (const auto raw : in_areas(reading, words_.building_areas, range)) {
      const auto row = AreaTerms::unpack(raw);
      building_line(reading, AddressId{row.posting}, to, cost_of(row.term), Match::partial);
    }
    return;
  }
  const auto end = std::min(range.last, range.first + kTermsListed);
  for (auto term = range.first; term < end; ++term)
    building_word(reading, term, to, cost_of(term), Match::partial);
}

}  // namespace haetae::address
