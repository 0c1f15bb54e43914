// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "conformance.hpp"
#include "haetae/base/log.hpp"
#include "mariadb_server.hpp"

#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace haetae::storage::testing {

inline std::mutex events_mutex;
inline std::multiset<std::string> events;

inline void note_event(const base::LogRecord& record) {
  const std::lock_guard lock{events_mutex};
  events.emplace(record.event);
}

inline std::optional<StoreError> error_of(const base::Outcome<void, StoreError>& outcome) {
  return outcome ? std::nullopt : std::optional{outcome.error()};
}

class GaleraTest : public ::testing::Test {
 protected:
  GaleraTest() {
    base::set_log_sink(note_event);
    events.clear();
  }
  ~GaleraTest() override {
    base::set_log_sink(+[](const base::LogRecord&) {});
  }

  static GaleraOptions options() {
    GaleraOptions options = mariadb_server().options("galera");
    options.timeout = base::Seconds{10};
    return options;
  }
  static std::multiset<std::string> seen() {
    const std::lock_guard lock{events_mutex};
    return events;
  }
  static std::uint64_t people(Store& store) {
    std::uint64_t count = 0;
    EXPECT_TRUE(store.read([&](Transaction& t) { count = t.people.count(); }));
    return count;
  }
  static bool spent(Store& store, const std::string& id) {
    bool fresh = false;
    EXPECT_TRUE(store.write([&](Transaction& t) {
      fresh = t.spent.spend(id, at(0));
      return Verdict::roll_back;
    }));
    return !fresh;
  }
};

}  // namespace haetae::storage::testing
