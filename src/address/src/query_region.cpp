// SPDX-License-Identifier: Apache-2.0
#include "jamo.hpp"
#include "query.hpp"

namespace haetae::address {
namespace {

constexpr std::size_t kAreasMax = 400;         ///< meanings of one word: "신촌리" has some 120
constexpr std::uint32_t kHangulUnitsMax = 16;  ///< longer names are Latin
constexpr std::size_t kOverridesMax = 16;
constexpr std::size_t kRowsMax = 1000;
constexpr std::size_t kRowsOfEach = 24;  ///< 시군구 of a whole 시도
constexpr std::uint32_t kTypoUnitsMin = 3;

std::uint8_t naming_cost(Naming naming) {
  switch (naming) {
    case Naming::full:
      return 0;
    case Naming::part:
      return kCostPart;
    case Naming::stem:
      return kCostStem;
    case Naming::former:
      return kCostFormer;
    case Naming::district:
      return kCostDistrict;
    case Naming::dropped:
      return kCostDropped;
  }
  return kCostDropped;
}

}  // namespace

Area Reader::area_of(RegionPosting posting) const {
  Area out{RegionId{posting.id}, kNoDistrict, naming_cost(posting.naming),
           posting.naming == Naming::former};
  if (posting.is_district()) {
    out.district = DistrictId{posting.id};
    out.region = RegionId{tables_.districts[posting.id].sigungu};
  }
  return out;
}

void Reader::push_area(std::uint32_t from, Area area) {
  auto& areas = scratch_.areas;
  for (auto i = from; i < areas.size() && i < from + 32; ++i) {
    if (areas[i].region != area.region || areas[i].district != area.district) continue;
    if (area.cost < areas[i].cost) areas[i] = area;
    return;
  }
  if (areas.size() < from + kAreasMax) areas.push_back(area);
}

/// The regions that the words so far and `term` mean together; false when they contradict.
bool Reader::narrow(const Reading& reading, std::uint32_t term, Reading& next) {
  const auto from = static_cast<std::uint32_t>(scratch_.areas.size());
  for (const auto raw : words_.regions.postings(term)) {
    const Area wanted = area_of(RegionPosting::unpack(raw));
    if (index_of(wanted.region) >= tables_.regions.size()) continue;
    if (reading.words == 0) {
      push_area(from, wanted);
      continue;
    }
    for (auto i = reading.areas_from; i < reading.areas_to; ++i) {
      const Area known = scratch_.areas[i];
      Area both = wanted;
      if (!tables_.within(known.region, wanted.region)) {
        if (!tables_.within(wanted.region, known.region) || wanted.district != kNoDistrict)
          continue;
        both = known;
      } else if (wanted.district == kNoDistrict && known.region == wanted.region) {
        both.district = known.district;
      }
      const bool completed = known.region == wanted.region && wanted.district == kNoDistrict;
      both.cost = completed ? 0 : static_cast<std::uint8_t>(known.cost + wanted.cost);
      both.former = known.former || wanted.former;
      push_area(from, both);
    }
  }
  next.areas_from = from;
  next.areas_to = static_cast<std::uint32_t>(scratch_.areas.size());
  return next.areas_from != next.areas_to;
}

/// "경상북도 군위군" after the reform: the later and narrower word is believed.
void Reader::override_areas(std::uint32_t term, Reading& next) {
  const auto postings = words_.regions.postings(term);
  next.areas_from = static_cast<std::uint32_t>(scratch_.areas.size());
  if (postings.size() <= kOverridesMax) {
    for (const auto raw : postings) {
      const Area area = area_of(RegionPosting::unpack(raw));
      if (area.cost <= kCostPart && index_of(area.region) < tables_.regions.size())
        push_area(next.areas_from, area);
    }
  }
  next.areas_to = static_cast<std::uint32_t>(scratch_.areas.size());
}

void Reader::region_word(const Reading& reading, std::uint32_t term, std::uint16_t to,
                         std::uint32_t cost, Match match) {
  if (hopeless(reading.cost + cost)) return;
  const auto areas = scratch_.areas.size();
  Reading next = reading;
  next.at = to;
  next.cost = static_cast<std::uint16_t>(reading.cost + cost);
  next.match = std::max(reading.match, match);
  ++next.words;
  if (reading.words == 0) next.region.from = reading.at;
  next.region.to = to;
  if (narrow(reading, term, next)) {
    read(next);
  } else {
    next.match = Match::partial;
    override_areas(term, next);
    if (next.areas_from != next.areas_to) {
      next.cost = static_cast<std::uint16_t>(next.cost + kCostContradiction);
      read(next);
    }
    if (skips() && reading.skipped < 3) {
      next.areas_from = reading.areas_from;
      next.areas_to = reading.areas_to;
      next.cost = static_cast<std::uint16_t>(reading.cost + cost + kCostSkippedWord);
      ++next.skipped;
      read(next);
    }
  }
  scratch_.areas.resize(areas);
}

void Reader::regions(const Reading& reading) {
  const auto& table = words_.regions;
  const std::uint32_t at = reading.at;
  const auto last =
      std::min(text_.size(), at + (is_latin(text_[at]) ? table.longest() : kHangulUnitsMax));
  // Words that end where a word may end come first; when they explain everything, the others are
  // not asked.
  for (const bool aligned : {true, false}) {
    if (!aligned && best_ == 0) return;
    for (auto to = last; to >= at + 2; --to) {
      if (boundary(to) != aligned || !joins(at, to)) continue;
      if (!spend(1)) return;
      const auto units = text_.units(at, to);
      if (const auto term = table.find(units, text_.hash(at, to)))
        region_word(reading, *term, static_cast<std::uint16_t>(to), 0, Match::exact);
    }
  }
}

void Reader::region_typos(const Reading& reading) {
  const std::uint32_t at = reading.at;
  if (is_latin(text_[at])) return;
  for (auto to = std::min(text_.size(), at + kHangulUnitsMax); to >= at + kTypoUnitsMin; --to) {
    if (!boundary(to) || !joins(at, to)) continue;
    if (hopeless_typo(reading.cost)) return;
    const auto units = text_.units(at, to);
    if (!spend(static_cast<std::uint32_t>(units.size()) * 2 + 1)) return;
    const auto base = scratch_.near.size();
    words_.regions.near(units, scratch_.near);
    for (auto i = base; i < scratch_.near.size(); ++i) {
      const auto [term, distance] = scratch_.near[i];
      if (distance <= 4 || units.size() > kTypoUnitsMin)
        region_word(reading, term, static_cast<std::uint16_t>(to), kCostTypo + distance,
                    Match::typo);
    }
    scratch_.near.resize(base);
  }
}

std::span<const std::uint64_t> Reader::in_areas(const Reading& reading, const AreaTerms& terms,
                                                TermRange range) {
  auto& out = scratch_.rows;
  out.clear();
  if (range.empty()) return out;
  const auto take = [&](std::uint32_t area, std::size_t most) {
    const auto rows = terms.rows(area, range);
    const auto count = std::min({rows.size(), most, kRowsMax - std::min(kRowsMax, out.size())});
    out.insert(out.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
  };
  for (auto i = reading.areas_from; i < reading.areas_to; ++i) {
    const std::uint32_t region = index_of(scratch_.areas[i].region);
    const auto from = scratch_.areas.begin() + reading.areas_from;
    const bool known = std::any_of(from, scratch_.areas.begin() + i, [&](const Area& other) {
      return index_of(other.region) == region;
    });
    if (known) continue;
    if (out.size() >= kRowsMax || !spend(1)) break;
    // The 시군구 inside, and those around: a region may name either. Of a whole 시도 each gives
    // its share, so that the first does not use up what may be found.
    const std::uint32_t end = tables_.regions[region].end;
    const bool wide = tables_.regions[region].level == static_cast<std::uint8_t>(RegionLevel::sido);
    for (auto area = terms.area_from(region); area < end; area = terms.area_from(area + 1))
      take(area, wide && area != region ? kRowsOfEach : kRowsMax);
    for (std::size_t around = tables_.regions[region].parent; around < tables_.regions.size();
         around = tables_.regions[around].parent)
      take(static_cast<std::uint32_t>(around), kRowsMax);
  }
  spend(static_cast<std::uint32_t>(out.size()));
  return out;
}

Reader::Fit Reader::fit_road(const Reading& reading, RegionId sigungu) const {
  if (reading.words == 0) return {};
  Fit best{kCostMax, false, kNoDistrict, kNoRegion};
  for (auto i = reading.areas_from; i < reading.areas_to; ++i) {
    const Area& area = scratch_.areas[i];
    if (area.cost >= best.cost) continue;
    if (tables_.within(area.region, sigungu) || tables_.within(sigungu, area.region))
      best = {area.cost, area.former, area.district, area.region};
  }
  return best;
}

bool Reader::runs_in(RoadId road, RegionId region) const {
  constexpr std::uint32_t kAskedMax = 4000;
  const auto first = tables_.roads[index_of(road)].first;
  const auto end = std::min(tables_.road_end(road), first + kAskedMax);
  for (auto address = first; address < end; ++address)
    if (tables_.within(region, RegionId{tables_.address_regions[address]})) return true;
  return false;
}

Reader::Fit Reader::fit_address(const Reading& reading, AddressId address) const {
  if (reading.words == 0) return {};
  const RegionId region{tables_.address_regions[index_of(address)]};
  Fit best{kCostMax, false, kNoDistrict, kNoRegion};
  for (auto i = reading.areas_from; i < reading.areas_to; ++i) {
    const Area& area = scratch_.areas[i];
    if (area.cost >= best.cost || !tables_.within(area.region, region)) continue;
    if (area.district != kNoDistrict &&
        tables_.address_districts[index_of(address)] != index_of(area.district))
      continue;
    best = {area.cost, area.former, area.district, area.region};
  }
  return best;
}

}  // namespace haetae::address
