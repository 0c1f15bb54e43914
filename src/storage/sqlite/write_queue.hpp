// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace haetae::storage::sqlite {

/// One caller's closure and, once its batch is finished, what became of it. Lives on the caller's
/// stack.
struct Request {
  const accounts::Store::Write& work;
  std::chrono::nanoseconds queued_at;
  std::optional<accounts::StoreError> error;
  std::exception_ptr thrown;
  bool committed = false;
};

/// Closures that share a commit, and the one thing their callers wait for: one wake-up for all.
class Batch {
 public:
  [[nodiscard]] const std::vector<Request*>& requests() const { return requests_; }

 private:
  friend class WriteQueue;
  std::vector<Request*> requests_;
  std::condition_variable done_;
  bool finished_ = false;
  /// Callers that still look at a finished batch; the last one gives it back for reuse.
  std::size_t holders_ = 0;
};

/// Where callers meet the writer thread. Batches form by themselves: while one is being committed,
/// the next one fills.
class WriteQueue {
 public:
  explicit WriteQueue(std::size_t batch_max) : batch_max_(batch_max) {}

  /// Caller: hands over `request`, which lives until wait() has returned.
  [[nodiscard]] Batch* submit(Request& request);
  /// Caller: returns when the batch that submit() gave is finished.
  void wait(Batch* batch);

  /// Writer: the oldest batch, waiting for one if need be; nullptr once closed and empty.
  [[nodiscard]] Batch* take();
  /// Writer: wakes the callers of a batch; it is not the writer's any more.
  void finish(Batch* batch);
  /// Writer: whether another batch waits.
  [[nodiscard]] bool empty() const;

  [[nodiscard]] std::size_t waiting() const;
  /// Lets take() end when the queue is empty. No submit() may begin afterwards.
  void close();

 private:
  [[nodiscard]] Batch* open_batch();

  const std::size_t batch_max_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  bool writer_sleeps_ = false;
  bool closed_ = false;
  std::deque<Batch*> waiting_;  ///< oldest first; only the last one may still fill
  std::vector<Batch*> unused_;
  std::vector<std::unique_ptr<Batch>> owned_;
};

}  // namespace haetae::storage::sqlite
