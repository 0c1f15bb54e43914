// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::storage {

/// What one transaction wrote: whole rows, as a replicated database sends them to its other nodes.
struct WriteSet {
  /// What it claims: each row it wrote, and each value of a unique index that such a row had or
  /// got. Two transactions of which neither saw the other must not share one (certification).
  std::vector<std::string> claims;
  /// One per row.
  std::vector<std::function<void(class Replica&)>> changes;
};

/// One node's copy of the database, in memory, for the simulator: whoever holds several of them
/// decides what is replicated, in which order and when. Cheap to copy while it is small. Not
/// thread-safe.
class Replica {
 public:
  Replica();
  Replica(const Replica& other);
  Replica& operator=(const Replica&) = delete;
  ~Replica();

  /// Errors and rules as MemoryStore has them.
  void read(const accounts::Store::Read& work);
  /// Runs `work` and takes back what it did. Nothing: it wished to roll back.
  [[nodiscard]] std::optional<WriteSet> attempt(const accounts::Store::Write& work);
  void apply(const WriteSet& writes);

  /// "table/key" of every row that only one of the two has, or that differs; at most `most`.
  [[nodiscard]] std::vector<std::string> differences(const Replica& other, std::size_t most) const;
  /// "table/key" and a state of families, of every row but signing keys, whose ids no seed decides.
  void describe(const std::function<void(std::string_view)>& take) const;

  struct Impl;
  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::storage
