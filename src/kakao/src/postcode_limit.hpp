// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

namespace haetae::kakao {

/// How many questions each client address may ask in a minute. 512 KiB whatever comes: addresses
/// share 65,536 counters by a secret hash, so that two may be counted as one, never too little.
/// IPv6 counts by /64, since a client has all of it. Thread-safe, no lock.
class PostcodeLimit {
 public:
  /// `per_minute` 0: no limit.
  PostcodeLimit(std::uint32_t per_minute, base::Entropy& entropy);
  /// Counts the question; false when the minute of the address is used up.
  [[nodiscard]] bool take(std::string_view address, std::chrono::nanoseconds now);

 private:
  static constexpr std::size_t kCounters = 1U << 16;
  [[nodiscard]] std::size_t counter_of(std::string_view address) const;

  const std::uint32_t per_minute_;
  std::uint64_t seed_ = 0;
  std::unique_ptr<std::atomic<std::uint64_t>[]> counters_;  ///< minute << 32 | questions
};

}  // namespace haetae::kakao
