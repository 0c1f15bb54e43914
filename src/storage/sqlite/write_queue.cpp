// SPDX-License-Identifier: Apache-2.0
#include "sqlite/write_queue.hpp"

namespace haetae::storage::sqlite {

Batch* WriteQueue::open_batch() {
  if (!waiting_.empty() && waiting_.back()->requests_.size() < batch_max_) {
    return waiting_.back();
  }
  if (unused_.empty()) {
    owned_.push_back(std::make_unique<Batch>());
    unused_.push_back(owned_.back().get());
  }
  Batch* batch = unused_.back();
  unused_.pop_back();
  batch->requests_.clear();
  batch->finished_.store(0, std::memory_order_relaxed);
  waiting_.push_back(batch);
  return batch;
}

void WriteQueue::run(Request& request) {
  Batch* batch = nullptr;
  bool wake = false;
  {
    const std::lock_guard lock{mutex_};
    batch = open_batch();
    batch->requests_.push_back(&request);
    wake = std::exchange(writer_sleeps_, false);
  }
  if (wake) {
    arrived_.notify_one();
  }
  batch->finished_.wait(0, std::memory_order_acquire);
  release(batch);
}

Batch* WriteQueue::take() {
  std::unique_lock lock{mutex_};
  while (waiting_.empty()) {
    if (closed_) {
      return nullptr;
    }
    writer_sleeps_ = true;
    arrived_.wait(lock);
  }
  writer_sleeps_ = false;
  Batch* batch = waiting_.front();
  waiting_.pop_front();
  batch->holders_.store(batch->requests_.size() + 1, std::memory_order_relaxed);
  return batch;
}

void WriteQueue::finish(Batch* batch) {
  batch->finished_.store(1, std::memory_order_release);
  batch->finished_.notify_all();
  release(batch);
}

void WriteQueue::release(Batch* batch) {
  if (batch->holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    const std::lock_guard lock{mutex_};
    unused_.push_back(batch);
  }
}

bool WriteQueue::empty() const {
  const std::lock_guard lock{mutex_};
  return waiting_.empty();
}

std::size_t WriteQueue::waiting() const {
  const std::lock_guard lock{mutex_};
  std::size_t count = 0;
  for (const Batch* batch : waiting_) {
    count += batch->requests_.size();
  }
  return count;
}

void WriteQueue::close() {
  const std::lock_guard lock{mutex_};
  closed_ = true;
  writer_sleeps_ = false;
  arrived_.notify_one();
}

}  // namespace haetae::storage::sqlite
