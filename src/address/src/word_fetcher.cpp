// SPDX-License-Identifier: Apache-2.0
#include "word_fetcher.hpp"

#include "tables.hpp"

#include <algorithm>

namespace haetae::address {
namespace {

constexpr std::uint32_t kUnitsAsked = 16;
/// Roads of one name: the first ones stand for the usual name, which few roads share.
constexpr std::size_t kRoadsAsked = 8;

}  // namespace

void WordFetcher::slots(const Vocabulary& words, const Text& text, const WordBounds& bounds) {
  count_ = 0;
  for (std::uint32_t at = 0; at + 2 <= text.size(); ++at) {
    if (at > 0 && text.gap(at) == 0) continue;
    const auto last = std::min(text.size(), at + kUnitsAsked);
    for (auto to = at + 2; to <= last; ++to) {
      if (!bounds.boundary(to) || !bounds.joins(at, to)) continue;
      const auto hash = text.hash(at, to);
      for (const bool road : {false, true}) {
        if (count_ == kWordsMax) return;
        Word& word = words_[count_] = {hash, 0, road};
        if (table(words, word).fetch(text.units(at, to), hash)) ++count_;
      }
    }
  }
}

void WordFetcher::rows(const Vocabulary& words) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    Word word = words_[i];
    if (!table(words, word).fetch_row(word.hash, word.term)) continue;
    words_[kept++] = word;
  }
  count_ = kept;
}

void WordFetcher::texts(const Vocabulary& words) const {
  for (std::size_t i = 0; i < count_; ++i)
    table(words, words_[i]).fetch_text(words_[i].term);
}

// The loops stand here twice: a function object that does nothing but prefetch is taken for one
// that does nothing, and its calls are left out (GCC 12).
void WordFetcher::roads(const Tables& tables, const Vocabulary& words) const {
  for (std::size_t i = 0; i < count_; ++i) {
    for (const auto posting : roads_of(words, words_[i]))
      __builtin_prefetch(&tables.roads[index_of(RoadPosting::unpack(posting).road)]);
  }
}

void WordFetcher::numbers(const Tables& tables, const Vocabulary& words) const {
  for (std::size_t i = 0; i < count_; ++i) {
    for (const auto posting : roads_of(words, words_[i])) {
      const auto first = tables.roads[index_of(RoadPosting::unpack(posting).road)].first;
      __builtin_prefetch(tables.keys.data() + first);
      __builtin_prefetch(tables.address_regions.data() + first);
    }
  }
}

std::span<const std::uint32_t> WordFetcher::roads_of(const Vocabulary& words, const Word& word) {
  if (!word.road) return {};
  const auto postings = words.roads.postings(word.term);
  return postings.first(std::min(postings.size(), kRoadsAsked));
}

}  // namespace haetae::address
