// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace haetae::app {

/// A thread that runs a job at once, then again after each `every`, or sooner when poked. The job
/// never runs twice at a time. Stops, after the job under way, when destroyed.
class Ticker {
 public:
  Ticker(base::Milliseconds every, std::function<void()> job);
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;
  ~Ticker();

  /// Asks for a run now.
  void poke();

 private:
  void run();

  const base::Milliseconds every_;
  const std::function<void()> job_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool poked_ = false;
  std::thread thread_;
};

}  // namespace haetae::app
