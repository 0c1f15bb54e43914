// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "galera/pool.hpp"

#include <atomic>

namespace haetae::storage::galera {

/// Runs each read on one snapshot (REPEATABLE READ, taken by its first SELECT).
class Readers {
 public:
  Readers(const GaleraOptions& options, const base::Clock& clock);

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const accounts::Store::Read& work);
  [[nodiscard]] base::Outcome<void, accounts::StoreError> catch_up();
  void serve_stale(bool on) { stale_ = on; }
  void add_to(StoreStats& stats) const { pool_.add_to(stats); }

 private:
  using Outcome = base::Outcome<void, accounts::StoreError>;

  template <class Work>
  [[nodiscard]] Outcome with_session(Work work);
  [[nodiscard]] Outcome failed(const sql::Failure& failure, std::string_view advice);

  const base::Milliseconds timeout_;
  const base::Clock& clock_;
  Pool pool_;
  std::atomic<bool> stale_{false}, failing_{false};
};

}  // namespace haetae::storage::galera
