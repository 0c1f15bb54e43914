// SPDX-License-Identifier: Apache-2.0
#include "builder_interner.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <xxhash.h>

namespace haetae::address {
namespace {

constexpr std::size_t kSlotsFirst = 1024;

std::uint32_t hash_of(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

/// The first eight bytes, so that most comparisons touch no text.
std::uint64_t head_of(std::string_view text) {
  std::array<char, 8> bytes{};
  text.copy(bytes.data(), bytes.size());
  std::uint64_t head = 0;
  for (const char byte : bytes)
    head = head << 8 | static_cast<std::uint8_t>(byte);
  return head;
}

}  // namespace

Interner::Interner() : offsets_{0}, slots_(kSlotsFirst) {
  add({});
}

std::uint32_t Interner::add(std::string_view text) {
  const auto hash = hash_of(text);
  const auto mask = slots_.size() - 1;
  auto slot = hash & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const auto id = slots_[slot] - 1;
    if (hashes_[id] == hash && (*this)[id] == text) return id;
  }
  // An index with other bytes would be refused when it is opened.
  if (!is_utf8(text)) return 0;
  if (bytes_.size() + text.size() > std::numeric_limits<std::uint32_t>::max()) {
    overflow_ = true;
    return 0;
  }
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  hashes_.push_back(hash);
  slots_[slot] = count();
  if (count() * 2ULL > slots_.size()) grow();
  return count() - 1;
}

void Interner::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const auto mask = slots_.size() - 1;
  for (std::uint32_t id = 0; id < count(); ++id) {
    auto slot = hashes_[id] & mask;
    while (slots_[slot] != 0)
      slot = (slot + 1) & mask;
    slots_[slot] = id + 1;
  }
}

Interner::Sorted Interner::sorted() const {
  struct Entry {
    std::uint64_t head;
    std::uint32_t id;
  };
  std::vector<Entry> order;
  order.reserve(count());
  for (std::uint32_t id = 0; id < count(); ++id)
    order.push_back({head_of((*this)[id]), id});
  std::sort(order.begin(), order.end(), [this](const Entry& a, const Entry& b) {
    return a.head != b.head ? a.head < b.head : (*this)[a.id] < (*this)[b.id];
  });
  Sorted out;
  out.offsets.reserve(order.size() + 1);
  out.offsets.push_back(0);
  out.bytes.reserve(bytes_.size());
  out.renumbered.resize(count());
  for (const auto& entry : order) {
    const auto text = (*this)[entry.id];
    out.renumbered[entry.id] = static_cast<std::uint32_t>(out.offsets.size()) - 1;
    out.bytes.insert(out.bytes.end(), text.begin(), text.end());
    out.offsets.push_back(static_cast<std::uint32_t>(out.bytes.size()));
  }
  return out;
}

}  // namespace haetae::address
