// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normalise.hpp"
#include "vocabulary.hpp"
#include "word_bounds.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace haetae::address {

/// Asks memory for what the words of a query lead to before they are read: slot, row, text and
/// postings, then the roads and their numbers. A step asks for all words, so that their loads
/// overlap; it waits for nothing but what the step before it asked for.
class WordFetcher {
 public:
  /// The first step. Every word that begins behind a gap is looked for soon.
  void slots(const Vocabulary& words, const Text& text, const WordBounds& bounds);
  void rows(const Vocabulary& words);
  void texts(const Vocabulary& words) const;
  void roads(const Tables& tables, const Vocabulary& words) const;
  void numbers(const Tables& tables, const Vocabulary& words) const;

 private:
  static constexpr std::size_t kWordsMax = 96;
  struct Word {
    std::uint64_t hash;
    std::uint32_t term;
    bool road;
  };
  static const TermTable& table(const Vocabulary& words, const Word& word) {
    return word.road ? words.roads : words.regions;
  }
  /// The postings of a word that names roads; the first ones of a name that many roads have.
  static std::span<const std::uint32_t> roads_of(const Vocabulary& words, const Word& word);

  std::array<Word, kWordsMax> words_;
  std::size_t count_ = 0;
};

}  // namespace haetae::address
