// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"

#include <memory>
#include <optional>

namespace haetae::storage {

/// The store in memory: for unit tests and the simulator. Cheap to make, deterministic (its lists
/// are ordered as the databases order them), gone when destroyed. One writer at a time, readers
/// side by side; a rolled back or throwing closure leaves no trace.
///
/// Rules that every backend shares: an exception thrown by `work` rolls its transaction back and
/// is rethrown to the caller of read or write; changing something inside read, or calling the store
/// from inside a closure, throws std::logic_error.
class MemoryStore final : public accounts::Store {
 public:
  MemoryStore();
  ~MemoryStore() override;

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const Read& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(const Write& work) override;

  /// For tests of outages: from now on every call answers `error` without running its closure;
  /// std::nullopt ends that.
  void fail_with(std::optional<accounts::StoreError> error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::storage
