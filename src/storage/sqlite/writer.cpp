// SPDX-License-Identifier: Apache-2.0
#include "sqlite/writer.hpp"

#include "haetae/base/log.hpp"
#include "nesting.hpp"

#include <pthread.h>
#include <sqlite3.h>

namespace haetae::storage::sqlite {

namespace {

/// Pages in the log from which an idle writer copies them into the database file, and from which
/// even a busy one does, so that the log stays bounded.
constexpr int kIdleLogPages = 1000;
constexpr int kBusyLogPages = 8000;

std::string_view advice(int primary_code) {
  switch (primary_code) {
    case SQLITE_FULL:
      return "the disk (or pages_max) is full: free space on the volume of data.dir; writing "
             "resumes by itself";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds the database: end a long-running command on the same data.dir";
    case SQLITE_IOERR:
      return "the disk failed: look at the kernel's log; run haetae doctor before trusting it";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "the file is damaged: stop, run haetae doctor and restore a backup";
    default:
      return "run haetae doctor";
  }
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, std::size_t batch_max,
               const base::Clock& clock, std::atomic<std::uint64_t>& commits,
               std::function<void()> before_checkpoint)
    : connection_(std::move(connection)),
      clock_(clock),
      commits_seen_(commits),
      before_checkpoint_(std::move(before_checkpoint)),
      stores_(sql::make_stores(*connection_)),
      transaction_(stores_.transaction()),
      begin_(*connection_, "BEGIN IMMEDIATE"),
      savepoint_(*connection_, "SAVEPOINT closure"),
      roll_back_to_(*connection_, "ROLLBACK TO closure"),
      release_(*connection_, "RELEASE closure"),
      commit_(*connection_, "COMMIT"),
      roll_back_(*connection_, "ROLLBACK"),
      queue_(batch_max) {
  sqlite3_wal_hook(
      connection_->handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Writer*>(self)->log_pages_now_ = pages;
        return SQLITE_OK;
      },
      this);
  thread_ = std::thread{[this] { run(); }};
  ::pthread_setname_np(thread_.native_handle(), "store-writer");
}

Writer::~Writer() {
  stop();
}

void Writer::stop() {
  queue_.close();
  if (thread_.joinable()) {
    thread_.join();
  }
}

base::Outcome<void, accounts::StoreError> Writer::write(const accounts::Store::Write& work,
                                                        const std::function<void()>& meanwhile) {
  Request request{work, clock_.steady(), {}, {}};
  Batch* const batch = queue_.submit(request);
  std::exception_ptr thrown;
  if (meanwhile) {
    try {
      const NestingGuard guard;
      meanwhile();
    } catch (...) {
      // The writer still holds the request.
      thrown = std::current_exception();
    }
  }
  queue_.wait(batch);
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  if (request.thrown) {
    std::rethrow_exception(request.thrown);
  }
  if (request.error) {
    return base::fail(*request.error);
  }
  return {};
}

void Writer::run() {
  while (Batch* batch = queue_.take()) {
    run_batch(*batch);
    record(*batch);
    commits_seen_.fetch_add(1);
    queue_.finish(batch);
    checkpoint_if_due();
  }
}

void Writer::run_batch(Batch& batch) {
  if (!begin(batch)) {
    return;
  }
  auto ran = run_plainly(batch);
  if (ran == Ran::needs_savepoints) {
    if (!roll_back() || !begin(batch)) {
      fail(batch, accounts::StoreError::unavailable);
      return;
    }
    ran = run_guarded(batch);
  }
  if (ran == Ran::lost) {
    // SQLite gave up the whole transaction, the closures before the one that failed with it.
    fail(batch, accounts::StoreError::unavailable);
    return;
  }
  commit(batch);
}

/// Without savepoints, which cost a third of a short write: hardly a closure changes something and
/// then takes it back. When one does, the batch begins anew, with them.
Writer::Ran Writer::run_plainly(Batch& batch) {
  for (Request* request : batch.requests()) {
    const auto changes = sqlite3_total_changes64(connection_->handle());
    call(*request);
    if (!connection_->in_transaction()) {
      return Ran::lost;
    }
    if (!request->committed && sqlite3_total_changes64(connection_->handle()) != changes) {
      return Ran::needs_savepoints;
    }
  }
  return Ran::all;
}

Writer::Ran Writer::run_guarded(Batch& batch) {
  for (Request* request : batch.requests()) {
    if (run_closure(*request) == State::lost) {
      return Ran::lost;
    }
  }
  return Ran::all;
}

bool Writer::begin(Batch& batch) {
  try {
    static_cast<void>(begin_().next());
    return true;
  } catch (const SqliteFailure& failure) {
    report(failure, "begin");
    fail(batch, accounts::StoreError::unavailable);
    return false;
  }
}

/// Runs the closure, maybe once more, and notes what came of it.
void Writer::call(Request& request) {
  request.committed = false;
  request.error.reset();
  request.thrown = nullptr;
  try {
    const NestingGuard guard;
    request.committed = request.work(transaction_) == accounts::Verdict::commit;
  } catch (const SqliteFailure& failure) {
    report(failure, "closure");
    request.error = accounts::StoreError::unavailable;
  } catch (const sql::Failure& failure) {
    request.error = failure.error();
  } catch (...) {
    request.thrown = std::current_exception();
  }
}

Writer::State Writer::run_closure(Request& request) {
  try {
    static_cast<void>(savepoint_().next());
    call(request);
    if (!connection_->in_transaction()) {
      return State::lost;
    }
    if (!request.committed) {
      static_cast<void>(roll_back_to_().next());
    }
    static_cast<void>(release_().next());
    return State::open;
  } catch (const SqliteFailure& failure) {
    report(failure, "savepoint");
    return State::lost;
  }
}

void Writer::commit(Batch& batch) {
  const auto began = clock_.steady();
  try {
    static_cast<void>(commit_().next());
  } catch (const SqliteFailure& failure) {
    report(failure, "commit");
    fail(batch, failure.error());
    return;
  }
  commit_seconds_.add(clock_.steady() - began);
  if (failing_) {
    failing_ = false;
    base::log(base::LogLevel::info, "store_writes_again");
  }
}

/// True when no transaction is open any more.
bool Writer::roll_back() {
  if (!connection_->in_transaction()) {
    return true;
  }
  try {
    static_cast<void>(roll_back_().next());
    return true;
  } catch (const SqliteFailure& failure) {
    report(failure, "rollback");
    return false;
  }
}

void Writer::fail(Batch& batch, accounts::StoreError error) {
  static_cast<void>(roll_back());
  failed_commits_.fetch_add(1, std::memory_order_relaxed);
  for (Request* request : batch.requests()) {
    request->committed = false;
    // What a closure threw by itself stays its answer; a bug does not become an outage.
    if (!request->thrown) {
      request->error = error;
    }
  }
}

void Writer::report(const SqliteFailure& failure, std::string_view during) {
  if (std::exchange(failing_, true)) {
    return;
  }
  base::log(base::LogLevel::error, "store_write_failed",
            {{"during", during},
             {"code", std::int64_t{failure.code()}},
             {"reason", std::string_view{failure.what()}},
             {"advice", advice(failure.primary_code())}});
}

void Writer::record(const Batch& batch) {
  std::uint64_t committed = 0;
  const auto now = clock_.steady();
  for (const Request* request : batch.requests()) {
    committed += request->committed ? 1 : 0;
    write_seconds_.add(now - request->queued_at);
  }
  if (committed > 0) {
    commits_.fetch_add(1, std::memory_order_relaxed);
    writes_.fetch_add(committed, std::memory_order_relaxed);
    writes_per_commit_.add(static_cast<double>(committed));
  }
  rolled_back_.fetch_add(batch.requests().size() - committed, std::memory_order_relaxed);
  log_pages_.store(static_cast<std::uint64_t>(log_pages_now_), std::memory_order_relaxed);
}

void Writer::checkpoint_if_due() {
  if (log_pages_now_ < copied_pages_) {
    copied_pages_ = 0;  // the log began anew
  }
  const int pending = log_pages_now_ - copied_pages_;
  if (pending < kIdleLogPages || (pending < kBusyLogPages && !queue_.empty())) {
    return;
  }
  before_checkpoint_();
  int in_log = 0;
  int copied = 0;
  const int result = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr,
                                               SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
  if (result == SQLITE_OK) {
    checkpoints_.fetch_add(1, std::memory_order_relaxed);
    // Pages that a reader or another process still needs wait for the next time.
    copied_pages_ = copied;
  } else if (result != SQLITE_BUSY) {
    report(SqliteFailure{result, sqlite3_errmsg(connection_->handle())}, "checkpoint");
  }
}

void Writer::add_to(StoreStats& stats) const {
  stats.commits = commits_.load(std::memory_order_relaxed);
  stats.failed_commits = failed_commits_.load(std::memory_order_relaxed);
  stats.writes = writes_.load(std::memory_order_relaxed);
  stats.rolled_back = rolled_back_.load(std::memory_order_relaxed);
  stats.checkpoints = checkpoints_.load(std::memory_order_relaxed);
  stats.log_pages = log_pages_.load(std::memory_order_relaxed);
  stats.waiting_writes = queue_.waiting();
  writes_per_commit_.add_to(stats.writes_per_commit);
  write_seconds_.add_to(stats.write_seconds);
  commit_seconds_.add_to(stats.commit_seconds);
}

}  // namespace haetae::storage::sqlite
