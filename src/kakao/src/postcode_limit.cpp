// SPDX-License-Identifier: Apache-2.0
#include "postcode_limit.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <string>

namespace haetae::kakao {

PostcodeLimit::PostcodeLimit(std::uint32_t per_minute, base::Entropy& entropy)
    : per_minute_(per_minute) {
  if (per_minute_ == 0) return;
  std::array<std::uint8_t, sizeof seed_> bytes{};
  entropy.fill(bytes);
  for (const std::uint8_t byte : bytes)
    seed_ = seed_ << 8 | byte;
  counters_ = std::make_unique<std::atomic<std::uint64_t>[]>(kCounters);
}

std::size_t PostcodeLimit::counter_of(std::string_view address) const {
  std::array<std::uint8_t, 16> parsed{};
  std::string_view counted = address;
  if (::inet_pton(AF_INET6, std::string{address}.c_str(), parsed.data()) == 1)
    counted = {reinterpret_cast<const char*>(parsed.data()), 8};
  std::uint64_t hash = seed_ ^ 0xcbf29ce484222325;
  for (const char c : counted) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 0x100000001b3;
    hash ^= hash >> 29;
  }
  hash *= 0x9E3779B97F4A7C15U;
  return static_cast<std::size_t>(hash >> 48);
}

bool PostcodeLimit::take(std::string_view address, std::chrono::nanoseconds now) {
  if (per_minute_ == 0) return true;
  const auto minute =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::minutes>(now).count());
  auto& counter = counters_[counter_of(address)];
  std::uint64_t before = counter.load(std::memory_order_relaxed);
  for (;;) {
    const std::uint64_t used = before >> 32 == (minute & 0xffffffffU) ? before & 0xffffffffU : 0;
    if (used >= per_minute_) return false;
    const std::uint64_t after = minute << 32 | (used + 1);
    if (counter.compare_exchange_weak(before, after, std::memory_order_relaxed)) return true;
  }
}

}  // namespace haetae::kakao
