// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What the fuzz programs share. A property that must hold is stated with HAETAE_ASSERT: its abort
/// is what libFuzzer reports.
namespace haetae::fuzz {

/// One input, cut into pieces from its front.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

  /// The next byte, or 0 at the end.
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  /// Up to and without the next NUL, or all that is left.
  std::string_view piece() {
    const auto end = rest_.find('\0');
    const auto out = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    return out;
  }

 private:
  std::string_view rest_;
};

}  // namespace haetae::fuzz
