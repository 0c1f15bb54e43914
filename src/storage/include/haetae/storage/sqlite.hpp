// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/storage/database.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace haetae::storage {

struct SqliteOptions {
  /// Measures timings and stamps schema steps; nullptr: the machine's clock.
  const base::Clock* clock = nullptr;
  /// Readers that work at the same time; 0: one per processor, at least 2, at most 16.
  std::size_t read_connections = 0;
  /// full: a write is on disk when it is acknowledged. normal: survives the death of the process
  /// but perhaps not a power cut; for tests and throw-away data.
  enum class Synchronous { full, normal } synchronous = Synchronous::full;
  /// How long to wait while another process writes; then `unavailable`.
  base::Milliseconds busy_wait{5000};
  /// Writes that share one commit at most.
  std::size_t batch_max = 256;
  /// Largest size of the database in pages of 4 KiB; 0: no limit but the disk's.
  std::int64_t pages_max = 0;
};

/// The embedded database: one SQLite file in WAL mode. One thread writes: it takes every waiting
/// closure, runs each under a savepoint of its own, commits them together with one fsync, then
/// wakes the callers. Readers run side by side, each on its own snapshot. Several processes may
/// open the same file, e.g. the server and the command line: write sees what any of them committed,
/// read sees another process's commits at most 2 ms late and this process's own at once.
///
/// As with every backend, an exception thrown by a closure rolls that closure back alone and is
/// rethrown to the caller of read or write; a write inside read, and a call of a store from inside
/// a closure, throw std::logic_error.
///
/// Errors: `unavailable` when the disk is full or another process holds the file for longer than
/// busy_wait; `unknown` when the disk failed during a commit.
class SqliteStore final : public Database {
 public:
  ~SqliteStore() override;

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const Read& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(const Write& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write_beside(
      const Write& work, const std::function<void()>& meanwhile) override;

  [[nodiscard]] StoreStats stats() const override;

  /// Copies one snapshot into the file `path` while reads and writes go on; the file appears when
  /// it is whole, and replaces a former one. Holds back the log's end for as long as it takes.
  [[nodiscard]] base::Outcome<void, StorageError> backup_to(const std::string& path) override;

  /// Reads every page. What is wrong, in SQLite's words, at most 100 lines; nothing when sound.
  [[nodiscard]] base::Outcome<std::vector<std::string>, StorageError> integrity_check() override;

 private:
  friend base::Outcome<std::unique_ptr<SqliteStore>, StorageError> open_sqlite(
      const std::string& path, const SqliteOptions& options);
  struct Impl;
  explicit SqliteStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Opens the database file `path`, making it (readable by its owner alone) or bringing its schema
/// up to date when needed. The folder must exist.
[[nodiscard]] base::Outcome<std::unique_ptr<SqliteStore>, StorageError> open_sqlite(
    const std::string& path, const SqliteOptions& options = {});

}  // namespace haetae::storage
