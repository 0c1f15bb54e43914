// SPDX-License-Identifier: Apache-2.0
#include "sqlite/readers.hpp"

#include "haetae/base/log.hpp"
#include "nesting.hpp"

namespace haetae::storage::sqlite {

Readers::Reader::Reader(const std::string& path, base::Milliseconds busy_wait)
    : connection(path, Mode::read_only, busy_wait),
      stores(sql::make_stores(connection)),
      transaction(stores.transaction()),
      begin(connection, "BEGIN"),
      end(connection, "COMMIT") {
  connection.execute("PRAGMA cache_size = -8000");
}

void Readers::Reader::ensure_snapshot(std::uint64_t commits, std::chrono::nanoseconds now) {
  if (open && (snapshot_commits != commits || now - opened_at > kSnapshotAgeMax)) {
    end_snapshot();
  }
  if (!open) {
    snapshot_commits = commits;
    opened_at = now;
    static_cast<void>(begin().next());
    open = true;
  }
}

void Readers::Reader::end_snapshot() {
  open = false;
  try {
    static_cast<void>(end().next());
  } catch (const sql::Failure& failure) {
    base::log(base::LogLevel::error, "store_snapshot_not_ended",
              {{"reason", std::string_view{failure.what()}}});
  }
}

/// A reader for the time of one closure.
class Readers::Lease {
 public:
  explicit Lease(Readers& readers) : readers_(readers) {
    std::unique_lock lock{readers.mutex_};
    while (readers.free_.empty()) {
      ++readers.waiting_;
      readers.returned_.wait(lock);
      --readers.waiting_;
    }
    reader_ = readers.free_.back();
    readers.free_.pop_back();
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    if (reader_->open && reader_->snapshot_commits != readers_.commits_.load()) {
      reader_->end_snapshot();
    }
    bool wake = false;
    {
      const std::lock_guard lock{readers_.mutex_};
      readers_.free_.push_back(reader_);
      wake = readers_.waiting_ > 0;
    }
    if (wake) {
      readers_.returned_.notify_one();
    }
  }
  [[nodiscard]] Reader& operator*() const { return *reader_; }

 private:
  Readers& readers_;
  Reader* reader_ = nullptr;
};

Readers::Readers(const std::string& path, std::size_t count, base::Milliseconds busy_wait,
                 const base::Clock& clock, const std::atomic<std::uint64_t>& commits)
    : clock_(clock), commits_(commits) {
  for (std::size_t i = 0; i < count; ++i) {
    readers_.push_back(std::make_unique<Reader>(path, busy_wait));
    free_.push_back(readers_.back().get());
  }
}

base::Outcome<void, accounts::StoreError> Readers::read(const accounts::Store::Read& work) {
  const Lease lease{*this};
  Reader& reader = *lease;
  const auto began = clock_.steady();
  try {
    reader.ensure_snapshot(commits_.load(), began);
    const NestingGuard guard;
    work(reader.transaction);
  } catch (const sql::Failure& failure) {
    if (reader.open) {
      reader.end_snapshot();
    }
    base::log(base::LogLevel::error, "store_read_failed",
              {{"reason", std::string_view{failure.what()}}});
    return base::fail(accounts::StoreError::unavailable);
  }
  reader.seconds.add(clock_.steady() - began);
  return {};
}

void Readers::let_go() {
  const std::lock_guard lock{mutex_};
  for (Reader* reader : free_) {
    if (reader->open) {
      reader->end_snapshot();
    }
  }
}

void Readers::add_to(StoreStats& stats) const {
  for (const auto& reader : readers_) {
    reader->seconds.add_to(stats.read_seconds);
  }
}

}  // namespace haetae::storage::sqlite
