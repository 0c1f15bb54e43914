// SPDX-License-Identifier: Apache-2.0
#include "term_table.hpp"

#include "jamo.hpp"

#include <algorithm>
#include <numeric>

namespace haetae::address {
namespace {

enum class Part : std::uint32_t {
  units,
  offsets,
  posting_offsets,
  postings,
  exact_offsets,
  exact_entries,
  shorter_offsets,
  shorter_entries,
  initial_keys,
  initial_terms,
};

SectionId section(SectionId first, Part part) {
  return static_cast<SectionId>(static_cast<std::uint32_t>(first) +
                                static_cast<std::uint32_t>(part));
}

constexpr std::size_t row(Part part) {
  return static_cast<std::size_t>(part);
}

constexpr std::uint32_t kTermUnitsMax = 64;
constexpr std::size_t kKeyUnits = 12;

/// Five bits for an initial consonant, a digit, or anything else; never 0.
std::uint64_t code_of(char16_t unit) {
  if (is_digit(unit)) return 20U + (unit - u'0') % 10U;
  const char16_t initial = initial_of(unit);
  if (!is_initial(initial)) return 31;
  constexpr std::u16string_view kOrder = u"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  return 1 + kOrder.find(initial);
}

/// The first twelve codes from the top, so that a prefix is a range; the lowest bits are free.
std::uint64_t initials_key(std::u16string_view units) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < kKeyUnits; ++i)
    key = key << 5 | (i < units.size() ? code_of(units[i]) : 0);
  return key << 4;
}

bool monotone(std::span<const std::uint32_t> offsets, std::size_t end) {
  return !offsets.empty() && offsets.front() == 0 && offsets.back() == end &&
         std::is_sorted(offsets.begin(), offsets.end());
}

}  // namespace

bool TermTable::open(const Sections& sections, SectionId first) {
  if (!sections.read(section(first, Part::units), units_) ||
      !sections.read(section(first, Part::offsets), offsets_) ||
      !sections.read(section(first, Part::posting_offsets), posting_offsets_) ||
      !sections.read(section(first, Part::postings), postings_) ||
      !sections.read(section(first, Part::initial_keys), initial_keys_) ||
      !sections.read(section(first, Part::initial_terms), initial_terms_))
    return false;
  if (!monotone(offsets_, units_.size()) || !monotone(posting_offsets_, postings_.size()) ||
      offsets_.size() != posting_offsets_.size() || count() > kTermsMax)
    return false;
  if (initial_keys_.size() != initial_terms_.size() ||
      !std::is_sorted(initial_keys_.begin(), initial_keys_.end()) ||
      std::any_of(initial_terms_.begin(), initial_terms_.end(),
                  [this](std::uint32_t term) { return term >= count(); }))
    return false;
  for (std::uint32_t term = 0; term < count(); ++term) {
    const auto name = text(term);
    longest_ = std::max(longest_, static_cast<std::uint32_t>(name.size()));
    if (name.empty()) return false;
    known_ends_[ends_of(name) / 64] |= std::uint64_t{1} << ends_of(name) % 64;
  }
  return exact_.open(sections, section(first, Part::exact_offsets),
                     section(first, Part::exact_entries), count()) &&
         shorter_.open(sections, section(first, Part::shorter_offsets),
                       section(first, Part::shorter_entries), count());
}

std::optional<std::uint32_t> TermTable::find(std::u16string_view units, std::uint64_t hash) const {
  std::optional<std::uint32_t> found;
  if (units.empty() || (known_ends_[ends_of(units) / 64] >> ends_of(units) % 64 & 1) == 0)
    return found;
  exact_.find(mix_hash(hash), [&](std::uint32_t term) {
    if (text(term) != units) return false;
    found = term;
    return true;
  });
  return found;
}

TermRange TermTable::with_prefix(std::u16string_view units, char16_t low, char16_t high) const {
  const auto below = [&](char16_t bound, bool inclusive) {
    std::uint32_t from = 0;
    std::uint32_t to = count();
    while (from < to) {
      const std::uint32_t middle = from + (to - from) / 2;
      const auto term = text(middle);
      const int order = term.substr(0, units.size()).compare(units);
      const bool less = order != 0                    ? order < 0
                        : term.size() == units.size() ? true
                        : inclusive                   ? term[units.size()] <= bound
                                                      : term[units.size()] < bound;
      if (less) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  };
  return {below(low, false), below(high, true)};
}

TermRange TermTable::with_prefix(std::u16string_view units) const {
  if (units.empty()) return {0, count()};
  return with_prefix(units.substr(0, units.size() - 1), units.back(), units.back());
}

void TermTable::near(std::u16string_view units,
                     std::vector<std::pair<std::uint32_t, std::uint8_t>>& out) const {
  if (units.size() < 2 || units.size() > kTermUnitsMax) return;
  const auto begin = out.size();
  const auto consider = [&](std::uint32_t term) {
    const auto distance = typing_distance(units, text(term));
    if (distance == kFar || distance == 0) return false;
    const bool known = std::any_of(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                                   [term](const auto& entry) { return entry.first == term; });
    if (!known) out.emplace_back(term, distance);
    return false;
  };
  const auto hash = hash_of(units);
  shorter_.find(mix_hash(hash), consider);
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (is_digit(units[i])) continue;
    const auto without = mix_hash(hash_without(units, hash, i));
    exact_.find(without, consider);
    shorter_.find(without, consider);
  }
}

