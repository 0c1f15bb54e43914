// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "key_table.hpp"
#include "normalise.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::address {

/// Sections in a row, from the first one of a table; one more number is free.
inline constexpr std::uint32_t kTermSections = 9;

/// Where the units and the postings of a term begin; one row more ends the last.
struct TermRow {
  std::uint32_t units = 0;
  std::uint32_t postings = 0;
};

/// Half-open range of terms; terms are numbered in the order of their units.
struct TermRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  [[nodiscard]] bool empty() const { return first == last; }
};

/// Distinct normalised names with what each of them names (its postings).
class TermTable {
 public:
  /// False when the sections do not fit together. Postings are checked by who knows their meaning.
  [[nodiscard]] bool open(const Sections& sections, SectionId first);

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(rows_.size()) - 1; }
  [[nodiscard]] std::u16string_view text(std::uint32_t term) const {
    return {units_.data() + rows_[term].units, rows_[term + 1].units - rows_[term].units};
  }
  [[nodiscard]] std::span<const std::uint32_t> postings(std::uint32_t term) const {
    return postings_.subspan(rows_[term].postings, rows_[term + 1].postings - rows_[term].postings);
  }
  [[nodiscard]] std::span<const std::uint32_t> postings() const { return postings_; }
  /// The longest text, in units.
  [[nodiscard]] std::uint32_t longest() const { return longest_; }

  /// Brings what `find` will look at nearer, in steps to be taken for many names at once: the slot,
  /// the row, then text and postings. False: there is no such name.
  bool fetch(std::u16string_view units, std::uint64_t hash) const;
  bool fetch_row(std::uint64_t hash, std::uint32_t& term) const;
  void fetch_text(std::uint32_t term) const;
  /// `hash` is hash_of(units).
  [[nodiscard]] std::optional<std::uint32_t> find(std::u16string_view units,
                                                  std::uint64_t hash) const;
  /// Terms that begin with `units`.
  [[nodiscard]] TermRange with_prefix(std::u16string_view units) const;
  /// Terms that begin with `units` and then a unit of [low, high].
  [[nodiscard]] TermRange with_prefix(std::u16string_view units, char16_t low, char16_t high) const;
  /// Terms within one edit of `units`, as (term, typing_distance); appended, each once.
  void near(std::u16string_view units,
            std::vector<std::pair<std::uint32_t, std::uint8_t>>& out) const;
  /// Terms whose initial consonants are `initials` (initial_of each unit), then those that only
  /// begin so: positions for `by_initials`.
  [[nodiscard]] TermRange with_initials(std::u16string_view initials) const;
  [[nodiscard]] std::uint32_t by_initials(std::uint32_t position) const {
    return initial_terms_[position];
  }

 private:
  /// Which first and last letters go together in any term: most words that are none end here,
  /// without a look at memory that is not in the nearest cache.
  [[nodiscard]] static std::uint32_t ends_of(std::u16string_view units) {
    return (units.front() * 0x9E37U ^ units.back() * 0x85EBU) >> 4 & 0xffffU;
  }

  [[nodiscard]] bool ends_known(std::u16string_view units) const {
    const auto ends = ends_of(units);
    return (known_ends_[ends / 64] >> ends % 64 & 1) != 0;
  }
  [[nodiscard]] bool rows_fit() const;

  /// Terms by their first letter: those below the syllables, each syllable, those above.
  static constexpr std::size_t kFirsts = 11'172 + 2;
  [[nodiscard]] static std::size_t first_of(char16_t unit);

  std::array<std::uint64_t, 1024> known_ends_{};
  std::vector<std::uint32_t> firsts_;  ///< the first term of each first letter, and the end
  std::span<const char16_t> units_;
  std::span<const TermRow> rows_;  ///< count + 1
  std::span<const std::uint32_t> postings_;
  SlotTable exact_;
  KeyTable shorter_;  ///< every term without one of its units that are no digits
  std::span<const std::uint64_t> initial_keys_;  ///< ascending
  std::span<const std::uint32_t> initial_terms_;
  std::uint32_t longest_ = 0;
};

/// Gathers names and what they name, in any order.
class TermTableBuilder {
 public:
  /// `typos_from`: names shorter than this are not found by a typo.
  explicit TermTableBuilder(std::uint32_t typos_from) : typos_from_(typos_from) {}

  /// A name that `link` then ties to things. Empty and overlong names give nothing to find.
  [[nodiscard]] std::uint32_t add(std::u16string_view units);
  void link(std::uint32_t name, std::uint32_t posting) { links_.emplace_back(name, posting); }

  /// Builds the tables. May run beside other builders; `write` may not.
  void build();
  void write(SectionWriter& writer, SectionId first);
  /// Calls `use(term, posting)` for what was built and not yet written.
  template <class Use>
  void each_posting(Use&& use) const {
    const auto& postings = tables_[kPostingsTable];
    for (std::uint32_t term = 0; term + 1 < rows_.size(); ++term)
      for (auto i = rows_[term].postings; i < rows_[term + 1].postings; ++i)
        use(term, postings[i]);
  }

 private:
  [[nodiscard]] std::u16string_view text(std::uint32_t name) const {
    return {units_.data() + offsets_[name], offsets_[name + 1] - offsets_[name]};
  }
  void number_terms();
  void gather_postings();
  void hash_terms();
  void hash_shorter();
  void sort_initials();

  static constexpr std::size_t kPostingsTable = 2;

  std::uint32_t typos_from_;
  std::vector<char16_t> units_;
  std::vector<std::uint32_t> offsets_{0};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> links_;
  std::vector<std::uint32_t> terms_;  ///< of each name
  std::vector<std::vector<std::uint32_t>> tables_;
  std::vector<std::uint64_t> initial_keys_;
  std::vector<std::uint64_t> slots_;
  std::vector<TermRow> rows_;
};

}  // namespace haetae::address
