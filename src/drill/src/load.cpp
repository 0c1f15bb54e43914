// SPDX-License-Identifier: Apache-2.0
#include "load.hpp"

#include <exception>
#include <fmt/format.h>

namespace haetae::drill {
namespace {

constexpr nanoseconds kSecond{1'000'000'000};

}  // namespace

std::vector<Share> usual_load() {
  return {{"refresher", 20, 3}, {"passkey", 4, 2},  {"password", 1, 1}, {"newcomer", 0.7, 3},
          {"exchanger", 6, 2},  {"checker", 15, 1}, {"searcher", 10, 1}};
}

nanoseconds period_of(const Share& share) {
  if (share.per_second <= 0 || share.workers == 0) return kSecond;
  return nanoseconds{static_cast<std::int64_t>(static_cast<double>(kSecond.count()) *
                                               static_cast<double>(share.workers) /
                                               share.per_second)};
}

Load::Load(World& world, const std::vector<Share>& shares, Thread start)
    : world_(world), start_(std::move(start)) {
  for (std::size_t site = 0; site < world.front.size(); ++site) {
    for (const Share& share : shares) {
      const nanoseconds period = period_of(share);
      for (std::size_t i = 0; i < share.workers; ++i) {
        workers_.push_back(std::make_unique<Worker>());
        Worker& worker = *workers_.back();
        worker.role = make_role(share.role, world, site);
        worker.period = period;
        // Spread, so that not everybody acts at one instant.
        worker.first = period * static_cast<int>(i * world.front.size() + site) /
                       static_cast<int>(share.workers * world.front.size());
      }
    }
  }
}

Load::~Load() {
  end();
}

void Load::run_all(const std::function<void(Worker&)>& what) {
  std::mutex mutex;
  std::exception_ptr failure;
  std::vector<std::thread> threads;
  for (auto& worker : workers_) {
    threads.push_back(start_([&, one = worker.get()] {
      try {
        what(*one);
      } catch (...) {
        const std::lock_guard lock{mutex};
        if (!failure) failure = std::current_exception();
      }
    }));
  }
  for (std::thread& thread : threads)
    thread.join();
  if (failure) std::rethrow_exception(failure);
}

void Load::prepare() {
  run_all([](Worker& worker) { worker.role->prepare(); });
}

void Load::begin() {
  for (auto& worker : workers_)
    worker->thread = start_([this, one = worker.get()] { work(*one); });
}

void Load::end() {
  stop_.stop();
  for (auto& worker : workers_)
    if (worker->thread.joinable()) worker->thread.join();
}

void Load::work(Worker& worker) {
  nanoseconds next = world_.ledger.now() + worker.first;
  while (true) {
    const nanoseconds wait = next - world_.ledger.now();
    if (wait.count() > 0 ? !stop_.wait(wait) : stop_.stopped()) return;
    next += worker.period;
    try {
      worker.role->turn();
    } catch (const Unresolved&) {
      // Nobody knows; the next turn finds out, soon.
      next = world_.ledger.now() + std::chrono::milliseconds{20};
    } catch (const Wrong&) {
      // It stands in the ledger.
    } catch (const std::exception& error) {
      world_.note_stuck(error.what());
    }
    // Turns that a stall made impossible are not made up for all at once.
    const nanoseconds now = world_.ledger.now();
    if (next + 3 * worker.period < now) next = now;
  }
}

}  // namespace haetae::drill
