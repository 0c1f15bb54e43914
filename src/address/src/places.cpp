// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/places.hpp"

#include "haetae/address/text.hpp"
#include "jamo.hpp"
#include "normalise.hpp"
#include "places_filter.hpp"
#include "vocabulary.hpp"

namespace haetae::address {
namespace {

constexpr std::uint32_t kTotalMax = 10'000;  ///< counting stops here
/// Places that one query may look at, so that no word is slow however common it is.
constexpr std::uint32_t kLooksMax = 12'000;
/// The same for a word alone, without any condition: how many there are is known without looking.
constexpr std::uint32_t kLooksForWord = 2'000;
/// With a place to begin at, a word this common is looked for around it instead.
constexpr std::uint32_t kCommon = 4'000;
/// More places of one name than these say that the name is a kind: "강남 약국".
constexpr std::uint32_t kNamesakesMax = 3;
constexpr double kFirstReach = 500;      ///< metres
constexpr double kReachMax = 1'000'000;  ///< metres; all of Korea
constexpr std::size_t kWordsMax = 8;
constexpr std::size_t kRegionsShown = 30;

/// A word of the query with the places that it may name.
struct Word {
  std::u16string_view units;
  PlaceRange range;
  std::vector<std::uint32_t> categories;
  std::uint32_t places = 0;  ///< at most so many
};

/// One way to understand a query: words that a place must fit.
class Reading {
 public:
  Reading(const Index& index, const PlaceQuery& query)
      : places_(index.places()), filter_(index.tables(), query), query_(query) {}

  /// All of [from, to) of the text as words; `whole` is the same in one.
  void take_words(const Text& text, std::uint32_t from, std::uint32_t to);
  /// Only places whose whole name the text is.
  void take_name(std::u16string_view name) {
    whole_ = name;
    exact_ = true;
  }
  void take_initials(std::u16string_view initials) { initials_ = initials; }
  void set_region(RegionId region) {
    region_ = region;
    filter_.set_region(region);
  }

  /// Appends what fits, best first as far as `limit`; returns how many fit.
  std::uint32_t run(std::vector<PlaceCandidate>& out, std::vector<std::uint64_t>& seen,
                    std::uint32_t limit);

 private:
  [[nodiscard]] Fit fit_of(std::uint32_t place) const;
  [[nodiscard]] std::uint64_t order_of(std::uint32_t place, Fit fit, float metres) const;
  void look(std::uint32_t place, Fit fit);
  void look_around();
  void look_at_word(const Word& word);
  void look_at_initials();
  void look_at_name();
  void look_at_words();
  void look_less_at(std::uint32_t places);
  [[nodiscard]] bool is_over() const { return looks_ >= looks_max_ || found_.size() >= kTotalMax; }
  [[nodiscard]] const Word* rarest() const;

