// SPDX-License-Identifier: Apache-2.0
#include "ticker.hpp"

#include "haetae/base/log.hpp"

#include <exception>

namespace haetae::app {

Ticker::Ticker(base::Milliseconds every, std::function<void()> job)
    : every_(every), job_(std::move(job)), thread_([this] { run(); }) {}

Ticker::~Ticker() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Ticker::poke() {
  {
    const std::lock_guard lock{mutex_};
    poked_ = true;
  }
  wake_.notify_all();
}

void Ticker::run() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    poked_ = false;
    lock.unlock();
    try {
      job_();
    } catch (const std::exception& error) {
      // A background job that fails once is tried again at its next turn.
      base::log(base::LogLevel::error, "background_job_failed", {{"why", error.what()}});
    }
    lock.lock();
    wake_.wait_for(lock, every_, [this] { return stopping_ || poked_; });
  }
}

}  // namespace haetae::app
