// SPDX-License-Identifier: Apache-2.0
#include "term_table.hpp"

#include "jamo.hpp"

#include <algorithm>
#include <numeric>

namespace haetae::address {
namespace {

enum class Part : std::uint32_t {
  units,
  rows,
  postings,
  exact_slots,
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

}  // namespace

bool TermTable::rows_fit() const {
  if (rows_.empty() || rows_.front().units != 0 || rows_.front().postings != 0 ||
      rows_.back().units != units_.size() || rows_.back().postings != postings_.size())
    return false;
  for (std::size_t i = 1; i < rows_.size(); ++i)
    if (rows_[i].units <= rows_[i - 1].units || rows_[i].postings < rows_[i - 1].postings)
      return false;
  return count() <= kTermsMax;
}

std::size_t TermTable::first_of(char16_t unit) {
  return unit < kSyllableFirst  ? 0
         : unit > kSyllableLast ? kFirsts - 1
                                : static_cast<std::size_t>(unit - kSyllableFirst) + 1;
}

bool TermTable::open(const Sections& sections, SectionId first) {
  if (!sections.read(section(first, Part::units), units_) ||
      !sections.read(section(first, Part::rows), rows_) ||
      !sections.read(section(first, Part::postings), postings_) ||
      !sections.read(section(first, Part::initial_keys), initial_keys_) ||
      !sections.read(section(first, Part::initial_terms), initial_terms_))
    return false;
  if (!rows_fit()) return false;
  if (initial_keys_.size() != initial_terms_.size() ||
      !std::is_sorted(initial_keys_.begin(), initial_keys_.end()) ||
      std::any_of(initial_terms_.begin(), initial_terms_.end(),
                  [this](std::uint32_t term) { return term >= count(); }))
    return false;
  firsts_.assign(kFirsts + 1, 0);
  for (std::uint32_t term = 0; term < count(); ++term) {
    const auto name = text(term);
    ++firsts_[first_of(name.front()) + 1];
    longest_ = std::max(longest_, static_cast<std::uint32_t>(name.size()));
    known_ends_[ends_of(name) / 64] |= std::uint64_t{1} << ends_of(name) % 64;
  }
  std::partial_sum(firsts_.begin(), firsts_.end(), firsts_.begin());
  return exact_.open(sections, section(first, Part::exact_slots), count()) &&
         shorter_.open(sections, section(first, Part::shorter_offsets),
                       section(first, Part::shorter_entries), count());
}

bool TermTable::fetch(std::u16string_view units, std::uint64_t hash) const {
  if (units.empty() || !ends_known(units)) return false;
  exact_.fetch(mix_hash(hash));
  return true;
}

bool TermTable::fetch_row(std::uint64_t hash, std::uint32_t& term) const {
  const auto found = exact_.peek(mix_hash(hash));
  if (found >= count()) return false;
  term = static_cast<std::uint32_t>(found);
  __builtin_prefetch(&rows_[term]);
  return true;
}

void TermTable::fetch_text(std::uint32_t term) const {
  __builtin_prefetch(units_.data() + rows_[term].units);
  __builtin_prefetch(postings_.data() + rows_[term].postings);
}

std::optional<std::uint32_t> TermTable::find(std::u16string_view units, std::uint64_t hash) const {
  std::optional<std::uint32_t> found;
  if (units.empty() || !ends_known(units)) return found;
  exact_.find(mix_hash(hash), [&](std::uint32_t term) {
    if (text(term) != units) return false;
    found = term;
    return true;
  });
  return found;
}

TermRange TermTable::with_prefix(std::u16string_view units, char16_t low, char16_t high) const {
  const auto first = firsts_[first_of(units.empty() ? low : units.front())];
  const auto last = firsts_[first_of(units.empty() ? high : units.front()) + 1];
  const auto below = [&](std::uint32_t from, char16_t bound, bool inclusive) {
    auto to = last;
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
  const auto begin = below(first, low, false);
  return {begin, below(begin, high, true)};
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
  // All places are known before any is looked at, so that their loads overlap.
  std::array<std::uint64_t, kTermUnitsMax + 1> hashes;
  std::size_t asked = 0;
  const auto hash = hash_of(units);
  hashes[asked++] = mix_hash(hash);
  for (std::size_t i = 0; i < units.size(); ++i)
    if (!is_digit(units[i])) hashes[asked++] = mix_hash(hash_without(units, hash, i));
  for (std::size_t i = 0; i < asked; ++i) {
    shorter_.fetch_bucket(hashes[i]);
    exact_.fetch(hashes[i]);
  }
  for (std::size_t i = 0; i < asked; ++i)
    shorter_.fetch_entries(hashes[i]);
  for (std::size_t i = 0; i < asked; ++i) {
    if (i > 0) exact_.find(hashes[i], consider);
    shorter_.find(hashes[i], consider);
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
  hash_shorter();
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
  std::vector<std::uint32_t> out{0};
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
  offsets_ = std::move(out);
}

void TermTableBuilder::gather_postings() {
  for (auto& [name, posting] : links_)
    name = terms_[name];
  std::sort(links_.begin(), links_.end());
  links_.erase(std::unique(links_.begin(), links_.end()), links_.end());
  rows_.assign(offsets_.size(), TermRow{});
  static_assert(row(Part::postings) == kPostingsTable);
  auto& values = tables_[kPostingsTable];
  values.reserve(links_.size());
  for (const auto& [term, posting] : links_) {
    ++rows_[term + 1].postings;
    values.push_back(posting);
  }
  for (std::size_t i = 1; i < rows_.size(); ++i) {
    rows_[i].units = offsets_[i];
    rows_[i].postings += rows_[i - 1].postings;
  }
  links_ = {};
}

void TermTableBuilder::hash_terms() {
  std::vector<std::uint64_t> hashes(offsets_.size() - 1);
  for (std::uint32_t term = 0; term < hashes.size(); ++term)
    hashes[term] = mix_hash(hash_of(text(term)));
  slots_ = SlotTable::build(hashes);
}

/// Every term without one of its units, so that a unit too many or another one is found.
void TermTableBuilder::hash_shorter() {
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
  writer.add(section(first, Part::rows), std::move(rows_));
  writer.add(section(first, Part::exact_slots), std::move(slots_));
  writer.add(section(first, Part::initial_keys), std::move(initial_keys_));
  for (const auto part :
       {Part::postings, Part::shorter_offsets, Part::shorter_entries, Part::initial_terms})
    writer.add(section(first, part), std::move(tables_[row(part)]));
}

}  // namespace haetae::address
