// SPDX-License-Identifier: Apache-2.0
#include "haetae/drill/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace haetae::drill {

// Values below 2^kSubBits have a bucket each; above, every power of two has 2^kSubBits of them.
std::size_t Histogram::bucket_of(std::uint64_t nanoseconds) {
  const auto width = static_cast<unsigned>(std::bit_width(nanoseconds));
  if (width <= kSubBits) return nanoseconds;
  const unsigned shift = width - kSubBits - 1;
  const std::uint64_t within = (nanoseconds >> shift) - (1U << kSubBits);
  const std::size_t bucket = ((std::size_t{shift} + 1) << kSubBits) + within;
  return std::min(bucket, kBuckets - 1);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
  const std::size_t power = bucket >> kSubBits;
  const std::uint64_t within = bucket & ((1U << kSubBits) - 1);
  if (power == 0) return within;
  return ((within + (1U << kSubBits) + 1) << (power - 1)) - 1;
}

void Histogram::record(std::chrono::nanoseconds latency) {
  const auto value = std::max<std::int64_t>(latency.count(), 0);
  ++buckets_[bucket_of(static_cast<std::uint64_t>(value))];
  ++count_;
  sum_ += latency;
  longest_ = std::max(longest_, latency);
}

void Histogram::add(const Histogram& other) {
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket)
    buckets_[bucket] += other.buckets_[bucket];
  count_ += other.count_;
  sum_ += other.sum_;
  longest_ = std::max(longest_, other.longest_);
}

std::chrono::nanoseconds Histogram::mean() const {
  return count_ == 0 ? std::chrono::nanoseconds{0}
                     : sum_ / static_cast<std::chrono::nanoseconds::rep>(count_);
}

std::chrono::nanoseconds Histogram::percentile(double share) const {
  const auto wanted = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += buckets_[bucket];
    if (seen >= wanted) {
      const std::chrono::nanoseconds edge{static_cast<std::int64_t>(upper_edge(bucket))};
      return std::min(edge, longest_);
    }
  }
  return std::chrono::nanoseconds{0};
}

}  // namespace haetae::drill
