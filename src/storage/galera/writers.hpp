// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "galera/pool.hpp"
#include "haetae/base/entropy.hpp"

#include <atomic>
#include <functional>
#include <string>

namespace haetae::storage::galera {

/// Runs each write as a transaction on a connection of its own. Every transaction that commits
/// puts its own id into the table `writes` with the same COMMIT, so that a commit whose answer was
/// lost can be looked up, and so that of two attempts of one write at most one commits.
class Writers {
 public:
  Writers(const GaleraOptions& options, const base::Clock& clock, base::Entropy& entropy);

  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(
      const accounts::Store::Write& work, const std::function<void()>& meanwhile);
  /// While `on`, writes are refused; those under way end at once, a commit among them as unknown.
  void refuse_all(bool on);
  void add_to(StoreStats& stats) const;

 private:
  /// One write on its way, over all attempts.
  struct Journey {
    const accounts::Store::Write& work;
    const std::function<void()>& meanwhile;
    bool meanwhile_ran = false;
    std::string id;                      ///< of the attempts until one is known to be undone
    std::chrono::nanoseconds give_up{};  ///< steady time; moves when a commit gets in doubt
    int attempts = 0;
    bool committing = false;  ///< the present attempt has sent its COMMIT
    bool in_doubt = false;    ///< an earlier attempt may have committed
    bool cleans = false;      ///< it is this write's turn to remove old ids
  };
  using End = std::optional<base::Outcome<void, accounts::StoreError>>;

  void attempt(Pool::Lease& lease, Journey& journey);
  static void run_meanwhile(Journey& journey);
  [[nodiscard]] bool was_committed(Connection& connection, const std::string& id);
  void commit(Pool::Lease& lease, Journey& journey);
  /// What to answer after a failure; nothing: try again.
  [[nodiscard]] End after(const GaleraFailure& failure, Pool::Lease& lease, Journey& journey);
  [[nodiscard]] End end_of(const Journey& journey, const GaleraFailure& failure);
  void note_result(bool works, const GaleraFailure* failure);
  void remove_old_ids(Pool::Lease& lease);
  void pause_before(int attempt);

  const std::string site_;
  const base::Milliseconds timeout_;
  const base::Clock& clock_;
  base::Entropy& entropy_;
  Pool pool_;
  std::atomic<bool> refusing_{false}, failing_{false};
  std::atomic<std::uint64_t> commits_{0}, rolled_back_{0}, failed_{0}, conflicts_{0}, doubts_{0},
      unresolved_{0}, lost_{0};
};

/// Names the failure of an operation once, with what the operator does about it.
[[nodiscard]] std::string_view advice_for(const GaleraFailure& failure);

}  // namespace haetae::storage::galera
