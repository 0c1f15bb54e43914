// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/base/clock.hpp"

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace haetae::kakao {

enum class LocalCall : std::uint8_t {
  address,
  region_code,
  coord_address,
  transcoord,
  keyword,
  category,
};
inline constexpr std::size_t kLocalCalls = 6;

/// Counts the calls of each app, in the memory of this node alone: per endpoint and day of Korea,
/// and of all endpoints together per second. Whoever keeps `to_text` can go on with the day after a
/// restart. Thread-safe.
class LocalQuotas {
 public:
  /// Counts the call, unless a limit of the app is reached: then false, and nothing is counted.
  [[nodiscard]] bool take(const accounts::App& app, LocalCall call, base::Instant now);

  /// The calls of the day: a first line that says what it is, then one line for each app.
  [[nodiscard]] std::string to_text() const;
  /// Sets the counts that `to_text` wrote. False, and nothing is set, when the text is another.
  bool restore(std::string_view text);

 private:
  struct Used {
    std::int64_t day = 0;
    std::int64_t second = 0;
    std::array<std::int64_t, kLocalCalls> in_day{};
    std::int64_t in_second = 0;
  };
  mutable std::mutex mutex_;
  std::unordered_map<accounts::AppNumber, Used> used_;
};

}  // namespace haetae::kakao
