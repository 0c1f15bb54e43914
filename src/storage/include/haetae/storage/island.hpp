// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/site.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/storage/database.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace haetae::storage {

/// What an island had written down and what became of it.
struct Merged {
  std::uint64_t sessions = 0;     ///< begun there, alive now
  std::uint64_t ended = 0;        ///< sessions that people ended there
  std::uint64_t families = 0;     ///< grants whose code was spent there
  std::uint64_t refused = 0;      ///< sessions and grants of people who lost them meanwhile
  std::uint64_t passkeys = 0;     ///< counters taken over
  std::uint64_t revocations = 0;  ///< tokens killed there
  std::uint64_t guesses = 0;      ///< budgets that were drawn on
  std::uint64_t audit = 0;        ///< lines of the audit log
  std::uint64_t mails = 0;        ///< waiting to be sent
  friend bool operator==(const Merged&, const Merged&) = default;
};

struct IslandOptions {
  std::string path;  ///< of the island's own database; a file there waits for its merge
  /// How long the node must have lost the majority before the site is an island. Requests wait
  /// meanwhile, as they do while the others agree on who is left.
  base::Milliseconds after{500};
  /// How long a request waits for the node, or for the decision, before it is told unavailable.
  base::Milliseconds wait{8000};
};

/// The store of a site that may lose the majority: passes everything to the node's database while
/// that belongs to the majority. Cut off, it answers from the node's stale rows with what an
/// embedded database of its own took since then laid over them; back in the majority it merges that
/// first (docs/adr/0013-island-mode.md). What an island does not change is told `unavailable`.
///
/// A closure that the node refused, or whose commit hung when the site was cut off, runs again on
/// the island: what was checked before a closure for a whole site must be checked in it.
class IslandStore final : public Database {
 public:
  /// `site` is told what watch() sees. Opens nothing until there is need.
  IslandStore(std::unique_ptr<Database> main, accounts::Site& site, const base::Clock& clock,
              IslandOptions options);
  ~IslandStore() override;

  /// Looks at the node and draws the conclusions: island, merge, back. Call it from one thread,
  /// several times a second. The first look of a
  /// site that starts cut off makes it an island at once. Takes as long as the node's answer (2 s
  /// at most) or a merge.
  void watch();
  /// What the last look saw.
  [[nodiscard]] NodeState seen() const;
  /// Requests wait: the last look saw no majority and the site is no island yet, or an island is
  /// being merged.
  [[nodiscard]] bool is_paused() const;
  /// The last merge; all zero when there was none.
  [[nodiscard]] Merged last_merge() const;

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const Read& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(const Write& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write_beside(
      const Write& work, const std::function<void()>& meanwhile) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> catch_up() override;

  [[nodiscard]] StoreStats stats() const override;
  [[nodiscard]] base::Outcome<void, StorageError> backup_to(const std::string& path) override;
  [[nodiscard]] base::Outcome<std::vector<std::string>, StorageError> integrity_check() override;
  [[nodiscard]] std::optional<NodeState> node_state() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::storage
