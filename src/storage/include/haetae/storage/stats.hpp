// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace haetae::storage {

/// A histogram as Prometheus wants it: counts[i] is the number of values in
/// (bounds[i-1], bounds[i]], the last one those above every bound.
struct Histogram {
  std::span<const double> bounds;  ///< of static storage
  std::vector<std::uint64_t> counts;
  std::uint64_t count = 0;
  double sum = 0;
};

/// What a database store did since it was opened. Seconds where times are meant.
struct StoreStats {
  std::uint64_t commits = 0;         ///< of shared transactions, each one fsync
  std::uint64_t failed_commits = 0;  ///< nothing of them was done, unless the disk lied
  std::uint64_t writes = 0;          ///< closures that were committed
  std::uint64_t rolled_back = 0;     ///< closures that wished or failed so
  std::uint64_t checkpoints = 0;     ///< of the log into the database file
  std::uint64_t log_pages = 0;       ///< in the write-ahead log now
  std::uint64_t waiting_writes = 0;  ///< queued now
  std::uint64_t conflicts = 0;       ///< transactions repeated because another was first
  std::uint64_t doubts = 0;          ///< commits whose answer was lost, and looked up
  std::uint64_t unresolved = 0;      ///< of these, answered `unknown`
  std::uint64_t connections_lost = 0;
  Histogram writes_per_commit;
  Histogram write_seconds;   ///< as the caller waits: queue, closure, commit
  Histogram commit_seconds;  ///< COMMIT alone
  Histogram read_seconds;    ///< closure and snapshot, without the wait for a connection
};

}  // namespace haetae::storage