TermRange TermTable::with_initials(std::u16string_view initials) const {
  const auto low = initials_key(initials);
  const auto width = std::min(initials.size(), kKeyUnits);
  const auto high = low | ((std::uint64_t{1} << (64 - 5 * width)) - 1);
  const auto from = std::lower_bound(initial_keys_.begin(), initial_keys_.end(), low);
  const auto to = std::upper_bound(from, initial_keys_.end(), high);
  return {static_cast<std::uint32_t>(from - initial_keys_.begin()),
          static_cast<std::uint32_t>(to - initial_keys_.begin())};
}

std::uint32_t TermTableBuilder::add(std::u16string_view units) {
  units_.insert(units_.end(), units.begin(),
                units.begin() + static_cast<std::ptrdiff_t>(
                                    std::min<std::size_t>(units.size(), kTermUnitsMax)));
  offsets_.push_back(static_cast<std::uint32_t>(units_.size()));
  return static_cast<std::uint32_t>(offsets_.size()) - 2;
}

void TermTableBuilder::build() {
  tables_.assign(kTermSections, {});
  number_terms();
  gather_postings();
  hash_terms();
  sort_initials();
}

/// Equal names become one term, and terms stand in the order of their units.
void TermTableBuilder::number_terms() {
  std::vector<std::uint32_t> order(offsets_.size() - 1);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [this](std::uint32_t a, std::uint32_t b) { return text(a) < text(b); });
  terms_.assign(order.size(), 0);
  std::vector<char16_t> units_out;
  auto& out = tables_[row(Part::offsets)];
  out.push_back(0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto name = text(order[i]);
    if (i == 0 || name != text(order[i - 1])) {
      if (out.size() - 1 < kTermsMax) {
        units_out.insert(units_out.end(), name.begin(), name.end());
        out.push_back(static_cast<std::uint32_t>(units_out.size()));
      }
    }
    terms_[order[i]] = static_cast<std::uint32_t>(out.size()) - 2;
  }
  units_ = std::move(units_out);
  offsets_ = out;
}

void TermTableBuilder::gather_postings() {
  for (auto& [name, posting] : links_)
    name = terms_[name];
  std::sort(links_.begin(), links_.end());
  links_.erase(std::unique(links_.begin(), links_.end()), links_.end());
  auto& starts = tables_[row(Part::posting_offsets)];
  starts.assign(offsets_.size(), 0);
  auto& values = tables_[row(Part::postings)];
  values.reserve(links_.size());
  for (const auto& [term, posting] : links_) {
    ++starts[term + 1];
    values.push_back(posting);
  }
  for (std::size_t i = 1; i < starts.size(); ++i)
    starts[i] += starts[i - 1];
  links_ = {};
}

void TermTableBuilder::hash_terms() {
  const auto count = static_cast<std::uint32_t>(offsets_.size()) - 1;
  const auto each_shorter = [&](auto&& use) {
    for (std::uint32_t term = 0; term < count; ++term) {
      const auto name = text(term);
      if (name.size() < typos_from_ || is_latin(name.front())) continue;
      const auto hash = hash_of(name);
      for (std::size_t i = 0; i < name.size(); ++i)
        if (!is_digit(name[i])) use(mix_hash(hash_without(name, hash, i)), term);
    }
  };
  KeyTableBuilder exact(count, 0);
  for (std::uint32_t term = 0; term < count; ++term)
    exact.count(mix_hash(hash_of(text(term))));
  exact.begin();
  for (std::uint32_t term = 0; term < count; ++term)
    exact.add(mix_hash(hash_of(text(term))), term);
  tables_[row(Part::exact_offsets)] = exact.take_offsets();
  tables_[row(Part::exact_entries)] = exact.take_entries();

  std::size_t keys = 0;
  each_shorter([&](std::uint64_t, std::uint32_t) { ++keys; });
  KeyTableBuilder shorter(keys, 4);
  each_shorter([&](std::uint64_t hash, std::uint32_t) { shorter.count(hash); });
  shorter.begin();
  each_shorter([&](std::uint64_t hash, std::uint32_t term) { shorter.add(hash, term); });
  tables_[row(Part::shorter_offsets)] = shorter.take_offsets();
  tables_[row(Part::shorter_entries)] = shorter.take_entries();
}

void TermTableBuilder::sort_initials() {
  const auto count = static_cast<std::uint32_t>(offsets_.size()) - 1;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> rows;
  for (std::uint32_t term = 0; term < count; ++term)
    if (text(term).size() >= 2 && !is_latin(text(term).front()))
      rows.emplace_back(initials_key(text(term)), term);
  std::sort(rows.begin(), rows.end());
  for (const auto& [key, term] : rows) {
    initial_keys_.push_back(key);
    tables_[row(Part::initial_terms)].push_back(term);
  }
}

void TermTableBuilder::write(SectionWriter& writer, SectionId first) {
  writer.add(section(first, Part::units), std::move(units_));
  writer.add(section(first, Part::initial_keys), std::move(initial_keys_));
  for (const auto part :
       {Part::offsets, Part::posting_offsets, Part::postings, Part::exact_offsets,
        Part::exact_entries, Part::shorter_offsets, Part::shorter_entries, Part::initial_terms})
    writer.add(section(first, part), std::move(tables_[row(part)]));
}

}  // namespace haetae::address
