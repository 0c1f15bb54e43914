// SPDX-License-Identifier: Apache-2.0
#include "pool.hpp"

#include "haetae/base/assert.hpp"

#include <algorithm>
#include <pthread.h>

namespace haetae::http {
namespace {

std::size_t index_of(wire::Lane lane) {
  const auto index = static_cast<std::size_t>(lane);
  HAETAE_ASSERT(index < kLanes);
  return index;
}

}  // namespace

Pool::Pool(const PoolOptions& options, const base::Clock& clock)
    : options_(options), clock_(clock) {
  HAETAE_ASSERT(options_.workers > 0 && options_.fair_pick_every > 0);
  workers_.reserve(options_.workers);
  for (std::size_t i = 0; i < options_.workers; ++i) {
    workers_.emplace_back([this] { work(); });
    ::pthread_setname_np(workers_.back().native_handle(), "http-pool");
  }
}

void Pool::submit(wire::Lane lane, PoolTask& task) {
  const auto index = index_of(lane);
  const Waiting arrival{&task, clock_.steady()};
  Waiting refused{nullptr, {}};
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || lanes_[index].queue.size() >= options_.lanes[index].queue_max) {
      refused = arrival;
    } else if (queued_ >= options_.queued_max) {
      std::size_t least = kLanes - 1;
      while (least > index && lanes_[least].queue.empty()) {
        --least;
      }
      if (least > index) {
        refused = lanes_[least].queue.back();
        lanes_[least].queue.pop_back();
        --queued_;
      } else {
        refused = arrival;
      }
    }
    if (refused.task != &task) {
      lanes_[index].queue.push_back(arrival);
      ++queued_;
    }
  }
  if (refused.task != nullptr) {
    refused.task->shed(arrival.since - refused.since);
  }
  if (refused.task != &task) {
    wake_.notify_one();
  }
}

void Pool::take_overdue(std::chrono::nanoseconds now, std::vector<Waiting>& overdue) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    auto& queue = lanes_[lane].queue;
    while (!queue.empty() && now - queue.front().since > options_.lanes[lane].wait_max) {
      overdue.push_back(queue.front());
      queue.pop_front();
      --queued_;
    }
  }
}

void Pool::shed_overdue() {
  const auto now = clock_.steady();
  std::vector<Waiting> overdue;
  {
    const std::lock_guard lock{mutex_};
    take_overdue(now, overdue);
  }
  for (const auto& waiting : overdue) {
    waiting.task->shed(now - waiting.since);
  }
}

bool Pool::is_ready(std::size_t lane) const {
  const auto cap = options_.lanes[lane].running_max;
  return !lanes_[lane].queue.empty() && (cap == 0 || lanes_[lane].running < cap);
}

std::size_t Pool::pick() {
  const bool fair = (picks_ + 1) % options_.fair_pick_every == 0;
  std::size_t best = kNone;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (!is_ready(lane)) {
      continue;
    }
    if (best == kNone) {
      best = lane;
      if (!fair) {
        break;
      }
    } else if (lanes_[lane].queue.front().since < lanes_[best].queue.front().since) {
      best = lane;
    }
  }
  if (best != kNone) {
    ++picks_;
  }
  return best;
}

void Pool::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    std::size_t lane = kNone;
    wake_.wait(lock, [&] {
      lane = pick();
      return stopping_ || lane != kNone;
    });
    if (stopping_) {
      return;
    }
    const auto waiting = lanes_[lane].queue.front();
    lanes_[lane].queue.pop_front();
    --queued_;
    ++lanes_[lane].running;
    lock.unlock();
    const auto wait = clock_.steady() - waiting.since;
    if (wait > options_.lanes[lane].wait_max) {
      waiting.task->shed(wait);
    } else {
      waiting.task->run(wait);
    }
    lock.lock();
    --lanes_[lane].running;
    // This worker looks for more itself, but a lane that was at its cap may have work for which
    // nobody stayed awake.
    if (options_.lanes[lane].running_max != 0 && !lanes_[lane].queue.empty()) {
      wake_.notify_one();
    }
  }
}

void Pool::stop() {
  std::vector<Waiting> dropped;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    for (auto& lane : lanes_) {
      dropped.insert(dropped.end(), lane.queue.begin(), lane.queue.end());
      lane.queue.clear();
    }
    queued_ = 0;
  }
  wake_.notify_all();
  const auto now = clock_.steady();
  for (const auto& waiting : dropped) {
    waiting.task->shed(now - waiting.since);
  }
  for (auto& worker : workers_) {
    worker.join();
  }
  workers_.clear();
}

std::array<std::size_t, kLanes> Pool::queued() const {
  const std::lock_guard lock{mutex_};
  std::array<std::size_t, kLanes> counts{};
  std::ranges::transform(lanes_, counts.begin(),
                         [](const auto& lane) { return lane.queue.size(); });
  return counts;
}

std::array<std::size_t, kLanes> Pool::running() const {
  const std::lock_guard lock{mutex_};
  std::array<std::size_t, kLanes> counts{};
  std::ranges::transform(lanes_, counts.begin(), [](const auto& lane) { return lane.running; });
  return counts;
}

}  // namespace haetae::http
