// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/clock.hpp"

#include "haetae/base/assert.hpp"

namespace haetae::base {

Instant SystemClock::now() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::steady() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

void ManualClock::advance(Milliseconds by) {
  HAETAE_ASSERT(by >= Milliseconds::zero());
  now_ += by;
  steady_ += by;
}

std::int64_t to_unix_seconds(Instant instant) {
  return std::chrono::floor<Seconds>(instant).time_since_epoch().count();
}

Instant from_unix_seconds(std::int64_t seconds) {
  return Instant{Seconds{seconds}};
}

std::int64_t to_unix_milliseconds(Instant instant) {
  return instant.time_since_epoch().count();
}

Instant from_unix_milliseconds(std::int64_t milliseconds) {
  return Instant{Milliseconds{milliseconds}};
}

}  // namespace haetae::base
