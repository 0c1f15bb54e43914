// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"
#include "temporary_folder.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

// One suite for every backend: what accounts may rely on, whichever database stands below.

namespace haetae::storage::testing {

using namespace accounts;

struct Backend {
  std::string name;
  std::function<std::unique_ptr<Store>(const std::string& folder)> open;
  bool survives_reopening = false;
};
inline void PrintTo(const Backend& backend, std::ostream* out) {
  *out << backend.name;
}

class StoreConformance : public ::testing::TestWithParam<Backend> {
 protected:
  Store& store() { return *store_; }
  void reopen() {
    store_.reset();
    store_ = GetParam().open(folder_.path());
  }

  /// What `work` returns from a transaction that commits.
  template <class Work>
  auto write(Work work) {
    return in_transaction(work, [this](auto& run) {
      return store().write([&](Transaction& transaction) {
        run(transaction);
        return Verdict::commit;
      });
    });
  }
  /// What `work` returns from a snapshot.
  template <class Work>
  auto read(Work work) {
    return in_transaction(work, [this](auto& run) {
      return store().read([&](Transaction& transaction) { run(transaction); });
    });
  }

 private:
  template <class Work, class Call>
  static auto in_transaction(Work& work, Call call) {
    using Result = std::invoke_result_t<Work, Transaction&>;
    if constexpr (std::is_void_v<Result>) {
      auto run = [&](Transaction& transaction) { work(transaction); };
      if (!call(run)) {
        throw std::runtime_error("the store is unavailable");
      }
    } else {
      std::optional<Result> result;
      auto run = [&](Transaction& transaction) { result = work(transaction); };
      if (!call(run)) {
        throw std::runtime_error("the store is unavailable");
      }
      return *std::move(result);
    }
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_ = GetParam().open(folder_.path());
};

/// `milliseconds` after an arbitrary moment of 2025.
inline base::Instant at(std::int64_t milliseconds) {
  return base::from_unix_milliseconds(1'750'000'000'000 + milliseconds);
}

/// Runs `work(i)` on `count` threads at once.
inline void in_parallel(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&work, i] { work(i); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

/// Rows with every field filled, the rest of which follows from the id.
Person a_person(const std::string& id);
Passkey a_passkey(const std::string& id, const std::string& person, std::int64_t created = 0);
Session a_session(const std::string& id, const std::string& person, std::int64_t created = 0);
Link a_link(const std::string& person, AppNumber app, Subject subject);
Family a_family(const std::string& id, const std::string& person, AppNumber app = 1);
Mail a_mail(const std::string& id, std::int64_t created);

}  // namespace haetae::storage::testing
