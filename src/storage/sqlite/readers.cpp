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

namespace {

/// BEGIN … COMMIT around a closure, ended on every way out.
class Snapshot {
 public:
  Snapshot(sql::Query& begin, sql::Query& end) : end_(end) { static_cast<void>(begin().next()); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() {
    try {
      static_cast<void>(end_().next());
    } catch (const sql::Failure& failure) {
      base::log(base::LogLevel::error, "store_snapshot_not_ended",
                {{"reason", std::string_view{failure.what()}}});
    }
  }

 private:
  sql::Query& end_;
};

}  // namespace

Readers::Readers(const std::string& path, std::size_t count, base::Milliseconds busy_wait,
                 const base::Clock& clock)
    : clock_(clock) {
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
    const Snapshot snapshot{reader.begin, reader.end};
    const NestingGuard guard;
    work(reader.transaction);
  } catch (const sql::Failure& failure) {
    base::log(base::LogLevel::error, "store_read_failed",
              {{"reason", std::string_view{failure.what()}}});
    return base::fail(accounts::StoreError::unavailable);
  }
  reader.seconds.add(clock_.steady() - began);
  return {};
}

void Readers::add_to(StoreStats& stats) const {
  for (const auto& reader : readers_) {
    reader->seconds.add_to(stats.read_seconds);
  }
}

}  // namespace haetae::storage::sqlite
