// SPDX-License-Identifier: Apache-2.0
#include "galera/readers.hpp"

#include "galera/writers.hpp"
#include "haetae/base/log.hpp"
#include "nesting.hpp"

namespace haetae::storage::galera {

namespace {

/// A connection that broke while it was idle (the database was restarted) shows at its next use;
/// a new one may meet a conflict of its own.
constexpr int kReadsMax = 3;

/// That the former snapshot did not end well concerns nobody any more.
void settle(Pool::Lease& lease) {
  try {
    lease.session().connection.settle();
  } catch (const GaleraFailure&) {
    lease.drop();
  }
}

bool worth_repeating(Fate fate) {
  return fate == Fate::lost || fate == Fate::undecided || fate == Fate::conflict;
}

}  // namespace

Readers::Readers(const GaleraOptions& options, const base::Clock& clock)
    : timeout_(options.timeout),
      clock_(clock),
      pool_(options, Role::reader, options.readers, clock) {}

template <class Work>
Readers::Outcome Readers::with_session(Work work) {
  auto lease = pool_.take(timeout_);
  if (!lease) {
    base::log(base::LogLevel::warning, "store_readers_busy",
              {{"advice", "see why the database is slow: its log, SHOW PROCESSLIST"}});
    return base::fail(accounts::StoreError::unavailable);
  }
  const auto began = clock_.steady();
  for (int attempt = 1;; ++attempt) {
    try {
      settle(*lease);
      Session& session = lease->session();
      if (const bool stale = stale_; session.stale_reads != stale) {
        session.connection.execute(stale ? "SET SESSION wsrep_dirty_reads = 1"
                                         : "SET SESSION wsrep_dirty_reads = 0");
        session.stale_reads = stale;
      }
      work(session);
      session.connection.end_snapshot();
      break;
    } catch (const GaleraFailure& failure) {
      lease->drop();
      if (!worth_repeating(failure.fate()) || attempt == kReadsMax ||
          clock_.steady() - began > timeout_) {
        return failed(failure, advice_for(failure));
      }
    } catch (const sql::Failure& damaged) {
      lease->drop();
      return failed(damaged, "a row cannot be read: run haetae store check");
    } catch (...) {
      lease->drop();
      throw;
    }
  }
  if (failing_.load(std::memory_order_relaxed) && failing_.exchange(false)) {
    base::log(base::LogLevel::info, "store_reads_again");
  }
  lease->slot().seconds.add(clock_.steady() - began);
  return {};
}

/// Says once that reading fails and why.
Readers::Outcome Readers::failed(const sql::Failure& failure, std::string_view advice) {
  if (!failing_.exchange(true)) {
    base::log(base::LogLevel::error, "store_read_failed",
              {{"reason", std::string_view{failure.what()}}, {"advice", advice}});
  }
  return base::fail(accounts::StoreError::unavailable);
}

Readers::Outcome Readers::read(const accounts::Store::Read& work) {
  return with_session([&work](Session& session) {
    const NestingGuard guard;
    work(session.transaction);
  });
}

Readers::Outcome Readers::catch_up() {
  return with_session([](Session& session) {
    session.connection.execute(
        "SET SESSION wsrep_sync_wait = 1;SELECT 1;SET SESSION wsrep_sync_wait = 0");
  });
}

}  // namespace haetae::storage::galera
