// SPDX-License-Identifier: Apache-2.0
#include "key_table.hpp"

#include <algorithm>
#include <bit>

namespace haetae::address {

bool KeyTable::open(const Sections& sections, SectionId offsets, SectionId entries,
                    std::uint32_t terms) {
  if (!sections.read(offsets, offsets_) || !sections.read(entries, entries_)) return false;
  if (offsets_.size() < 3 || !std::has_single_bit(offsets_.size() - 1)) return false;
  shift_ = 64 - static_cast<std::uint32_t>(std::countr_zero(offsets_.size() - 1));
  return offsets_.front() == 0 && offsets_.back() == entries_.size() &&
         std::is_sorted(offsets_.begin(), offsets_.end()) &&
         std::all_of(entries_.begin(), entries_.end(),
                     [terms](std::uint32_t entry) { return (entry & (kTermsMax - 1)) < terms; });
}

std::uint32_t SlotTable::shift_of(std::size_t slots) {
  return 64 - static_cast<std::uint32_t>(std::countr_zero(slots));
}

bool SlotTable::open(const Sections& sections, SectionId slots, std::uint32_t terms) {
  if (!sections.read(slots, slots_)) return false;
  if (slots_.size() < 2 || !std::has_single_bit(slots_.size())) return false;
  shift_ = shift_of(slots_.size());
  bool free = false;
  for (const auto slot : slots_) {
    if (slot == kEmpty) {
      free = true;
    } else if ((slot & 0xffffffff) >= terms) {
      return false;
    }
  }
  return free;
}

std::vector<std::uint64_t> SlotTable::build(const std::vector<std::uint64_t>& hashes) {
  // At most two thirds are taken, so that few hashes share a run of slots.
  const auto count = std::bit_ceil(std::max<std::size_t>(hashes.size() + hashes.size() / 2, 2));
  const auto shift = shift_of(count);
  std::vector<std::uint64_t> slots(count, kEmpty);
  for (std::size_t term = 0; term < hashes.size(); ++term) {
    std::size_t at = hashes[term] >> shift;
    while (slots[at] != kEmpty)
      at = (at + 1) & (count - 1);
    slots[at] = (hashes[term] & 0xffffffff) << 32 | term;
  }
  return slots;
}

KeyTableBuilder::KeyTableBuilder(std::size_t keys, std::uint32_t load) {
  const auto buckets = std::bit_ceil(std::max<std::size_t>(keys / load, 2));
  shift_ = 64 - static_cast<std::uint32_t>(std::countr_zero(buckets));
  offsets_.assign(buckets + 1, 0);
}

void KeyTableBuilder::begin() {
  for (std::size_t i = 1; i < offsets_.size(); ++i)
    offsets_[i] += offsets_[i - 1];
  next_.assign(offsets_.begin(), offsets_.end() - 1);
  entries_.assign(offsets_.back(), 0);
}

void KeyTableBuilder::add(std::uint64_t hash, std::uint32_t term) {
  entries_[next_[hash >> shift_]++] = term | (static_cast<std::uint32_t>(hash) & kPrintMask)
                                                 << kTermBits;
}

}  // namespace haetae::address
