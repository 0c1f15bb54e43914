// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/builder.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace haetae::intake {

/// Runs the jobs of a builder on one thread per core.
struct ThreadParallel final : address::Parallel {
  void run(std::vector<std::function<void()>> jobs) override {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&] {
      for (std::size_t i = next++; i < jobs.size(); i = next++) {
        try {
          jobs[i]();
        } catch (...) {
          const std::lock_guard lock{mutex};
          failure = std::current_exception();
        }
      }
    };
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < std::min(cores, jobs.size()); ++i)
      threads.emplace_back(work);
    work();
    for (std::thread& thread : threads)
      thread.join();
    if (failure) std::rethrow_exception(failure);
  }
};

}  // namespace haetae::intake
