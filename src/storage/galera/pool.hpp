// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "galera/connection.hpp"
#include "haetae/base/clock.hpp"
#include "recorder.hpp"
#include "sql/stores.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace haetae::storage::galera {

/// A connection with every store on it.
struct Session {
  Session(const GaleraOptions& options, Role role, const sql::OwnRows& own);

  Connection connection;
  Bundle stores;
  accounts::Transaction transaction;
  bool stale_reads = false;  ///< what wsrep_dirty_reads was set to
};

/// A place for one connection. What is counted here outlives the connection.
struct Slot {
  sql::OwnRows own;
  std::unique_ptr<Session> session;  ///< none before the first use and after a loss
  int socket = -1;                   ///< of the session; guarded by the pool
  Recorder<16> seconds{kSecondsBounds};
  Recorder<16> commit_seconds{kSecondsBounds};
};

/// A bounded number of connections, each for one closure at a time; made at their first use, and
/// anew after a loss. Thread-safe.
class Pool {
 public:
  Pool(const GaleraOptions& options, Role role, std::size_t size, const base::Clock& clock);

  /// A connection for the time of one closure.
  class Lease {
   public:
    Lease(Pool& pool, Slot& slot) : pool_(&pool), slot_(&slot) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease(Lease&& other) noexcept : pool_(other.pool_), slot_(other.slot_) {
      other.pool_ = nullptr;
    }
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    /// Connects when there is no connection; throws GaleraFailure then.
    [[nodiscard]] Session& session();
    /// Closes the connection; the next session() makes a new one.
    void drop();
    [[nodiscard]] Slot& slot() { return *slot_; }

   private:
    Pool* pool_;
    Slot* slot_;
  };

  /// Waits for a free place, at most `patience`; nothing when none came free.
  [[nodiscard]] std::optional<Lease> take(base::Milliseconds patience);
  /// Breaks the connections that are in use: whoever waits for an answer learns that none comes.
  void interrupt();
  /// Lets `span` pass, or less when the store closes.
  void pause(std::chrono::microseconds span);

  void add_to(StoreStats& stats) const;
  [[nodiscard]] std::size_t waiting() const;

 private:
  const GaleraOptions& options_;
  const Role role_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable returned_, never_;
  std::size_t waiting_ = 0;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;  ///< the last one returned is the warmest
};

}  // namespace haetae::storage::galera
