// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace haetae::address {

inline constexpr std::uint32_t kNone = 0xffffffff;

/// Texts, each kept once under a number in the order of arrival; 0 is the empty text.
class Interner {
 public:
  Interner();
  std::uint32_t add(std::string_view text);
  [[nodiscard]] std::string_view operator[](std::uint32_t id) const {
    return {bytes_.data() + offsets_[id], offsets_[id + 1] - offsets_[id]};
  }
  [[nodiscard]] std::uint32_t count() const {
    return static_cast<std::uint32_t>(offsets_.size()) - 1;
  }
  [[nodiscard]] bool overflow() const { return overflow_; }  ///< more than 4 GiB were offered

  /// All texts in the order of their bytes, and the new number of each.
  struct Sorted {
    std::vector<std::uint32_t> offsets;
    std::vector<char> bytes;
    std::vector<std::uint32_t> renumbered;
  };
  [[nodiscard]] Sorted sorted() const;

 private:
  void grow();

  std::vector<char> bytes_;
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint32_t> slots_;   ///< open addressing: id + 1, 0 when free
  std::vector<std::uint32_t> hashes_;  ///< of each text
  bool overflow_ = false;
};

/// Official codes, each kept once under a number in the order of arrival.
class Codes {
 public:
  std::uint32_t add(std::uint64_t code) {
    if (!codes_.empty() && code == codes_[last_]) return last_;
    const auto entry = ids_.try_emplace(code, static_cast<std::uint32_t>(codes_.size()));
    if (entry.second) codes_.push_back(code);
    return last_ = entry.first->second;
  }
  [[nodiscard]] std::uint32_t find(std::uint64_t code) const {
    const auto found = ids_.find(code);
    return found == ids_.end() ? kNone : found->second;
  }
  [[nodiscard]] std::uint64_t operator[](std::uint32_t id) const { return codes_[id]; }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(codes_.size()); }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> ids_;
  std::vector<std::uint64_t> codes_;
  std::uint32_t last_ = 0;
};

}  // namespace haetae::address
