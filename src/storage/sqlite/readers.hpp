// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "recorder.hpp"
#include "sql/query.hpp"
#include "sql/stores.hpp"
#include "sqlite/connection.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace haetae::storage::sqlite {

/// Another process's writes are seen at most this much later than they were committed; this
/// process's own at once.
inline constexpr base::Milliseconds kSnapshotAgeMax{2};

/// Connections that only read; each serves one closure at a time, on one snapshot. Taking a
/// snapshot costs two system calls, half of a short read, so a reader keeps its snapshot for the
/// next closure for as long as nothing was committed.
class Readers {
 public:
  /// `commits`: grows with each commit of this process, before its writers are told. Throws
  /// SqliteFailure.
  Readers(const std::string& path, std::size_t count, base::Milliseconds busy_wait,
          const base::Clock& clock, const std::atomic<std::uint64_t>& commits);

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const accounts::Store::Read& work);
  /// Ends the snapshots of readers that nobody uses: they hold back the end of the log.
  void let_go();
  void add_to(StoreStats& stats) const;

 private:
  struct Reader {
    Reader(const std::string& path, base::Milliseconds busy_wait);
    void ensure_snapshot(std::uint64_t commits, std::chrono::nanoseconds now);
    void end_snapshot();

    Connection connection;
    Bundle stores;
    accounts::Transaction transaction;
    sql::Query begin, end;
    bool open = false;
    std::uint64_t snapshot_commits = 0;  ///< what `commits` was just before the snapshot
    std::chrono::nanoseconds opened_at{};
    Recorder<16> seconds{kSecondsBounds};
  };
  class Lease;

  const base::Clock& clock_;
  const std::atomic<std::uint64_t>& commits_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t waiting_ = 0;
  std::vector<Reader*> free_;  ///< the last one returned is the warmest
  std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace haetae::storage::sqlite
