// SPDX-License-Identifier: Apache-2.0
#include "jamo.hpp"
#include "query.hpp"

namespace haetae::address {
namespace {

constexpr std::uint32_t kHangulUnitsMax = 24;  ///< longer names are Latin
constexpr std::uint32_t kTypoUnitsMin = 3;
constexpr std::uint32_t kNearNumbers = 10;

/// The existing number nearest to the one asked, as a position in `keys`: the same main number
/// first, then the same side of the road, then the smallest difference.
std::size_t nearest_key(std::span<const std::uint32_t> keys, std::uint32_t key) {
  const auto wanted = unpack_number(key);
  const auto at =
      static_cast<std::size_t>(std::lower_bound(keys.begin(), keys.end(), key) - keys.begin());
  constexpr std::size_t kWindow = 24;
  const std::size_t from = at > kWindow ? at - kWindow : 0;
  const std::size_t to = std::min(keys.size(), at + kWindow);
  std::size_t best = from;
  std::uint64_t best_distance = ~std::uint64_t{0};
  for (std::size_t i = from; i < to; ++i) {
    const auto number = unpack_number(keys[i]);
    const std::uint64_t main =
        number.main > wanted.main ? number.main - wanted.main : wanted.main - number.main;
    const std::uint64_t sub =
        number.sub > wanted.sub ? number.sub - wanted.sub : wanted.sub - number.sub;
    const std::uint64_t side = (number.main ^ wanted.main) & 1U;
    const std::uint64_t ground = number.ground == wanted.ground ? 0 : 1;
    const std::uint64_t distance = ground << 50 | side << 40 | main << 16 | sub;
    if (distance < best_distance) {
      best_distance = distance;
      best = i;
    }
  }
  return best;
}

}  // namespace

std::size_t Reader::road_ends(std::uint32_t at, RoadEnds& ends) const {
  std::size_t count = 0;
  const auto last =
      std::min(text_.size(), at + (is_latin(text_[at]) ? words_.roads.longest() : kHangulUnitsMax));
  for (auto to = at + 2; to <= last && count < ends.size(); ++to)
    if (boundary(to) && joins(at, to) && !is_digit(text_[to - 1]))
      ends[count++] = static_cast<std::uint16_t>(to);
  return count;
}

void Reader::roads(const Reading& reading) {
  const std::uint32_t at = reading.at;
  RoadEnds ends;
  const auto count = road_ends(at, ends);
  if (!spend(static_cast<std::uint32_t>(count))) return;
  // The longest first: 남면로1017번길 before 남면로.
  for (std::size_t i = count; i-- > 0;) {
    const auto to = ends[i];
    if (const auto term = words_.roads.find(text_.units(at, to), text_.hash(at, to)))
      road_word(reading, *term, to, 0, Match::exact);
  }
}

void Reader::road_typos(const Reading& reading) {
  if (hopeless_typo(reading.cost)) return;
  const std::uint32_t at = reading.at;
  RoadEnds ends;
  for (auto i = road_ends(at, ends); i-- > 0;) {
    const auto units = text_.units(at, ends[i]);
    if (is_latin(units[0])) continue;
    // 백로 for 계백로 is believed only between a region and a number.
    const bool brief = units.size() < kTypoUnitsMin;
    if (brief && (reading.words == 0 || !road_number_at(ends[i]).ok)) continue;
    if (!spend(static_cast<std::uint32_t>(units.size()) * 2)) return;
    const auto base = scratch_.near.size();
    words_.roads.near(units, scratch_.near);
    for (auto k = base; k < scratch_.near.size(); ++k) {
      const auto [term, distance] = scratch_.near[k];
      // A whole syllable may differ only in a name long enough to be known all the same.
      if (distance > (brief ? 4 : 5) && units.size() < 5) continue;
      road_word(reading, term, ends[i], kCostTypo + distance, Match::typo);
    }
    scratch_.near.resize(base);
  }
}

void Reader::road_word(const Reading& reading, std::uint32_t term, std::uint16_t to,
                       std::uint32_t cost, Match match) {
  if (hopeless(reading.cost + cost)) return;
  const WrittenNumber number = road_number_at(to);
  if (!number.ok) return road_alone(reading, term, to, cost, match);
  cost += tail_cost(number.to, false);
  Found found;
  found.hit.kind = HitKind::road_address;
  found.hit.number = {number.ground, number.main, number.sub};
  found.name = {reading.at, to};
  found.number = {number.from, number.to};
  found.end = number.to;
  for (const auto raw : words_.roads.postings(term)) {
    if (!spend(1)) return;
    road_number(reading, RoadPosting::unpack(raw), number, found, cost, match);
  }
}

void Reader::road_number(const Reading& reading, RoadPosting posting, const WrittenNumber& number,
                         Found found, std::uint32_t cost, Match match) {
  const RoadRow& row = tables_.roads[index_of(posting.road)];
  const Fit fit = fit_road(reading, RegionId{row.sigungu});
  if (fit.cost == kCostMax) {
    if (!skips()) return;
    cost += kCostElsewhere;
    match = Match::partial;
  }
  if (posting.former) {
    cost += kCostFormer;
    match = std::max(match, Match::former);
  }
  if (hopeless(reading.cost + cost)) return;
  found.area = fit.region;
  const auto keys = tables_.keys_of(posting.road);
  if (keys.empty() || !packable(found.hit.number)) return;
  const auto key = pack(found.hit.number);
  auto at = std::lower_bound(keys.begin(), keys.end(), key);
  if (at == keys.end() || *at != key) {
    // 지하 is easily forgotten, or written where it is not part of the number.
    RoadNumber other = found.hit.number;
    other.ground = number.ground == Ground::surface ? Ground::underground : Ground::surface;
    at = std::lower_bound(keys.begin(), keys.end(), pack(other));
    if (at != keys.end() && *at == pack(other)) {
      cost += kCostGround;
    } else {
      at = keys.begin() + static_cast<std::ptrdiff_t>(nearest_key(keys, key));
      found.hit.nearest = true;
      const auto main = unpack_number(*at).main;
      const auto apart = main > number.main ? main - number.main : number.main - main;
      cost += apart == 0 ? kCostNearSub : apart <= kNearNumbers ? kCostNear : kCostFarNumber;
      // A name corrected and a number replaced are two guesses about one address.
      if (apart != 0 && match >= Match::typo) cost += kCostRestUnknown;
    }
  }
  found.hit.address = AddressId{row.first + static_cast<std::uint32_t>(at - keys.begin())};
  found.hit.road = posting.road;
  found.hit.region = RegionId{tables_.address_regions[index_of(found.hit.address)]};
  const Fit exact = fit_address(reading, found.hit.address);
  found.hit.district = exact.district;
  if (fit.cost != kCostMax) cost += exact.cost != kCostMax ? exact.cost : fit.cost + kCostOtherTown;
  if (fit.former || exact.former) match = std::max(match, Match::former);
  if (exact.cost == kCostMax) match = Match::partial;
  emit(reading, found, cost, match);
}

void Reader::road_alone(const Reading& reading, std::uint32_t term, std::uint16_t to,
                        std::uint32_t cost, Match match) {
  cost += kCostRoadAlone;
  if (to < text_.size()) {
    if (!skips() || text_.gap(to) == 0) return;
    cost += kCostRestUnknown;
    match = Match::partial;
  }
  for (const auto raw : words_.roads.postings(term)) {
    if (!spend(1)) return;
    road_line(reading, RoadPosting::unpack(raw), to, cost, match);
  }
}

/// A road without a number, when it lies in the areas.
void Reader::road_line(const Reading& reading, RoadPosting posting, std::uint16_t to,
                       std::uint32_t cost, Match match) {
  const RegionId sigungu{tables_.roads[index_of(posting.road)].sigungu};
  const Fit fit = fit_road(reading, sigungu);
  if (fit.cost == kCostMax || hopeless(reading.cost + cost + fit.cost)) return;
  Found found;
  found.hit.kind = HitKind::road;
  found.hit.road = posting.road;
  found.hit.region = sigungu;
  found.hit.match = posting.former || fit.former ? Match::former : Match::exact;
  found.name = {reading.at, to};
  found.end = to;
  std::uint32_t town = 0;
  if (fit.region != kNoRegion && fit.region != sigungu && tables_.within(sigungu, fit.region)) {
    if (runs_in(posting.road, fit.region)) {
      found.hit.region = fit.region;
    } else if (match == Match::prefix) {
      return;
    } else {
      town = kCostOtherTown;
    }
  }
  emit(reading, found, cost + fit.cost + town, match);
}

}  // namespace haetae::address
