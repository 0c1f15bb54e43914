// SPDX-License-Identifier: Apache-2.0
#include "jamo.hpp"
#include "query.hpp"

namespace haetae::address {
namespace {

constexpr std::uint32_t kMainDigits = 5;
constexpr std::uint32_t kLotsListed = 20;
constexpr std::uint32_t kNearLots = 10;

}  // namespace

/// "12", "12-3", "12의3"; a number of more than five digits is none.
void Reader::digits(std::uint32_t at, WrittenNumber& number) const {
  const auto read = [&](std::uint32_t& i) -> std::uint32_t {
    std::uint32_t value = 0;
    const auto from = i;
    while (i < text_.size() && is_digit(text_[i]) && (i == from || text_.gap(i) == 0)) {
      if (i - from == kMainDigits) return 0;
      value = value * 10 + (text_[i] - u'0');
      ++i;
    }
    return value;
  };
  auto i = at;
  number.main = read(i);
  number.ok = number.main != 0;
  number.to = static_cast<std::uint16_t>(i);
  if (!number.ok || i >= text_.size()) return;
  auto behind = i;
  if (is_digit(text_[i]) && (text_.gap(i) & kHyphen) != 0) {
    number.sub = read(behind);
  } else if (text_[i] == u'의' && i + 1 < text_.size() && is_digit(text_[i + 1])) {
    number.sub = read(++behind);
  }
  if (number.sub != 0) number.to = static_cast<std::uint16_t>(behind);
}

WrittenNumber Reader::road_number_at(std::uint32_t at) const {
  WrittenNumber out;
  out.from = static_cast<std::uint16_t>(at);
  if (follows(at, u"지하")) {
    out.ground = Ground::underground;
    at += 2;
  } else if (follows(at, u"공중")) {
    out.ground = Ground::aerial;
    at += 2;
  } else if (at + 1 < text_.size() && text_[at] == u'b' && is_digit(text_[at + 1])) {
    out.ground = Ground::underground;
    ++at;
  }
  digits(at, out);
  if (!out.ok) return out;
  for (const std::u16string_view suffix : {u"번지", u"번", u"호"}) {
    if (!follows(out.to, suffix) || follows(out.to, u"번길") || follows(out.to, u"번안길"))
      continue;
    // "249 호텔신라": a word of its own that begins like one.
    const auto behind = out.to + static_cast<std::uint32_t>(suffix.size());
    if (text_.gap(out.to) != 0 && behind < text_.size() && text_.gap(behind) == 0 &&
        is_syllable(text_[behind]))
      continue;
    out.to = static_cast<std::uint16_t>(behind);
    break;
  }
  return out;
}

WrittenNumber Reader::lot_number_at(std::uint32_t at) const {
  WrittenNumber out;
  out.from = static_cast<std::uint16_t>(at);
  if (follows(at, u"산")) {
    out.mountain = true;
    ++at;
  } else if (follows(at, u"san") && at + 3 < text_.size() && is_digit(text_[at + 3])) {
    out.mountain = true;
    at += 3;
  }
  digits(at, out);
  if (!out.ok || out.to >= text_.size()) return out;
  const bool lot = follows(out.to, u"번지");
  if (!lot && !(follows(out.to, u"번") && !follows(out.to, u"번길"))) return out;
  out.to = static_cast<std::uint16_t>(out.to + (lot ? 2 : 1));
  // "123번지 4호", "123번지의4": the second number belongs to the lot.
  WrittenNumber sub;
  const std::uint32_t next = out.to + (follows(out.to, u"의") ? 1U : 0U);
  if (out.sub != 0 || next >= text_.size() || !is_digit(text_[next])) return out;
  digits(next, sub);
  const bool ho = follows(sub.to, u"호");
  if (!sub.ok || sub.sub != 0 || (!ho && next == out.to)) return out;
  out.sub = sub.main;
  out.to = static_cast<std::uint16_t>(sub.to + (ho ? 1 : 0));
  return out;
}

std::uint32_t Reader::tail_cost(std::uint32_t at, bool lot) const {
  if (at >= text_.size()) return 0;
  // "1017 번길 39-3", "1가 24", "2길24": the number is part of a name.
  std::uint32_t i = at;
  if (follows(i, u"번")) ++i;
  if (i < text_.size() &&
      (text_[i] == u'안' || text_[i] == u'가' || text_[i] == u'나' || text_[i] == u'다' ||
       text_[i] == u'라') &&
      follows(i + 1, u"길"))
    ++i;
  if (follows(i, u"길") && (text_.gap(at) == 0 || boundary(i + 1))) return kCostBrokenName;
  // "종로1.2.3.4가동": a 행정동 of several.
  auto behind = at;
  while (behind < text_.size() && is_digit(text_[behind]))
    ++behind;
  if (behind > at && follows(behind, u"가")) return kCostBrokenName;
  constexpr std::u16string_view kUnits = u"층호동번차";
  // "구암동 3.15성역로 95": the number is the head of a name.
  if (behind > at && text_.gap(at) == kDot && behind < text_.size() && is_syllable(text_[behind]) &&
      text_.gap(behind) == 0 && kUnits.find(text_[behind]) == std::u16string_view::npos)
    return kCostDoubtful;
  if (text_.gap(at) != 0 || is_digit(text_[at])) return 0;
  constexpr std::u16string_view kNames = u"가로동리";
  if (kNames.find(text_[at]) != std::u16string_view::npos && (lot || text_[at] != u'동'))
    return kCostBrokenName;
  // "비화중로2긴 14-5": another number close behind, so this one may be part of a name.
  for (i = at; i < text_.size() && i < at + 3 && is_syllable(text_[i]); ++i)
    if (i + 1 < text_.size() && is_digit(text_[i + 1]) &&
        kUnits.find(text_[i]) == std::u16string_view::npos)
      return kCostDoubtful;
  return kCostAttached;
}

void Reader::lots(const Reading& reading) {
  const auto first = text_[reading.at];
  if (!is_digit(first) && first != u'산' && first != u's') return;
  const WrittenNumber number = lot_number_at(reading.at);
  if (!number.ok || !packable(LotNumber{number.mountain, number.main, number.sub})) return;
  const auto cost = tail_cost(number.to, true);
  for (auto i = reading.areas_from; i < reading.areas_to; ++i) {
    const Area area = scratch_.areas[i];
    const auto level = static_cast<RegionLevel>(tables_.regions[index_of(area.region)].level);
    if (level < RegionLevel::emd && area.district == kNoDistrict) continue;
    if (!spend(2)) return;
    lots_of_area(reading, area, number, cost + area.cost);
  }
}

void Reader::lots_of_area(const Reading& reading, const Area& area, const WrittenNumber& number,
                          std::uint32_t cost) {
  if (area.district != kNoDistrict) {
    for (const auto row : words_.regions_of(area.district))
      lots_in(reading, area, RegionId{static_cast<std::uint16_t>(row)}, number, cost);
    return;
  }
  // 읍 and 면 hold their lots in 리, which may be left out.
  if (lots_in(reading, area, area.region, number, cost)) return;
  const auto end = tables_.regions[index_of(area.region)].end;
  for (std::uint32_t region = index_of(area.region) + 1; region < end; ++region)
    lots_in(reading, area, RegionId{static_cast<std::uint16_t>(region)}, number,
            cost + kCostOtherTown);
}

bool Reader::lots_in(const Reading& reading, const Area& area, RegionId region,
                     const WrittenNumber& number, std::uint32_t cost) {
  const LotNumber wanted{number.mountain, number.main, number.sub};
  const auto rows = tables_.lots_of(region);
  if (rows.empty()) return false;
  const auto by_number = [](const LotRow& row, std::uint32_t key) { return row.number < key; };
  const auto key = pack(wanted);
  auto at = std::lower_bound(rows.begin(), rows.end(), key, by_number);
  bool nearest = false;
  if (at == rows.end() || at->number != key) {
    // The same main number, then the number closest to it.
    nearest = true;
    const auto main = std::lower_bound(rows.begin(), rows.end(),
                                       pack(LotNumber{wanted.mountain, wanted.main, 0}), by_number);
    const auto same = [&](auto row) {
      return row != rows.end() && unpack_lot(row->number).main == wanted.main &&
             unpack_lot(row->number).mountain == wanted.mountain;
    };
    if (same(at)) {
      cost += kCostNearSub;
    } else if (same(main)) {
      at = main;
      cost += kCostNearSub;
    } else {
      if (at == rows.end() ||
          (at != rows.begin() && key - std::prev(at)->number < at->number - key))
        --at;
      const auto found = unpack_lot(at->number);
      if (found.main == 0 || found.mountain != wanted.mountain) return false;
      const auto apart =
          found.main > wanted.main ? found.main - wanted.main : wanted.main - found.main;
      cost += apart <= kNearLots ? kCostNear : kCostFarNumber;
    }
  }
  Found found;
  found.hit.kind = HitKind::lot_address;
  found.hit.lot = wanted;
  found.hit.region = region;
  found.hit.district = area.district;
  found.hit.nearest = nearest;
  found.hit.match = area.former ? Match::former : Match::exact;
  found.number = {number.from, number.to};
  found.end = number.to;
  const auto hit_number = at->number;
  std::uint32_t listed = 0;
  for (; at != rows.end() && at->number == hit_number && listed < kLotsListed; ++at, ++listed) {
    found.hit.address = at->address();
    const bool elsewhere =
        area.district != kNoDistrict &&
        tables_.address_districts[index_of(found.hit.address)] != index_of(area.district);
    emit(reading, found, cost + (elsewhere ? kCostOtherTown : 0U), Match::exact);
  }
  return true;
}

}  // namespace haetae::address
