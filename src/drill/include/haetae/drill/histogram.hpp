// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace haetae::drill {

/// Latencies in buckets that are at most 1/32 of their value wide, from 1 ns to 2^40 ns (18 min):
/// one addition per measurement, and percentiles to 3 %.
class Histogram {
 public:
  void record(std::chrono::nanoseconds latency);
  /// Takes in what somebody else has measured.
  void add(const Histogram& other);
  void clear() { *this = Histogram{}; }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::chrono::nanoseconds mean() const;
  [[nodiscard]] std::chrono::nanoseconds longest() const { return longest_; }
  /// The upper edge of the bucket that holds the given share of all measurements; 0 when there are
  /// none. `share`: in (0, 1], 0.99 for the 99th percentile.
  [[nodiscard]] std::chrono::nanoseconds percentile(double share) const;

 private:
  static constexpr unsigned kSubBits = 5;
  static constexpr unsigned kPowersMax = 40;
  static constexpr std::size_t kBuckets = std::size_t{kPowersMax} << kSubBits;

  [[nodiscard]] static std::size_t bucket_of(std::uint64_t nanoseconds);
  [[nodiscard]] static std::uint64_t upper_edge(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::chrono::nanoseconds sum_{0};
  std::chrono::nanoseconds longest_{0};
};

}  // namespace haetae::drill
