// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace haetae::intake {

/// Reads, works and takes at the same time, in order: `produce` runs on one thread, `work` on
/// several, `consume` on the caller's, once for each thing in the order in which it was produced.
/// At most `window` things are under way, so memory is bounded. `consume` returns false to stop.
/// An exception of any of them ends all and is thrown to the caller.
template <class In, class Out>
class Ordered {
 public:
  Ordered(std::size_t threads, std::size_t window) : threads_(threads), window_(window) {}

  void run(const std::function<std::optional<In>()>& produce,
           const std::function<Out(const In&)>& work, const std::function<bool(Out)>& consume) {
    std::vector<std::thread> running;
    running.emplace_back([&] { guard([&] { read_all(produce); }); });
    for (std::size_t i = 0; i < threads_; ++i) {
      running.emplace_back([&] { guard([&] { work_all(work); }); });
    }
    guard([&] { take_all(consume); });
    stop();
    for (std::thread& thread : running)
      thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  template <class Body>
  void guard(const Body& body) {
    try {
      body();
    } catch (...) {
      {
        const std::lock_guard lock{mutex_};
        if (!failure_) failure_ = std::current_exception();
      }
      stop();
    }
  }

  void stop() {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    changed_.notify_all();
  }

  void read_all(const std::function<std::optional<In>()>& produce) {
    for (std::uint64_t number = 0;; ++number) {
      std::optional<In> next = produce();
      std::unique_lock lock{mutex_};
      if (!next) {
        total_ = number;
        changed_.notify_all();
        return;
      }
      changed_.wait(lock, [&] { return stopping_ || number - taken_ < window_; });
      if (stopping_) return;
      waiting_.emplace_back(number, std::move(*next));
      changed_.notify_all();
    }
  }

  void work_all(const std::function<Out(const In&)>& work) {
    for (;;) {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [&] { return stopping_ || total_ || !waiting_.empty(); });
      if (stopping_ || waiting_.empty()) return;
      auto [number, in] = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      Out out = work(in);
      lock.lock();
      done_.emplace(number, std::move(out));
      changed_.notify_all();
    }
  }

  void take_all(const std::function<bool(Out)>& consume) {
    for (;;) {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [&] {
        return stopping_ || (total_ && *total_ == taken_) ||
               (!done_.empty() && done_.begin()->first == taken_);
      });
      if (stopping_ || (total_ && *total_ == taken_)) return;
      Out out = std::move(done_.begin()->second);
      done_.erase(done_.begin());
      lock.unlock();
      if (!consume(std::move(out))) return;
      lock.lock();
      ++taken_;
      changed_.notify_all();
    }
  }

  const std::size_t threads_, window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::uint64_t, In>> waiting_;
  std::map<std::uint64_t, Out> done_;
  std::uint64_t taken_ = 0;
  std::optional<std::uint64_t> total_;
  bool stopping_ = false;
  std::exception_ptr failure_;
};

}  // namespace haetae::intake
