// SPDX-License-Identifier: Apache-2.0
#include "query.hpp"

#include "jamo.hpp"

namespace haetae::address {
namespace {

constexpr std::uint32_t kSlack = 10;        ///< how much worse than the best an answer may be
constexpr std::uint32_t kTypingSlack = 40;  ///< completions cost more than what is written out
constexpr std::uint8_t kWordsMax = 8;
constexpr std::uint8_t kSkippedMax = 3;
constexpr std::uint32_t kSkipUnits = 6;

/// A round that found something as cheap as this is the last one.
constexpr std::uint32_t kGoodEnough[] = {kCostNear - 1, kCostTypo + 5, kCostMax - 1};

constexpr bool is_hanja(char16_t unit) {
  return unit >= 0x4E00 && unit <= 0x9FFF;
}

constexpr std::u16string_view kAdminSuffixes = u"시군구읍면동리가";

}  // namespace

void prepare(const Vocabulary& words, std::string_view query, Scratch::Impl& scratch) {
  normalise_query(query, scratch.query);
  scratch.bounds.read(scratch.query.main);
  scratch.fetcher.slots(words, scratch.query.main, scratch.bounds);
}

Reader::Reader(const Tables& tables, const Vocabulary& words, const SearchOptions& options,
               Scratch::Impl& scratch)
    : tables_(tables),
      words_(words),
      options_(options),
      scratch_(scratch),
      text_(scratch.query.main),
      steps_left_(options.steps_max),
      slack_(options.typing          ? kTypingSlack
             : options.hits_max == 1 ? 0
                                     : kSlack) {
  for (std::uint32_t i = 0; i < text_.size(); ++i) {
    has_initials_ = has_initials_ || is_initial(text_[i]);
    all_latin_ = all_latin_ && text_[i] < 0x80;
  }
  const auto side = scratch_.query.side.units();
  side_hanja_ = std::any_of(side.begin(), side.end(), is_hanja);
}

void Reader::run() {
  scratch_.areas.clear();
  scratch_.found.clear();
  if (text_.size() < (options_.typing ? 1 : 2)) return;
  if (all_latin_) english();
  if (best_ <= kGoodEnough[0]) return;
  for (const auto next : {Round::exact, Round::typo, Round::skip, Round::both}) {
    if (!options_.correct && (next == Round::typo || next == Round::both)) continue;
    round(next);
    if (exhausted_ || (options_.typing && !scratch_.found.empty())) return;
    if (next != Round::both && best_ <= kGoodEnough[static_cast<std::size_t>(next)]) return;
  }
}

void Reader::round(Round round) {
  round_ = round;
  read(Reading{});
}

bool Reader::spend(std::uint32_t steps) {
  if (steps_left_ < steps) {
    steps_left_ = 0;
    exhausted_ = true;
    return false;
  }
  steps_left_ -= steps;
  return true;
}

void Reader::emit(const Reading& reading, const Found& found, std::uint32_t cost, Match match) {
  const std::uint32_t total =
      reading.cost + cost + (side_hanja_ && other_hanja(found.hit.region) ? kCostDistrict : 0U);
  if (total >= kCostMax || hopeless(total)) return;
  if (scratch_.found.size() >= kFoundMax) {
    exhausted_ = true;
    return;
  }
  best_ = std::min(best_, total);
  Found& out = scratch_.found.emplace_back(found);
  out.cost = static_cast<std::uint8_t>(total);
  out.hit.match = std::max({reading.match, match, out.hit.match});
  out.region = reading.region;
  out.bent = bent_;
}

bool Reader::other_hanja(RegionId region) const {
  if (index_of(region) >= tables_.regions.size()) return false;
  const std::string_view name = tables_.region_name(region);
  if (name.find('(') == std::string_view::npos) return false;
  NormalisedQuery parts;
  normalise_query(name, parts);
  const auto hanja = parts.side.units();
  return !hanja.empty() && scratch_.query.side.units().find(hanja) == std::u16string_view::npos;
}

void Reader::read(const Reading& reading) {
  if (!spend(1) || hopeless(reading.cost)) return;
  if (reading.at == text_.size()) {
    if (reading.words > 0) end_in_region(reading, kCostRegionAlone, Match::exact);
    return;
  }
  const auto areas = scratch_.areas.size();
  if (reading.words > 0) lots(reading);
  roads(reading);
  if (reading.words < kWordsMax) regions(reading);
  if (typos()) road_typos(reading);
  if (typos() && reading.words < kWordsMax) region_typos(reading);
  if (options_.buildings) buildings(reading);
  if (has_initials_) initials(reading);
  if (options_.typing && round_ == Round::exact) complete(reading);
  if (skips()) skip(reading);
  scratch_.areas.resize(areas);
}

/// Leaves out a word that nothing explains: up to the next gap, or in text without gaps up to the
/// next letter that ends names of regions.
void Reader::skip(const Reading& reading) {
  if (reading.skipped == kSkippedMax) return;
  std::uint32_t to = reading.at + 1U;
  while (to < text_.size() && text_.gap(to) == 0) {
    const bool suffix = kAdminSuffixes.find(text_[to - 1]) != std::u16string_view::npos;
    if (suffix && reading.words > 0 && to - reading.at >= 2 && to - reading.at <= kSkipUnits) break;
    ++to;
  }
  if (reading.words > 0 && text_.gap(reading.at) != 0)
    end_in_region(reading, kCostRestUnknown + std::min(text_.size() - reading.at, 20U),
                  Match::partial);
  if (to >= text_.size()) return;
  Reading next = reading;
  next.at = static_cast<std::uint16_t>(to);
  next.cost = static_cast<std::uint16_t>(next.cost + kCostSkippedWord);
  next.match = Match::partial;
  ++next.skipped;
  read(next);
}

void Reader::end_in_region(const Reading& reading, std::uint32_t cost, Match match) {
  for (auto i = reading.areas_from; i < reading.areas_to; ++i) {
    const Area area = scratch_.areas[i];
    Found found;
    found.hit.kind = HitKind::region;
    found.hit.region = area.region;
    found.hit.district = area.district;
    if (area.district != kNoDistrict) {
      const auto within = words_.regions_of(area.district);
      if (within.size() == 1) found.hit.region = RegionId{static_cast<std::uint16_t>(within[0])};
    }
    found.hit.match = area.former ? Match::former : Match::exact;
    found.end = reading.at;
    emit(reading, found, cost + area.cost, match);
  }
}

}  // namespace haetae::address
