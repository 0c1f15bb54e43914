// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/storage/stats.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace haetae::storage {

/// Why a database could not be opened, backed up, checked or copied.
struct StorageError {
  enum class Reason {
    not_accessible,
    not_ours,
    damaged,
    busy,
    newer_schema,
    altered_schema,
  };
  Reason reason;
  std::string words;  ///< for the operator: what is wrong and what to do
};

/// What the local node of a replicated database says of itself.
struct NodeState {
  bool reachable = false;            ///< it answered at all; else nothing below counts
  bool replicated = false;           ///< it belongs to a Galera cluster, or means to
  bool ready = false;                ///< takes statements (wsrep_ready)
  bool primary = false;              ///< sees a majority (wsrep_cluster_status)
  std::string state;                 ///< "Synced", "Donor/Desynced", "Joined", "Initialized" …
  std::uint64_t cluster_size = 0;    ///< nodes that it sees, itself among them
  std::string cluster_id;            ///< UUID of the cluster's history
  std::int64_t last_committed = -1;  ///< seqno of the newest write that it shows
  std::string words;                 ///< why it is not reachable

  /// Writes can be acknowledged.
  [[nodiscard]] bool writable() const { return reachable && (!replicated || (ready && primary)); }
};

/// A store that lies in a database: what the operator sees of it beside the port of accounts.
class Database : public accounts::Store {
 public:
  [[nodiscard]] virtual StoreStats stats() const = 0;
  /// One consistent copy in an SQLite file, made while reads and writes go on.
  [[nodiscard]] virtual base::Outcome<void, StorageError> backup_to(const std::string& path) = 0;
  /// Reads everything. What is wrong, at most 100 lines; nothing when sound.
  [[nodiscard]] virtual base::Outcome<std::vector<std::string>, StorageError> integrity_check() = 0;

  /// Asks the node; nothing where there is none beside the file. Answers within 2 s, on a
  /// connection of its own, so that it tells when all others hang.
  [[nodiscard]] virtual std::optional<NodeState> node_state() { return std::nullopt; }
  /// Island mode. While `on`, reads may be stale (they answer though the node has lost the
  /// majority), and writes answer unavailable at once, whatever the node would say.
  virtual void serve_stale_reads(bool on) { static_cast<void>(on); }
};

}  // namespace haetae::storage
