// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace haetae::base {

/// A point in civil time, UTC, to the millisecond. Stored as milliseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

/// The one door to time. Nothing outside this module reads a clock of the system (a tidy test
/// enforces it), so tests and the simulator decide what time it is.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// Civil time. It may jump when an operator or NTP sets it.
  [[nodiscard]] virtual Instant now() const = 0;

  /// Nanoseconds since an arbitrary origin; never goes back. For measuring spans.
  [[nodiscard]] virtual std::chrono::nanoseconds steady() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::chrono::nanoseconds steady() const override;
};

/// A clock that stands still until it is told to move; for tests. Not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds steady() const override { return steady_; }
  void advance(Milliseconds by);

 private:
  Instant now_;
  std::chrono::nanoseconds steady_{0};
};

/// Whole seconds since 1970, the form of JWT's NumericDate (RFC 7519 §2).
[[nodiscard]] std::int64_t to_unix_seconds(Instant instant);
[[nodiscard]] Instant from_unix_seconds(std::int64_t seconds);
[[nodiscard]] std::int64_t to_unix_milliseconds(Instant instant);
[[nodiscard]] Instant from_unix_milliseconds(std::int64_t milliseconds);

}  // namespace haetae::base
