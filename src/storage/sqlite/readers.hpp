// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "recorder.hpp"
#include "sql/query.hpp"
#include "sql/stores.hpp"
#include "sqlite/connection.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace haetae::storage::sqlite {

/// Connections that only read; each serves one closure at a time, on one snapshot.
class Readers {
 public:
  /// Throws SqliteFailure.
  Readers(const std::string& path, std::size_t count, base::Milliseconds busy_wait,
          const base::Clock& clock);

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const accounts::Store::Read& work);
  void add_to(StoreStats& stats) const;

 private:
  struct Reader {
    Reader(const std::string& path, base::Milliseconds busy_wait);
    Connection connection;
    Bundle stores;
    accounts::Transaction transaction;
    sql::Query begin, end;
    Recorder<16> seconds{kSecondsBounds};
  };
  class Lease;

  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t waiting_ = 0;
  std::vector<Reader*> free_;  ///< the last one returned is the warmest
  std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace haetae::storage::sqlite