  const Places& places_;
  PlaceFilter filter_;
  const PlaceQuery& query_;
  RegionId region_ = kNoRegion;
  std::u16string_view whole_;
  std::u16string_view initials_;
  bool exact_ = false;
  std::vector<Word> words_;
  std::vector<PlaceCandidate> found_;
  std::vector<std::uint64_t>* seen_ = nullptr;
  std::uint32_t looks_ = 0;
  std::uint32_t looks_max_ = kLooksMax;
  std::uint32_t total_min_ = 0;  ///< known to be there beyond what was looked at
};

void Reading::take_words(const Text& text, std::uint32_t from, std::uint32_t to) {
  whole_ = text.units(from, to);
  const auto add = [&](std::uint32_t begin, std::uint32_t end) {
    Word word{text.units(begin, end), {}, {}, 0};
    word.range = places_.containing(word.units);
    word.categories = places_.categories_of(word.units);
    word.places = word.range.size();
    for (const std::uint32_t category : word.categories)
      word.places += static_cast<std::uint32_t>(places_.places_of(category).size());
    words_.push_back(std::move(word));
  };
  std::uint32_t begin = from;
  for (std::uint32_t i = from + 1; i < to && words_.size() + 1 < kWordsMax; ++i) {
    if ((text.gap(i) & (kSpace | kComma)) == 0) continue;
    add(begin, i);
    begin = i;
  }
  add(begin, to);
}

Fit Reading::fit_of(std::uint32_t place) const {
  if (words_.empty()) return Fit::equal;  // a search without words
  const std::u16string_view key = places_.key(place);
  const std::size_t at = key.find(whole_);
  if (at != std::u16string_view::npos) {
    if (key.size() == whole_.size()) return Fit::equal;
    return at == 0 ? Fit::prefix : Fit::contains;
  }
  Fit fit = Fit::words;
  for (const Word& word : words_) {
    if (key.find(word.units) != std::u16string_view::npos) continue;
    const auto& categories = word.categories;
    if (!std::binary_search(categories.begin(), categories.end(), places_.row(place).category)) {
      return Fit::none;
    }
    fit = Fit::category;
  }
  return fit;
}

/// By distance alone, or by fit and then by distance or, without a centre, shorter names first.
std::uint64_t Reading::order_of(std::uint32_t place, Fit fit, float metres) const {
  const auto far = static_cast<std::uint64_t>(std::max(metres, 0.0F) * 16);
  if (query_.by_distance) return far;
  const std::uint64_t second = metres >= 0 ? far : places_.key(place).size();
  return static_cast<std::uint64_t>(fit) << 40 | std::min<std::uint64_t>(second, (1ULL << 40) - 1);
}

/// Counts a place once, if it passes the filter.
void Reading::look(std::uint32_t place, Fit fit) {
  ++looks_;
  std::uint64_t& word = (*seen_)[place / 64];
  const std::uint64_t bit = 1ULL << place % 64;
  if ((word & bit) != 0) return;
  const auto metres = filter_.admit(places_.row(place));
  if (!metres) return;
  if (fit == Fit::none) fit = fit_of(place);
  if (fit == Fit::none) return;
  word |= bit;
  found_.push_back({order_of(place, fit, *metres), place, *metres});
}

/// From the middle outwards, until enough is found or nothing is left.
void Reading::look_around() {
  const std::size_t enough = query_.offset + query_.limit;
  const bool bounded = filter_.reach_m() < kReachMax;
  const double last = std::min(filter_.reach_m(), kReachMax);
  double reach = std::min(kFirstReach, last);
  if (bounded) {
    const Window all = window_around(*filter_.middle(), last);
    std::uint32_t inside = 0;
    for (const std::uint32_t group : filter_.groups())
      inside += places_.count_in(group, all.low, all.high);
    if (inside <= kLooksMax) reach = last;
  }
  for (;; reach = std::min(reach * 3, last)) {
    const Window window = window_around(*filter_.middle(), reach);
    for (const std::uint32_t group : filter_.groups()) {
      places_.for_each(group, window.low, window.high, [&](std::uint32_t place) {
        if (!is_over()) look(place, Fit::none);
      });
    }
    if (reach >= last || is_over()) return;
    const auto within =
        std::count_if(found_.begin(), found_.end(),
                      [&](const PlaceCandidate& found) { return found.metres <= reach; });
    // Without a bound everything counts: the nearest are enough then.
    if (!bounded && static_cast<std::size_t>(within) >= enough) {
      if (words_.size() == 1 && query_.groups.empty()) {
        total_min_ = std::min(words_[0].places, kTotalMax);
      }
      return;
    }
  }
}

void Reading::look_at_word(const Word& word) {
  if (words_.size() == 1) look_less_at(word.places);
  if (word.units == whole_) {
    // These may fit best, so that they are looked at however common the word is.
    const PlaceRange first = places_.with_prefix(word.units);
    for (auto i = first.first; i < first.last && looks_ < looks_max_ / 2; ++i)
      look(i, Fit::none);
  }
  for (auto i = word.range.first; i < word.range.last && !is_over(); ++i)
    look(places_.place_at(i), Fit::none);
  for (const std::uint32_t category : word.categories) {
    for (const std::uint32_t place : places_.places_of(category)) {
      if (is_over()) return;
      look(place, Fit::none);
    }
  }
}

/// For words alone that `places` places fit: a part of them is enough to show.
void Reading::look_less_at(std::uint32_t places) {
  const bool alone = !filter_.middle() && query_.groups.empty() && region_ == kNoRegion;
  if (!alone || places <= kLooksForWord) return;
  looks_max_ = kLooksForWord;
  total_min_ = std::min(places, kTotalMax);
}

void Reading::look_at_initials() {
  const PlaceRange range = places_.with_initials(initials_);
  look_less_at(range.size());
  for (auto i = range.first; i < range.last && !is_over(); ++i) {
    const std::uint32_t place = places_.place_by_initials(i);
    const bool begins = places_.begins_key(i);
    const bool whole = begins && places_.key(place).size() == initials_.size();
    look(place, whole ? Fit::equal : begins ? Fit::prefix : Fit::contains);
  }
}

const Word* Reading::rarest() const {
  return words_.empty()
             ? nullptr
             : &*std::min_element(words_.begin(), words_.end(),
                                  [](const Word& a, const Word& b) { return a.places < b.places; });
}

void Reading::look_at_name() {
  const PlaceRange named = places_.with_prefix(whole_);
  for (auto i = named.first; i < named.last && places_.key(i).size() == whole_.size(); ++i) {
    if (i - named.first >= kNamesakesMax) {
      for (const PlaceCandidate& candidate : found_)
        (*seen_)[candidate.place / 64] &= ~(1ULL << candidate.place % 64);
      found_.clear();
      return;
    }
    look(i, Fit::equal);
  }
}

void Reading::look_at_words() {
  const Word* word = rarest();
  if (word != nullptr && word->places == 0) return;
  if (region_ != kNoRegion) {
    const auto inside = places_.places_in(region_);
    if (word == nullptr || inside.size() < word->places) {
      for (const std::uint32_t place : inside) {
        if (is_over()) return;
        look(place, Fit::none);
      }
      return;
    }
  }
  const bool common = word == nullptr || word->places > kCommon;
  if (common && filter_.middle()) {
    look_around();
  } else if (word != nullptr) {
    look_at_word(*word);
  }
}

std::uint32_t Reading::run(std::vector<PlaceCandidate>& out, std::vector<std::uint64_t>& seen,
                           std::uint32_t limit) {
  seen_ = &seen;
  if (exact_) {
    look_at_name();
  } else if (!initials_.empty()) {
    look_at_initials();
  } else {
    look_at_words();
  }
  const std::size_t wanted = std::min<std::size_t>(limit, found_.size());
  std::partial_sort(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(wanted),
                    found_.end());
  out.insert(out.end(), found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(wanted));
  return std::max(static_cast<std::uint32_t>(found_.size()), total_min_);
}

/// Region words before the rest of a query: "서울 강남구 역삼동 카페".
struct RegionWords {
  std::uint32_t end = 0;          ///< units that the region takes
  std::vector<RegionId> regions;  ///< what they may mean, the likeliest first
};

std::vector<RegionId> regions_named(const Index& index, std::u16string_view word,
                                    std::uint64_t hash) {
  std::vector<RegionId> found;
  const Vocabulary& words = index.vocabulary();
  const auto term = words.regions.find(word, hash);
  if (!term) return found;
  for (const std::uint32_t raw : words.regions.postings(*term)) {
    const RegionPosting posting = RegionPosting::unpack(raw);
    if (!posting.is_district()) {
      found.push_back(RegionId{posting.id});
      continue;
    }
    // A 행정동 is taken for the 법정동 that its addresses lie in, where that is one.
    const auto legal = words.regions_of(DistrictId{posting.id});
    if (legal.size() == 1) found.push_back(RegionId{static_cast<std::uint16_t>(legal[0])});
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

/// The likeliest first: where most people live, then where most addresses are.
void sort_by_size(const Index& index, std::vector<RegionId>& regions) {
  const auto weight = [&](RegionId id) {
    const auto lineage = index.lineage(id);
    std::uint64_t people = index.region(id).population;
    if (people == 0 && lineage.at[1] != kNoRegion) people = index.region(lineage.at[1]).population;
    return std::pair{people, index.region(id).addresses};
  };
  std::stable_sort(regions.begin(), regions.end(),
                   [&](RegionId a, RegionId b) { return weight(a) > weight(b); });
}

RegionWords read_regions(const Index& index, const Text& text) {
  RegionWords read;
  std::uint32_t begin = 0;
  for (std::uint32_t i = 1; i < text.size(); ++i) {
    if ((text.gap(i) & kSpace) == 0) continue;
    std::vector<RegionId> next = regions_named(index, text.units(begin, i), text.hash(begin, i));
    if (!read.regions.empty()) {
      std::erase_if(next, [&](RegionId inner) {
        return std::none_of(read.regions.begin(), read.regions.end(),
                            [&](RegionId outer) { return index.contains(outer, inner); });
      });
    }
    if (next.empty()) break;
    read.regions = std::move(next);
    read.end = begin = i;
  }
  sort_by_size(index, read.regions);
  return read;
}

bool are_initials(std::u16string_view units) {
  return units.size() >= 2 && std::all_of(units.begin(), units.end(), is_initial);
}

/// The candidates of the page, as hits.
void show(const PlaceQuery& query, const std::vector<PlaceCandidate>& found, PlaceAnswer& answer) {
  const std::size_t end = std::min<std::size_t>(found.size(), query.offset + query.limit);
  for (std::size_t i = query.offset; i < end; ++i)
    answer.hits.push_back({PlaceId{found[i].place}, query.centre ? found[i].metres : -1.0});
}

/// The bytes of the query from unit `from` on, without spaces around them.
std::string_view rest_of(std::string_view query, const Text& text, std::uint32_t from) {
  return query.substr(text.bytes(from, text.size()).first,
                      text.bytes(from, text.size()).second - text.bytes(from, text.size()).first);
}

}  // namespace

PlaceAnswer find_places(const Index& index, const PlaceQuery& query, Scratch&) {
  PlaceAnswer answer;
  answer.keyword = query.text;
  const Places& places = index.places();
  if (places.count() == 0) return answer;
  const std::uint32_t limit = query.offset + query.limit;
  std::vector<std::uint64_t> seen(places.count() / 64 + 1);
  std::vector<PlaceCandidate> found;
  Reading whole{index, query};
  if (!query.text.empty()) {
    Text text;
    normalise_name(query.text.substr(0, kQueryBytesMax), text);
    if (text.empty()) return answer;
    if (are_initials(text.units())) {
      whole.take_initials(text.units());
    } else {
      whole.take_words(text, 0, text.size());
    }
    const RegionWords region = read_regions(index, text);
    if (!region.regions.empty()) {
      Reading named{index, query};
      named.take_name(text.units());
      answer.total = named.run(found, seen, limit);
      Reading within{index, query};
      within.take_words(text, region.end, text.size());
      within.set_region(region.regions.front());
      const std::uint32_t inside = within.run(found, seen, limit);
      answer.total += inside;
      if (inside > 0) {
        const std::size_t shown = std::min(kRegionsShown, region.regions.size());
        for (std::size_t i = 0; i < shown; ++i)
          answer.regions.push_back(region_text(index, region.regions[i], SidoStyle::abbreviated));
        answer.selected_region = answer.regions.front();
        answer.keyword = rest_of(query.text, text, region.end);
      }
    }
    answer.total += whole.run(found, seen, limit);
  } else {
    answer.total = whole.run(found, seen, limit);
  }
  answer.total = std::min(answer.total, kTotalMax);
  if (query.by_distance) std::sort(found.begin(), found.end());
  show(query, found, answer);
  return answer;
}

}  // namespace haetae::address
