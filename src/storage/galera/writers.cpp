// SPDX-License-Identifier: Apache-2.0
#include "galera/writers.hpp"

#include "haetae/base/log.hpp"
#include "nesting.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mysqld_error.h>
#include <utility>

namespace haetae::storage::galera {

namespace {

using accounts::StoreError;
using accounts::Verdict;
using base::fail;

/// Conflicts end by themselves: one of those that collide always commits. Far above what was seen
/// with one row that three sites update at once.
constexpr int kAttemptsMax = 100;
constexpr std::chrono::microseconds kPauseMax{50'000};
/// Ids are kept for longer than any commit can be in doubt.
constexpr base::Milliseconds kIdKept{std::chrono::minutes{10}};
constexpr std::uint64_t kCommitsBetweenCleanings = 1024;
constexpr int kIdsRemovedMost = 4096;

void roll_back(Pool::Lease& lease) {
  try {
    lease.session().connection.execute("ROLLBACK");
  } catch (const GaleraFailure&) {
    lease.drop();  // the server rolls back what has no connection any more
  }
}

}  // namespace

std::string_view advice_for(const GaleraFailure& failure) {
  switch (failure.code()) {
    case ER_ACCESS_DENIED_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
      return "check store.user and store.password_file, and what the user may do";
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
      return "raise max_connections of MariaDB, or lower store.connections";
    case ER_DISK_FULL:
    case ER_RECORD_FILE_FULL:
      return "the database's disk is full: free some space";
    case ER_NO_SUCH_TABLE:
    case ER_BAD_FIELD_ERROR:
      return "the schema is not the program's: restart haetae, which brings it up to date";
    default:
      break;
  }
  switch (failure.fate()) {
    case Fate::not_ready:
      return "this site's database has lost the majority or is still joining: see haetae site "
             "status";
    case Fate::unreachable:
    case Fate::lost:
    case Fate::undecided:
      return "see whether this site's MariaDB runs: haetae site status, or its log";
    case Fate::conflict:
      return "many writers change the same row; see haetae_store_conflicts_total";
    case Fate::refused:
      return "run haetae doctor; the reason is MariaDB's";
  }
  return "run haetae doctor";
}

Writers::Writers(const GaleraOptions& options, const base::Clock& clock, base::Entropy& entropy)
    : site_(options.site),
      timeout_(options.timeout),
      clock_(clock),
      entropy_(entropy),
      pool_(options, Role::writer, options.writers, clock) {}

void Writers::refuse_all(bool on) {
  refusing_ = on;
  // A node without majority keeps a commit waiting until it finds one.
  if (on) pool_.interrupt();
}

base::Outcome<void, StoreError> Writers::write(const accounts::Store::Write& work,
                                               const std::function<void()>& meanwhile) {
  if (refusing_) {
    return fail(StoreError::unavailable);
  }
  const auto began = clock_.steady();
  auto lease = pool_.take(timeout_);
  if (!lease) {
    base::log(base::LogLevel::warning, "store_writers_busy",
              {{"advice", "raise store.connections, or see why the database is slow"}});
    return fail(StoreError::unavailable);
  }
  Journey journey{.work = work, .meanwhile = meanwhile};
  journey.give_up = began + 2 * timeout_;
  for (;;) {
    End end;
    try {
      ++journey.attempts;
      attempt(*lease, journey);
      end = base::Outcome<void, StoreError>{};
      note_result(true, nullptr);
    } catch (const GaleraFailure& failure) {
      end = after(failure, *lease, journey);
    } catch (const sql::Failure& damaged) {
      roll_back(*lease);
      ++rolled_back_;
      base::log(base::LogLevel::error, "store_row_damaged",
                {{"reason", std::string_view{damaged.what()}}});
      return fail(damaged.error());
    } catch (...) {
      roll_back(*lease);
      ++rolled_back_;
      throw;
    }
    if (end) {
      lease->slot().seconds.add(clock_.steady() - began);
      if (*end) {
        run_meanwhile(journey);
        if (journey.cleans) {
          remove_old_ids(*lease);
        }
      }
      return *end;
    }
    pause_before(journey.attempts);
  }
}

void Writers::attempt(Pool::Lease& lease, Journey& journey) {
  journey.committing = false;
  Session& session = lease.session();
  if (journey.in_doubt) {
    if (was_committed(session.connection, journey.id)) {
      base::log(base::LogLevel::info, "store_commit_found", {{"write", journey.id}});
      ++commits_;
      return;
    }
    journey.in_doubt = false;
    journey.id.clear();
  }
  Verdict verdict = Verdict::roll_back;
  {
    const NestingGuard guard;
    verdict = journey.work(session.transaction);
  }
  if (verdict == Verdict::commit) {
    commit(lease, journey);
    journey.cleans = ++commits_ % kCommitsBetweenCleanings == 0;
    return;
  }
  ++rolled_back_;
  roll_back(lease);
}

/// Waits for the earlier attempt when that is still under way. If it has not committed, it cannot
/// any more: its id is taken then. That is settled before the closure runs again, so that what its
/// first run returned stands when the write is found.
bool Writers::was_committed(Connection& connection, const std::string& id) {
  const std::string site = quoted(site_);
  const std::string key = quoted(id);
  try {
    connection.execute(
        fmt::format("INSERT INTO writes (site, id, fenced) VALUES ({}, {}, 1);COMMIT", site, key));
    return false;
  } catch (const GaleraFailure& failure) {
    if (failure.code() != ER_DUP_ENTRY) {
      throw;
    }
  }
  // Or by a fence whose own answer was lost.
  const auto rows = connection.ask(
      fmt::format("SELECT fenced FROM writes WHERE site = {} AND id = {}", site, key));
  connection.execute("ROLLBACK");
  return rows.empty() || rows.at(0).at(0) == "0";
}

void Writers::commit(Pool::Lease& lease, Journey& journey) {
  const auto began = clock_.steady();
  if (journey.id.empty()) {
    journey.id = base::new_id(clock_, entropy_);
  }
  const std::string sql =
      fmt::format("INSERT INTO writes (site, id, fenced) VALUES ({}, {}, 0);COMMIT", quoted(site_),
                  quoted(journey.id));
  Connection& connection = lease.session().connection;
  // What could not be sent whole was not done: a connection that broke while it was idle.
  connection.send(sql);
  journey.committing = true;
  run_meanwhile(journey);
  connection.receive(sql);
  lease.slot().commit_seconds.add(clock_.steady() - began);
}

void Writers::run_meanwhile(Journey& journey) {
  if (journey.meanwhile && !std::exchange(journey.meanwhile_ran, true)) {
    const NestingGuard guard;
    journey.meanwhile();
  }
}

Writers::End Writers::after(const GaleraFailure& failure, Pool::Lease& lease, Journey& journey) {
  const Fate fate = failure.fate();
  if (fate == Fate::conflict) {
    ++conflicts_;
    roll_back(lease);
    if (journey.attempts >= kAttemptsMax) {
      return end_of(journey, failure);
    }
  } else {
    // Whatever the connection holds is rolled back with it.
    lease.drop();
    if (fate == Fate::lost || fate == Fate::undecided) {
      ++lost_;
      if (journey.committing && !journey.in_doubt) {
        ++doubts_;
        journey.in_doubt = true;
        journey.give_up = clock_.steady() + timeout_;
        base::log(base::LogLevel::warning, "store_commit_in_doubt",
                  {{"write", journey.id}, {"reason", std::string_view{failure.what()}}});
      }
    } else if (!journey.in_doubt) {
      return end_of(journey, failure);
    }
  }
  return refusing_ || clock_.steady() >= journey.give_up ? end_of(journey, failure) : End{};
}

Writers::End Writers::end_of(const Journey& journey, const GaleraFailure& failure) {
  ++failed_;
  note_result(false, &failure);
  if (!journey.in_doubt) {
    return fail(StoreError::unavailable);
  }
  ++unresolved_;
  base::log(base::LogLevel::error, "store_commit_unknown",
            {{"write", journey.id},
             {"reason", std::string_view{failure.what()}},
             {"advice", "whether this write was done will show when the database answers again"}});
  return fail(StoreError::unknown);
}

/// Says once that writing fails and why, and once that it works again.
void Writers::note_result(bool works, const GaleraFailure* failure) {
  if (failing_.load(std::memory_order_relaxed) != works || failing_.exchange(!works) != works) {
    return;
  }
  if (works) {
    base::log(base::LogLevel::info, "store_writes_again");
  } else {
    base::log(base::LogLevel::error, "store_write_failed",
              {{"reason", std::string_view{failure->what()}}, {"advice", advice_for(*failure)}});
  }
}

/// Ids begin with their time, and each site removes its own: no other writer is disturbed.
void Writers::remove_old_ids(Pool::Lease& lease) {
  const base::ManualClock past{clock_.now() - kIdKept};
  base::SeededEntropy chance{0};
  try {
    lease.session().connection.execute(fmt::format(
        "DELETE FROM writes WHERE site = {} AND id < {} ORDER BY site, id LIMIT {};COMMIT",
        quoted(site_), quoted(base::new_id(past, chance)), kIdsRemovedMost));
  } catch (const GaleraFailure& failure) {
    // The next turn removes them.
    base::log(base::LogLevel::debug, "store_old_ids_kept",
              {{"reason", std::string_view{failure.what()}}});
    lease.drop();
  }
}

/// At once the first time; then longer and longer, each by its own chance, so that those who
/// collided do not meet again.
void Writers::pause_before(int attempt) {
  if (attempt <= 1) {
    return;
  }
  std::array<std::uint8_t, 2> bytes{};
  entropy_.fill(bytes);
  const std::int64_t chance = bytes[0] * 256 + bytes[1];
  const auto most =
      std::min(kPauseMax, std::chrono::microseconds{500} * (1 << std::min(attempt, 7)));
  pool_.pause(most * chance / 65'536);
}

void Writers::add_to(StoreStats& stats) const {
  stats.commits += commits_;
  stats.writes += commits_;
  stats.failed_commits += failed_;
  stats.rolled_back += rolled_back_;
  stats.conflicts += conflicts_;
  stats.doubts += doubts_;
  stats.unresolved += unresolved_;
  stats.connections_lost += lost_;
  stats.waiting_writes += pool_.waiting();
  pool_.add_to(stats);
}

}  // namespace haetae::storage::galera
