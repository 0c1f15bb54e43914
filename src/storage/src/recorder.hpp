// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/storage/stats.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace haetae::storage {

inline constexpr std::array<double, 16> kSecondsBounds{
    0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001,
    0.0025,   0.005,   0.01,     0.025,   0.05,   0.1,     0.5,    1.0};
inline constexpr std::array<double, 10> kBatchBounds{1, 2, 4, 8, 16, 32, 64, 128, 256, 1024};

/// Counts values of one writing thread at a time; any thread may read meanwhile.
template <std::size_t Size>
class Recorder {
 public:
  explicit Recorder(const std::array<double, Size>& bounds) : bounds_(bounds) {}

  void add(double value) {
    std::size_t bucket = 0;
    while (bucket < Size && value > bounds_[bucket]) {
      ++bucket;
    }
    grow(counts_[bucket], std::uint64_t{1});
    grow(sum_, value);
  }
  void add(std::chrono::nanoseconds span) { add(std::chrono::duration<double>(span).count()); }

  /// Adds what was counted so far to `into`, which may hold another recorder's counts.
  void add_to(Histogram& into) const {
    into.bounds = bounds_;
    into.counts.resize(Size + 1);
    for (std::size_t bucket = 0; bucket <= Size; ++bucket) {
      const std::uint64_t count = counts_[bucket].load(std::memory_order_relaxed);
      into.counts[bucket] += count;
      into.count += count;
    }
    into.sum += sum_.load(std::memory_order_relaxed);
  }

 private:
  /// No lock prefix needed with one writer.
  template <class Number>
  static void grow(std::atomic<Number>& number, Number by) {
    number.store(number.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  const std::array<double, Size>& bounds_;
  std::array<std::atomic<std::uint64_t>, Size + 1> counts_{};
  std::atomic<double> sum_{0};
};

}  // namespace haetae::storage
