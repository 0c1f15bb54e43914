// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sections.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace haetae::address {

inline constexpr std::uint32_t kTermBits = 22;
inline constexpr std::uint32_t kTermsMax = 1U << kTermBits;
inline constexpr std::uint32_t kPrintMask = 1023;

/// Hashes to terms: buckets of entries, each a term with ten bits of its hash. A term that is found
/// is a candidate only; its text decides.
class KeyTable {
 public:
  /// False when the rows do not belong together or name a term that is not there.
  [[nodiscard]] bool open(const Sections& sections, SectionId offsets, SectionId entries,
                          std::uint32_t terms);

  /// Two steps towards `find`, each a load from memory that need not be waited for: first for all
  /// hashes, then again for all.
  void fetch_bucket(std::uint64_t hash) const { __builtin_prefetch(&offsets_[hash >> shift_]); }
  void fetch_entries(std::uint64_t hash) const {
    const auto at = offsets_[hash >> shift_];
    if (at < entries_.size()) __builtin_prefetch(&entries_[at]);
  }
  /// Calls `each(term)` for the terms that may have this hash (after mix_hash), until it says true.
  template <class Each>
  bool find(std::uint64_t hash, Each&& each) const {
    const auto bucket = static_cast<std::uint32_t>(hash >> shift_);
    const auto print = static_cast<std::uint32_t>(hash) & kPrintMask;
    for (auto at = offsets_[bucket]; at < offsets_[bucket + 1]; ++at) {
      if (entries_[at] >> kTermBits == print && each(entries_[at] & (kTermsMax - 1))) return true;
    }
    return false;
  }

 private:
  std::span<const std::uint32_t> offsets_;  ///< buckets + 1
  std::span<const std::uint32_t> entries_;
  std::uint32_t shift_ = 63;
};

/// Hashes to terms where most hashes that are asked for have none: one slot per term with 32 bits
/// of its hash, the next free one where it is taken, so that an answer costs one look at memory.
class SlotTable {
 public:
  static constexpr std::uint64_t kEmpty = 0xffffffff;

  /// False when a slot names a term that is not there, or no slot is empty.
  [[nodiscard]] bool open(const Sections& sections, SectionId slots, std::uint32_t terms);

  void fetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash >> shift_]); }
  /// The first term that has this hash; kEmpty when there is none.
  [[nodiscard]] std::uint64_t peek(std::uint64_t hash) const {
    std::uint64_t found = kEmpty;
    find(hash, [&](std::uint32_t term) {
      found = term;
      return true;
    });
    return found;
  }
  /// As KeyTable::find.
  template <class Each>
  bool find(std::uint64_t hash, Each&& each) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash >> shift_; slots_[at] != kEmpty; at = (at + 1) & mask) {
      if (slots_[at] >> 32 == (hash & 0xffffffff) && each(static_cast<std::uint32_t>(slots_[at])))
        return true;
    }
    return false;
  }
  /// The slots of terms 0, 1, …, given their hashes (after mix_hash).
  [[nodiscard]] static std::vector<std::uint64_t> build(const std::vector<std::uint64_t>& hashes);

 private:
  [[nodiscard]] static std::uint32_t shift_of(std::size_t slots);

  std::span<const std::uint64_t> slots_;
  std::uint32_t shift_ = 63;
};

/// Two passes over the same keys in the same order: `count` all, `begin`, then `add` all.
class KeyTableBuilder {
 public:
  /// `keys`: how many will come; `load`: about how many share a bucket, above 0.
  KeyTableBuilder(std::size_t keys, std::uint32_t load);
  void count(std::uint64_t hash) { ++offsets_[(hash >> shift_) + 1]; }
  void begin();
  void add(std::uint64_t hash, std::uint32_t term);
  [[nodiscard]] std::vector<std::uint32_t>&& take_offsets() { return std::move(offsets_); }
  [[nodiscard]] std::vector<std::uint32_t>&& take_entries() { return std::move(entries_); }

 private:
  std::uint32_t shift_ = 63;
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> entries_;
};

}  // namespace haetae::address
