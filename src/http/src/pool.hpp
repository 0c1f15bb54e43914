// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/http/options.hpp"
#include "haetae/wire/endpoint.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace haetae::http {

/// A piece of blocking work. Its owner keeps it alive until exactly one of the two was called.
class PoolTask {
 public:
  PoolTask() = default;
  PoolTask(const PoolTask&) = delete;
  PoolTask& operator=(const PoolTask&) = delete;
  virtual ~PoolTask() = default;

  /// On a worker. Must not throw.
  virtual void run(std::chrono::nanoseconds queue_wait) = 0;
  /// Instead of run: overload, too long a wait, or the pool stops. On any thread, so only notes it
  /// and wakes the owner.
  virtual void shed(std::chrono::nanoseconds queue_wait) = 0;
};

/// Workers with a queue per lane (requirement R9). A free worker takes the oldest task of the
/// worthiest lane that is below its cap; every `fair_pick_every`-th pick goes to the task that has
/// waited longest instead, so that no lane ever stands still. When the queues together are full, a
/// newcomer displaces the youngest task of the least worthy lane, if that is less worthy than its
/// own.
class Pool {
 public:
  Pool(const PoolOptions& options, const base::Clock& clock);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() { stop(); }

  /// Queues the task, or sheds one (this or a displaced one) before it returns.
  void submit(wire::Lane lane, PoolTask& task);
  /// Sheds what has waited longer than its lane allows; called every now and then, for when all
  /// workers are busy.
  void shed_overdue();
  /// Sheds what is queued, waits for what runs, joins the workers. Later tasks are shed at once.
  void stop();

  [[nodiscard]] std::array<std::size_t, kLanes> queued() const;
  [[nodiscard]] std::array<std::size_t, kLanes> running() const;

 private:
  struct Waiting {
    PoolTask* task;
    std::chrono::nanoseconds since;
  };
  struct LaneState {
    std::deque<Waiting> queue;
    std::size_t running = 0;
  };
  static constexpr std::size_t kNone = kLanes;

  void work();
  [[nodiscard]] std::size_t pick();
  [[nodiscard]] bool is_ready(std::size_t lane) const;
  /// Takes overdue tasks out of all queues.
  void take_overdue(std::chrono::nanoseconds now, std::vector<Waiting>& overdue);

  const PoolOptions options_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::array<LaneState, kLanes> lanes_;
  std::size_t queued_ = 0;
  std::uint64_t picks_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace haetae::http
