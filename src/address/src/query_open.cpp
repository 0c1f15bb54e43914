// SPDX-License-Identifier: Apache-2.0
#include "jamo.hpp"
#include "query.hpp"

#include <string>

namespace haetae::address {
namespace {

constexpr std::uint32_t kScanMax = 3000;
constexpr std::uint32_t kCompletionsAsked = 400;

/// Each written unit is the unit of the name or its initial consonant.
bool matches(std::u16string_view written, std::u16string_view name) {
  if (name.size() < written.size()) return false;
  for (std::size_t i = 0; i < written.size(); ++i)
    if (written[i] != name[i] && written[i] != initial_of(name[i])) return false;
  return true;
}

}  // namespace

/// 초성: "ㅅㅈㄷㄹ 110", "서울 ㅈㄱ", "ㅅㅇㅅㅊ".
void Reader::initials(const Reading& reading) {
  const std::uint32_t at = reading.at;
  bool any = false;
  for (auto to = at + 1; to <= text_.size() && to - at <= 24; ++to) {
    any = any || is_initial(text_[to - 1]);
    if (to - at < 2 || !any || !boundary(to) || !joins(at, to)) continue;
    if (!spend(2)) return;
    initials_word(reading, static_cast<std::uint16_t>(to), to == text_.size());
  }
}

void Reader::initials_word(const Reading& reading, std::uint16_t to, bool open) {
  const auto written = text_.units(reading.at, to);
  char16_t pattern[24];
  std::transform(written.begin(), written.end(), pattern, initial_of);
  const std::u16string_view key(pattern, written.size());
  const auto each = [&](const TermTable& table, auto&& use) {
    const auto range = table.with_initials(key);
    const auto end = std::min(range.last, range.first + kScanMax);
    for (auto i = range.first; i < end; ++i) {
      const auto term = table.by_initials(i);
      const auto name = table.text(term);
      if (!spend(1)) return;
      if (!matches(written, name)) continue;
      const auto longer = static_cast<std::uint32_t>(name.size() - written.size());
      if (longer > 0 && !open) continue;
      use(term, kCostInitials + (longer == 0 ? 0U : kCostPrefix + std::min(longer, 8U) / 2));
    }
  };
  each(words_.regions, [&](std::uint32_t term, std::uint32_t cost) {
    region_word(reading, term, to, cost, Match::initials);
  });
  each(words_.roads, [&](std::uint32_t term, std::uint32_t cost) {
    road_word(reading, term, to, cost, Match::initials);
  });
  if (open && options_.buildings)
    each(words_.buildings, [&](std::uint32_t term, std::uint32_t cost) {
      building_word(reading, term, to, cost + kCostBuilding, Match::initials);
    });
}

/// The last word is still being typed: names that begin with what stands there.
void Reader::complete(const Reading& reading) {
  const auto units = text_.units(reading.at, text_.size());
  if (units.size() > words_.buildings.longest() && units.size() > words_.roads.longest()) return;
  if (!joins(reading.at, text_.size()) || is_digit(units[0])) return;
  Completion completions[kCompletionsMax];
  const auto count = completions_of(units, completions);
  char16_t head[kUnitsMax + 1];
  for (std::size_t i = 0; i < count; ++i) {
    // One letter begins too much, unless its final consonant already begins the next: 셎.
    if (units.size() == 1 && reading.words == 0 && completions[i].middle == 0) continue;
    std::copy_n(units.begin(), completions[i].keep, head);
    auto length = completions[i].keep;
    if (completions[i].middle != 0) head[length++] = completions[i].middle;
    bent_ = i > 0;
    complete_with(reading, {head, length}, completions[i].low, completions[i].high);
  }
  bent_ = false;
}

void Reader::complete_with(const Reading& reading, std::u16string_view head, char16_t low,
                           char16_t high) {
  const auto to = static_cast<std::uint16_t>(text_.size());
  const auto written = head.size() + 1;
  const auto cost_of = [&](const TermTable& table, std::uint32_t term) {
    const auto size = table.text(term).size();
    const auto longer = static_cast<std::uint32_t>(size > written ? size - written : 0);
    return kCostPrefix + (bent_ ? 2U : 0U) + std::min(longer, 12U) / 2;
  };
  const auto each = [&](const TermTable& table, auto&& use) {
    const auto range = table.with_prefix(head, low, high);
    const auto end = std::min(range.last, range.first + kCompletionsAsked);
    for (auto term = range.first; term < end; ++term) {
      if (!spend(1)) return;
      use(term, cost_of(table, term));
    }
  };
  each(words_.regions, [&](std::uint32_t term, std::uint32_t cost) {
    region_word(reading, term, to, cost, Match::prefix);
  });
  if (reading.words > 0) {
    // In a region named: what stands there alone.
    const auto roads = words_.roads.with_prefix(head, low, high);
    for (const auto raw : in_areas(reading, words_.road_areas, roads)) {
      const auto row = AreaTerms::unpack(raw);
      road_line(reading, RoadPosting::unpack_short(row.posting), to,
                cost_of(words_.roads, row.term) + kCostRoadAlone, Match::prefix);
    }
    if (!options_.buildings) return;
    const auto buildings = words_.buildings.with_prefix(head, low, high);
    for (const auto raw : in_areas(reading, words_.building_areas, buildings)) {
      const auto row = AreaTerms::unpack(raw);
      building_line(reading, AddressId{row.posting}, to,
                    cost_of(words_.buildings, row.term) + kCostBuilding, Match::prefix);
    }
    return;
  }
  each(words_.roads, [&](std::uint32_t term, std::uint32_t cost) {
    road_alone(reading, term, to, cost, Match::prefix);
  });
  if (options_.buildings)
    each(words_.buildings, [&](std::uint32_t term, std::uint32_t cost) {
      building_word(reading, term, to, cost + kCostBuilding, Match::prefix);
    });
}

}  // namespace haetae::address
