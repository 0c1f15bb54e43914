// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/assert.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace haetae::http {

/// Bytes that came and are not yet used, in one piece. Small while a connection is idle; grows by
/// doubling when a read finds little room, up to a limit that the reader's own limits keep it
/// below.
class InputBuffer {
 public:
  [[nodiscard]] std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  /// Room for the next read: at least kRoomMin bytes.
  [[nodiscard]] std::span<char> room() {
    if (capacity_ - end_ < kRoomMin) {
      make_room();
    }
    return {bytes_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t count) {
    HAETAE_ASSERT(count <= capacity_ - end_);
    end_ += count;
  }
  void consume(std::size_t count) {
    HAETAE_ASSERT(count <= end_ - begin_);
    begin_ += count;
    if (begin_ == end_) {
      begin_ = end_ = 0;
    }
  }

 private:
  static constexpr std::size_t kRoomMin = 1024;
  static constexpr std::size_t kFirstCapacity = 4096;

  void make_room() {
    const auto held = end_ - begin_;
    const bool is_small = capacity_ - held < capacity_ / 2 + kRoomMin;
    const auto wanted = capacity_ == 0 ? kFirstCapacity : is_small ? capacity_ * 2 : capacity_;
    if (wanted == capacity_) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, held);
    } else {
      std::unique_ptr<char[]> larger{new char[wanted]};
      if (held > 0) {
        std::memcpy(larger.get(), bytes_.get() + begin_, held);
      }
      bytes_ = std::move(larger);
      capacity_ = wanted;
    }
    begin_ = 0;
    end_ = held;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace haetae::http
