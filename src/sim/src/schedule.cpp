// SPDX-License-Identifier: Apache-2.0
#include "schedule.hpp"

#include "haetae/base/assert.hpp"

#include <array>
#include <cstring>

namespace haetae::sim {

std::uint64_t Dice::next() {
  std::array<std::uint8_t, 8> bytes{};
  entropy_.fill(bytes);
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

Span Dice::between(Span least, Span most) {
  if (most <= least) return least;
  return least + Span{static_cast<std::int64_t>(
                     next() % static_cast<std::uint64_t>((most - least).count() + 1))};
}

Schedule::~Schedule() {
  // A run that hangs leaves fibers in the middle of something, which cannot be taken apart.
  for (auto& [raw, fiber] : fibers_)
    (void)fiber.release();
}

void Schedule::at(Span when, std::function<void()> job) {
  jobs_.emplace(std::pair{std::max(when, now_), count_++}, std::move(job));
}

void Schedule::start(std::function<void()> body) {
  auto fiber = std::make_unique<Fiber>(std::move(body));
  Fiber* raw = fiber.get();
  fibers_.emplace(raw, std::move(fiber));
  ++alive_;
  at(now_, [this, raw] { run(raw); });
}

void Schedule::pause(Span delay) {
  Fiber* self = Fiber::current();
  HAETAE_ASSERT(self != nullptr);
  at(now_ + delay, [this, self] { run(self); });
  Fiber::suspend();
}

void Schedule::wake(Fiber* fiber) {
  at(now_, [this, fiber] { run(fiber); });
}

void Schedule::run(Fiber* fiber) {
  fiber->resume();
  if (!fiber->done()) return;
  --alive_;
  fibers_.erase(fiber);
}

bool Schedule::step() {
  if (jobs_.empty()) return false;
  auto first = jobs_.begin();
  now_ = first->first.first;
  const auto job = std::move(first->second);
  jobs_.erase(first);
  job();
  return true;
}

}  // namespace haetae::sim
