// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/revocations.hpp"

#include <cstdint>
#include <mutex>
#include <optional>

namespace haetae::accounts {

/// Keeps what lives in memory level with the store, whoever wrote it. Thread-safe.
class Snapshots {
 public:
  Snapshots(const Ports& ports, Directory& directory, KeyRing& keys, Revocations& revocations)
      : ports_(ports), directory_(directory), keys_(keys), revocations_(revocations) {}

  /// Reloads the topics whose revision moved; everything the first time. One read of three numbers
  /// otherwise. The app calls it before serving and ten times a second. On an error the former
  /// snapshots stay, and the next call tries again.
  [[nodiscard]] base::Outcome<void, StoreError> refresh_if_changed();

 private:
  Ports ports_;
  Directory& directory_;
  KeyRing& keys_;
  Revocations& revocations_;
  std::mutex mutex_;
  std::optional<std::uint64_t> apps_seen_, keys_seen_, revocations_seen_;
};

}  // namespace haetae::accounts
