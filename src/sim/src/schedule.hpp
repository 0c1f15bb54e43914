// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fiber.hpp"
#include "haetae/base/entropy.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace haetae::sim {

/// Simulated time since the beginning of a run.
using Span = std::chrono::microseconds;

constexpr Span milliseconds(std::int64_t count) {
  return Span{count * 1000};
}
constexpr Span seconds(std::int64_t count) {
  return Span{count * 1'000'000};
}

/// Everything that chance decides in a run, from its seed alone.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : entropy_(seed) {}
  std::uint64_t next();
  /// 0 … count - 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool chance(unsigned percent) { return next() % 100 < percent; }
  Span between(Span least, Span most);

 private:
  base::SeededEntropy entropy_;
};

/// Virtual time: jobs in the order of their instants, equal ones in the order in which they came,
/// and fibers that stand still until their instant. Nothing waits in real time.
class Schedule {
 public:
  Schedule() = default;
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  ~Schedule();

  [[nodiscard]] Span now() const { return now_; }
  void at(Span when, std::function<void()> job);
  void after(Span delay, std::function<void()> job) { at(now_ + delay, std::move(job)); }

  /// Starts a fiber now.
  void start(std::function<void()> body);
  /// Stops the running fiber for `delay`.
  void pause(Span delay);
  /// Stops the running fiber until somebody wakes it.
  static void park() { Fiber::suspend(); }
  void wake(Fiber* fiber);

  /// Fibers that have not ended.
  [[nodiscard]] std::size_t alive() const { return alive_; }
  /// Does the next job; false when there is none.
  bool step();

 private:
  void run(Fiber* fiber);

  Span now_{0};
  std::uint64_t count_ = 0;
  std::map<std::pair<Span, std::uint64_t>, std::function<void()>> jobs_;
  std::map<Fiber*, std::unique_ptr<Fiber>> fibers_;
  std::size_t alive_ = 0;
};

}  // namespace haetae::sim
