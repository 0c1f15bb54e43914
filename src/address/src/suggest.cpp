// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"
#include "query.hpp"

#include <algorithm>
#include <string>

namespace haetae::address {
namespace {

constexpr std::uint32_t kFoundAsked = 1000;
constexpr std::uint32_t kNumbersEach =
    4;  ///< continued numbers of each road, while there are others

/// Whether a number as it is printed begins with what was typed of it.
bool begins(std::uint32_t number, std::uint32_t typed) {
  while (number > typed)
    number /= 10;
  return number == typed;
}
bool continues(const RoadNumber& number, const RoadNumber& typed) {
  if (number.ground != typed.ground) return false;
  if (typed.sub != 0) return number.main == typed.main && begins(number.sub, typed.sub);
  return begins(number.main, typed.main);
}

/// Gathers at most `count` completions, each address, road and region once.
class Completer {
 public:
  Completer(const Index& index, const Scratch::Impl& impl, std::uint32_t count)
      : index_(index), tables_(index.tables()), impl_(impl), count_(count) {}

  std::vector<Suggestion> run() {
    sort_out();
    for (const Found* found : loose_)
      if (!found->hit.nearest) add(found->hit);
    // Few enough: whole addresses. Too many: the roads, and addresses in the places that are left.
    if (behind(literal_) <= count_) list_addresses(literal_);
    for (const auto* group : {&literal_, &loose_}) {
      for (const Found* found : *group) {
        if (!found->hit.nearest) add(found->hit);
        if (open_ended(*found)) continue_number(*found, kNumbersEach);
      }
    }
    list_addresses(literal_);
    list_addresses(loose_);
    return std::move(out_);
  }

 private:
  using Group = std::vector<const Found*>;

  [[nodiscard]] bool full() const { return out_.size() >= count_; }
  /// The number stands at the end of what was typed, so that more digits may follow.
  [[nodiscard]] bool open_ended(const Found& found) const {
    return found.hit.kind == HitKind::road_address && found.number.to == impl_.query.main.size();
  }

  /// A digit right behind a road name rather goes on with the name (세종대로1 → 세종대로1길) than
  /// it is a number, unless there is no such road.
  void sort_out() {
    for (const Found& found : impl_.found) {
      // What contradicts the words is no completion while anything else is.
      if (found.hit.match == Match::partial && impl_.found[0].hit.match != Match::partial) continue;
      const bool attached = open_ended(found) && impl_.query.main.gap(found.number.from) == 0;
      (attached ? loose_ : literal_).push_back(&found);
    }
    const bool roads = std::any_of(literal_.begin(), literal_.end(), [](const Found* found) {
      return found->hit.kind == HitKind::road;
    });
    if (roads) return;
    literal_.insert(literal_.begin(), loose_.begin(), loose_.end());
    loose_.clear();
  }

  /// How many addresses the roads and numbers of a group hold; counts to a little above count_.
  [[nodiscard]] std::uint32_t behind(const Group& group) const {
    std::uint32_t total = 0;
    for (const Found* found : group) {
      if (found->hit.kind == HitKind::road) {
        total += addresses_behind(index_, found->hit);
      } else if (found->hit.kind == HitKind::road_address) {
        if (!found->hit.nearest) ++total;
        if (open_ended(*found))
          each_continued(*found, [&](const Hit&) { return ++total <= count_; });
      }
      if (total > count_) break;
    }
    return total;
  }

  void list_addresses(const Group& group) {
    for (const Found* found : group) {
      if (full()) return;
      if (found->hit.kind == HitKind::road) {
        for (const auto address : addresses_behind(index_, found->hit, 0, count_)) {
          Hit hit = found->hit;
          hit.kind = HitKind::road_address;
          hit.address = address;
          hit.number = unpack_number(tables_.keys[index_of(address)]);
          hit.region = RegionId{tables_.address_regions[index_of(address)]};
          add(hit);
        }
      } else if (found->hit.kind == HitKind::road_address) {
        if (!found->hit.nearest) add(found->hit);
        if (open_ended(*found)) continue_number(*found, count_);
      }
    }
  }

  template <class Use>
  void each_continued(const Found& found, Use&& use) const {
    const auto keys = tables_.keys_of(found.hit.road);
    const auto first = tables_.roads[index_of(found.hit.road)].first;
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      const auto number = unpack_number(keys[i]);
      if (number == found.hit.number || !continues(number, found.hit.number)) continue;
      const RegionId region{tables_.address_regions[first + i]};
      if (found.area != kNoRegion && !tables_.within(found.area, region) &&
          !tables_.within(region, found.area))
        continue;
      Hit hit = found.hit;
      hit.address = AddressId{first + i};
      hit.number = number;
      hit.nearest = false;
      hit.match = std::max(hit.match, Match::prefix);
      if (!use(hit)) return;
    }
  }

  void continue_number(const Found& found, std::uint32_t count) {
    each_continued(found, [&](const Hit& hit) {
      add(hit);
      return --count > 0 && !full();
    });
  }

  void add(const Hit& hit) {
    if (full()) return;
    std::string text = text_of(hit);
    if (text.empty()) return;
    const bool known = std::any_of(out_.begin(), out_.end(),
                                   [&](const Suggestion& other) { return other.text == text; });
    if (!known) out_.push_back({.hit = hit, .text = std::move(text)});
  }

  [[nodiscard]] std::string text_of(const Hit& hit) const {
    constexpr auto kStyle = SidoStyle::full;
    switch (hit.kind) {
      case HitKind::road_address:
        return road_address_text(index_, hit.address, kStyle);
      case HitKind::lot_address:
        return hit.nearest ? std::string() : lot_address_text(index_, hit.region, hit.lot, kStyle);
      case HitKind::road:
        return road_text(index_, hit.road, kStyle);
      case HitKind::region:
        return region_text(index_, hit.region, kStyle);
      case HitKind::building:
        return road_address_text(index_, hit.address, kStyle) + " (" +
               std::string(index_.address(hit.address).building) + ")";
    }
    return {};
  }

  const Index& index_;
  const Tables& tables_;
  const Scratch::Impl& impl_;
  std::uint32_t count_;
  Group literal_;
  Group loose_;
  std::vector<Suggestion> out_;
};

}  // namespace

std::vector<Suggestion> suggest(const Index& index, std::string_view typed, std::uint32_t count_max,
                                Scratch& scratch) {
  static constexpr SearchOptions kTyping{.hits_max = kFoundAsked, .typing = true};
  auto& impl = scratch.impl();
  normalise_query(typed, impl.query);
  Reader reader(index.tables(), index.vocabulary(), kTyping, impl);
  reader.run();
  rank(index.tables(), impl);
  return Completer(index, impl, std::clamp<std::uint32_t>(count_max, 1, 10)).run();
}

}  // namespace haetae::address
