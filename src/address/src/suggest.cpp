// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"
#include "query.hpp"

#include <algorithm>
#include <string>

namespace haetae::address {
namespace {

constexpr std::uint32_t kFoundAsked = 1000;
constexpr std::size_t kRanked = 200;  ///< of these a list of ten is made
constexpr std::uint32_t kAddressesAsked = 200;
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
      if (found->hit.kind == HitKind::road_address && !found->hit.nearest) add(found->hit);
    // Few enough: whole addresses. Too many: the roads, and addresses in the places that are left.
    if (behind() <= count_) list_addresses(literal_, true);
    for (const auto* group : {&literal_, &loose_}) {
      for (const Found* found : *group) {
        if (!found->hit.nearest) add(found->hit);
        std::uint32_t left = kNumbersEach;
        if (open_ended(*found)) {
          each_continued(*found, [&](const Hit& hit) {
            add(hit);
            return --left > 0 && !full();
          });
        }
      }
    }
    list_addresses(literal_, false);
    list_addresses(loose_, false);
    return std::move(out_);
  }

 private:
  using Group = std::vector<const Found*>;

  [[nodiscard]] bool full() const { return out_.size() >= count_; }
  /// The number stands at the end of what was typed, so that more digits may follow.
  [[nodiscard]] bool open_ended(const Found& found) const {
    return found.hit.kind == HitKind::road_address && found.number.to == impl_.query.main.size();
  }
  /// A 읍 or 면 written out: road addresses in it begin with what was typed.
  [[nodiscard]] bool written_town(const Found& found) const {
    return found.hit.kind == HitKind::region && found.hit.match == Match::exact &&
           is_town(found.hit.region);
  }
  [[nodiscard]] bool is_town(RegionId region) const {
    if (index_of(region) >= tables_.regions.size()) return false;
    const auto name = tables_.region_name(region);
    return name.ends_with("읍") || name.ends_with("면");
  }

  /// What continues the text as it stands is literal; loose is a last syllable taken for
  /// unfinished, and a digit right behind a road name, which rather goes on with the name
  /// (세종대로1 → 세종대로1길), where there is such a road.
  void sort_out() {
    for (const Found& found : impl_.found) {
      // What contradicts the words is no completion while anything else is.
      if (found.hit.match == Match::partial && impl_.found[0].hit.match != Match::partial) continue;
      const bool attached = open_ended(found) && impl_.query.main.gap(found.number.from) == 0;
      (attached || found.bent ? loose_ : literal_).push_back(&found);
    }
    const bool roads = std::any_of(literal_.begin(), literal_.end(), [](const Found* found) {
      return found->hit.kind == HitKind::road;
    });
    if (roads) return;
    literal_.insert(literal_.begin(), loose_.begin(), loose_.end());
    std::stable_sort(literal_.begin(), literal_.end(),
                     [](const Found* a, const Found* b) { return a->hit.score > b->hit.score; });
    loose_.clear();
  }

  /// The printed address begins with what was typed: no 읍 or 면 that was left out.
  [[nodiscard]] bool printed_so(const Found& found, AddressId address) const {
    RegionId at{tables_.address_regions[index_of(address)]};
    const auto named = found.hit.kind == HitKind::road_address ? found.area : found.hit.region;
    while (index_of(at) < tables_.regions.size() && at != named) {
      if (is_town(at)) return false;
      at = RegionId{tables_.regions[index_of(at)].parent};
    }
    return true;
  }

  /// How many printed addresses begin with what was typed; counts to a little above count_.
  [[nodiscard]] std::uint32_t behind() const {
    std::uint32_t total = 0;
    for (const Found* found : literal_) {
      each_address(*found, [&](const Hit& hit) {
        total += printed_so(*found, hit.address) ? 1U : 0U;
        return total <= count_;
      });
      if (total > count_) break;
    }
    return total;
  }

  void list_addresses(const Group& group, bool printed) {
    for (const Found* found : group) {
      if (full()) return;
      each_address(*found, [&](const Hit& hit) {
        if (!printed || printed_so(*found, hit.address)) add(hit);
        return !full();
      });
    }
  }

  /// The addresses of a road, of a 읍 or 면, or those that continue a number, until `use` says
  /// false.
  template <class Use>
  void each_address(const Found& found, Use&& use) const {
    if (found.hit.kind == HitKind::road || written_town(found)) {
      for (const auto address : addresses_behind(index_, found.hit, 0, kAddressesAsked)) {
        Hit hit = found.hit;
        hit.kind = HitKind::road_address;
        hit.address = address;
        hit.road = tables_.road_of(address);
        hit.number = unpack_number(tables_.keys[index_of(address)]);
        hit.region = RegionId{tables_.address_regions[index_of(address)]};
        if (!use(hit)) return;
      }
    } else if (found.hit.kind == HitKind::road_address) {
      if (!found.hit.nearest && !use(found.hit)) return;
      if (open_ended(found)) each_continued(found, use);
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
  prepare(index.vocabulary(), typed, impl);
  impl.fetcher.rows(index.vocabulary());
  impl.fetcher.texts(index.vocabulary());
  Reader reader(index.tables(), index.vocabulary(), kTyping, impl);
  reader.run();
  rank(index.tables(), impl, kRanked);
  return Completer(index, impl, std::clamp<std::uint32_t>(count_max, 1, 10)).run();
}

}  // namespace haetae::address
