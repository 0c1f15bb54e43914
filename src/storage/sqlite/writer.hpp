// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "recorder.hpp"
#include "sql/query.hpp"
#include "sql/stores.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/write_queue.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace haetae::storage::sqlite {

/// The one thread that writes, and the connection it owns.
class Writer {
 public:
  /// `commits` grows with each commit, before its callers are told; `before_checkpoint` may make
  /// readers let go of the log. Both must live until stop().
  Writer(std::unique_ptr<Connection> connection, std::size_t batch_max, const base::Clock& clock,
         std::atomic<std::uint64_t>& commits, std::function<void()> before_checkpoint);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// `meanwhile` runs on the calling thread; it may be empty.
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(
      const accounts::Store::Write& work, const std::function<void()>& meanwhile = {});
  /// Finishes what was handed over and ends the thread; the connection stays open.
  void stop();
  void add_to(StoreStats& stats) const;

 private:
  enum class State { open, lost };
  enum class Ran { all, lost, needs_savepoints };

  void run();
  void run_batch(Batch& batch);
  [[nodiscard]] Ran run_plainly(Batch& batch);
  [[nodiscard]] Ran run_guarded(Batch& batch);
  void call(Request& request);
  [[nodiscard]] State run_closure(Request& request);
  [[nodiscard]] bool begin(Batch& batch);
  void commit(Batch& batch);
  [[nodiscard]] bool roll_back();
  void fail(Batch& batch, accounts::StoreError error);
  void report(const SqliteFailure& failure, std::string_view during);
  void record(const Batch& batch);
  void checkpoint_if_due();

  std::unique_ptr<Connection> connection_;
  const base::Clock& clock_;
  std::atomic<std::uint64_t>& commits_seen_;
  std::function<void()> before_checkpoint_;
  Bundle stores_;
  accounts::Transaction transaction_;
  sql::Query begin_, savepoint_, roll_back_to_, release_, commit_, roll_back_;
  WriteQueue queue_;
  bool failing_ = false;   ///< the last batch failed; reported once, not per batch
  int log_pages_now_ = 0;  ///< in the log
  int copied_pages_ = 0;   ///< of them, those that are in the database file as well
  std::atomic<std::uint64_t> commits_{0}, failed_commits_{0}, writes_{0}, rolled_back_{0},
      checkpoints_{0}, log_pages_{0};
  Recorder<10> writes_per_commit_{kBatchBounds};
  Recorder<16> write_seconds_{kSecondsBounds}, commit_seconds_{kSecondsBounds};
  std::thread thread_;  ///< last: it uses all the others
};

}  // namespace haetae::storage::sqlite
