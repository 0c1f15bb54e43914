// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/source.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/intake/data_store.hpp"
#include "haetae/status/metrics.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace haetae::app {

/// The active address index of a data directory, held in memory. Another process changes which one
/// is active (`haetae import`, `haetae data`); `refresh` notices, verifies the new one and swaps.
/// Requests keep the index that they began with. Safe for any number of threads.
class AddressLibrary final : public address::IndexSource {
 public:
  explicit AddressLibrary(std::filesystem::path directory) : store_(std::move(directory)) {}

  [[nodiscard]] std::shared_ptr<const address::Index> current() const override;

  /// Looks whether another version was activated and takes it. One that cannot be used is logged
  /// once, and the former one stays. Cost without a change: one short read. Never at the same time
  /// as itself.
  void refresh();

  [[nodiscard]] const intake::DataStore& store() const { return store_; }
  void write_metrics(status::MetricsText& out) const;

 private:
  void publish(std::shared_ptr<const address::Index> index);

  const intake::DataStore store_;
  mutable std::mutex mutex_;  ///< guards current_; held to copy it
  std::shared_ptr<const address::Index> current_;
  std::string loaded_;   ///< version of current_
  std::string refused_;  ///< the version that could not be used, so that it is logged once
  std::atomic<std::uint64_t> swaps_{0};
  std::atomic<std::uint64_t> refusals_{0};
};

}  // namespace haetae::app
