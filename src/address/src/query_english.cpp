// SPDX-License-Identifier: Apache-2.0
#include "jamo.hpp"
#include "query.hpp"

#include <array>
#include <optional>

namespace haetae::address {
namespace {

constexpr std::size_t kPartsMax = 12;
constexpr std::uint32_t kUnitsOfName = 64;
constexpr std::uint32_t kUnknownMax = 2;
constexpr std::u16string_view kCountry[] = {u"republicofkorea", u"southkorea", u"korea", u"rok"};

}  // namespace

/// Names and numbers of an English address, in the order written: the small before the large.
struct Reader::EnglishWords {
  struct Name {
    std::uint32_t term = 0;
    std::uint16_t from = 0;
    std::uint16_t to = 0;
  };
  std::array<Name, kPartsMax> regions;
  std::size_t region_count = 0;
  std::optional<Name> road;
  std::array<WrittenNumber, kPartsMax> numbers;
  std::size_t number_count = 0;
  std::uint32_t unknown = 0;

  /// The number beside the road, or else the first.
  [[nodiscard]] const WrittenNumber* number() const {
    for (std::size_t i = 0; road && i < number_count; ++i)
      if (numbers[i].to == road->from || numbers[i].from == road->to) return &numbers[i];
    return number_count == 0 ? nullptr : &numbers[0];
  }
};

/// The longest name that begins at `at`, which moves behind it; a name ends before a comma.
bool Reader::english_name(std::uint32_t& at, EnglishWords& out) const {
  std::uint32_t limit = at + 1;
  while (limit < text_.size() && limit < at + kUnitsOfName && (text_.gap(limit) & kComma) == 0)
    ++limit;
  for (auto to = limit; to >= at + 2; --to) {
    if (to < text_.size() && text_.gap(to) == 0) continue;
    const auto units = text_.units(at, to);
    const auto hash = text_.hash(at, to);
    const EnglishWords::Name name{0, static_cast<std::uint16_t>(at),
                                  static_cast<std::uint16_t>(to)};
    if (const auto road = out.road ? std::nullopt : words_.roads.find(units, hash)) {
      out.road = name;
      out.road->term = *road;
    } else if (const auto region = words_.regions.find(units, hash);
               region && out.region_count < kPartsMax) {
      out.regions[out.region_count] = name;
      out.regions[out.region_count++].term = *region;
    } else if (std::find(std::begin(kCountry), std::end(kCountry), units) == std::end(kCountry)) {
      continue;
    }
    at = to;
    return true;
  }
  return false;
}

Reader::EnglishWords Reader::english_words() const {
  EnglishWords out;
  std::uint32_t at = 0;
  while (at < text_.size()) {
    const auto number = lot_number_at(at).mountain ? lot_number_at(at) : road_number_at(at);
    const bool apart = number.ok && out.number_count < kPartsMax &&
                       (number.to == text_.size() || text_.gap(number.to) != 0);
    // "31 Manse-ro" begins with a number, though there is a road 3·1만세로 too.
    const bool first = apart && out.number_count == 0 && number.to < text_.size() &&
                       (text_.gap(number.to) & kSpace) != 0 && is_latin(text_[number.to]);
    if (!first && english_name(at, out)) continue;
    if (apart) {
      out.numbers[out.number_count++] = number;
      at = number.to;
      continue;
    }
    ++out.unknown;
    ++at;
    while (at < text_.size() && (text_.gap(at) & ~kHyphen) == 0)
      ++at;
  }
  return out;
}

void Reader::english() {
  const EnglishWords words = english_words();
  const bool named = words.road || words.region_count > 0;
  if (!named || words.unknown > kUnknownMax) return;
  // A word or two that nothing explains are forgiven beside a road or lot with its number alone.
  if (words.unknown > 0 && (words.number() == nullptr || words.region_count == 0)) return;
  const auto areas = scratch_.areas.size();
  english_parts(words);
  scratch_.areas.resize(areas);
}

void Reader::english_parts(const EnglishWords& words) {
  Reading reading;
  reading.at = static_cast<std::uint16_t>(text_.size());
  reading.cost = static_cast<std::uint16_t>(words.unknown * kCostSkippedWord);
  if (words.unknown > 0) reading.match = Match::partial;
  for (std::size_t i = words.region_count; i-- > 0;) {
    Reading next = reading;
    ++next.words;
    next.region = {words.regions[i].from, words.regions[words.region_count - 1].to};
    if (!narrow(reading, words.regions[i].term, next)) {
      next = reading;
      next.cost = static_cast<std::uint16_t>(next.cost + kCostContradiction);
      next.match = Match::partial;
    }
    reading = next;
  }
  const WrittenNumber* number = words.number();
  if (words.road) {
    const auto& road = *words.road;
    Found found;
    found.name = {road.from, road.to};
    found.end = static_cast<std::uint16_t>(text_.size());
    if (number == nullptr) {
      reading.at = road.from;
      return road_alone(reading, road.term, static_cast<std::uint16_t>(text_.size()), 0,
                        Match::exact);
    }
    found.hit.kind = HitKind::road_address;
    found.hit.number = {number->ground, number->main, number->sub};
    found.number = {number->from, number->to};
    for (const auto raw : words_.roads.postings(road.term)) {
      if (!spend(1)) return;
      road_number(reading, RoadPosting::unpack(raw), *number, found, 0, Match::exact);
    }
    if (best_ < kCostMax) return;
  }
  if (number == nullptr) return end_in_region(reading, kCostRegionAlone, Match::exact);
  const auto end = reading.areas_to;
  for (auto i = reading.areas_from; i < end; ++i) {
    const Area area = scratch_.areas[i];
    const auto level = static_cast<RegionLevel>(tables_.regions[index_of(area.region)].level);
    if (level >= RegionLevel::emd && spend(2)) lots_of_area(reading, area, *number, area.cost);
  }
}

}  // namespace haetae::address
