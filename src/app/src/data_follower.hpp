// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "artifact_tools.hpp"
#include "haetae/accounts/store.hpp"
#include "haetae/app/config.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/intake/artifact_pull.hpp"
#include "haetae/intake/data_store.hpp"
#include "haetae/status/metrics.hpp"
#include "http_store.hpp"
#include "ticker.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace haetae::app {

/// Keeps a running server's address data level with the others': pulls newer versions from
/// `data.pull_url`, and puts in force what `data.activate` says. What is in force goes on whatever
/// fails here; the store of artifacts and the database may both be away.
class DataFollower {
 public:
  struct Parts {
    const Config& config;
    accounts::Store& store;
    const intake::DataStore& data;
    const base::Clock& clock;
    base::Entropy& entropy;
  };
  explicit DataFollower(const Parts& parts) : parts_(parts) {}
  DataFollower(const DataFollower&) = delete;
  DataFollower& operator=(const DataFollower&) = delete;
  ~DataFollower() { stop(); }

  /// Begins to pull and to follow. Errors: options that cannot be used.
  [[nodiscard]] base::Outcome<void, ConfigError> start();
  /// Ends a transfer under way; what has come stays for the next one.
  void stop();

  void write_metrics(status::MetricsText& out) const;

 private:
  void pull_turn();
  /// Pulls `version`, or the newest when it is empty. True when it is here now.
  bool pull_one(const std::string& version);
  void activate_pulled(const std::string& version);
  void follow();
  [[nodiscard]] bool activate(const std::string& version, std::string_view event);
  [[nodiscard]] std::string wanted() const;

  const Parts parts_;
  std::vector<crypto::Ed25519Public> trusted_;
  Pause pause_;
  std::unique_ptr<HttpStore> source_;

  mutable std::mutex mutex_;  ///< guards wanted_
  std::string wanted_;        ///< the target that is not here yet
  std::string refused_;       ///< the target that could not be activated, so that it is logged once
  std::string missing_;       ///< the target that was reported missing

  std::atomic<std::uint64_t> brought_{0}, current_{0}, failed_{0}, refusals_{0}, bytes_{0};
  std::atomic<std::int64_t> succeeded_at_{0}, newest_created_{0};
  std::atomic<int> target_in_force_{-1};

  std::unique_ptr<Ticker> puller_, follower_;
};

}  // namespace haetae::app
