// SPDX-License-Identifier: Apache-2.0
#include "store.hpp"

#include <utility>

namespace haetae::sim {
namespace {

using accounts::StoreError;

/// How often a transaction that lost a conflict is repeated.
constexpr int kCommitTries = 50;
constexpr Span kQueueMost = milliseconds(3);
constexpr Span kBackOffMost = milliseconds(20);

}  // namespace

Node& SimStore::node() {
  Node& node = cluster_.node(site_);
  if (!node.up || node.life != life_) throw SiteKilled{};
  return node;
}

base::Outcome<void, StoreError> SimStore::read(const Read& work) {
  Node& here = node();
  if (!here.primary) return base::fail(StoreError::unavailable);
  here.replica->read(work);
  return {};
}

base::Outcome<void, StoreError> SimStore::write(const Write& work) {
  for (int i = 0; i < kCommitTries; ++i) {
    schedule_.pause(dice_.between(Span{100}, i == 0 ? kQueueMost : kBackOffMost));
    Node& here = node();
    if (!here.primary) return base::fail(StoreError::unavailable);
    const std::size_t snapshot = here.applied;
    auto writes = here.replica->attempt(work);
    if (!writes || writes->changes.empty()) return {};
    switch (cluster_.commit(site_, *std::move(writes), snapshot)) {
      case Cluster::Commit::done:
        return {};
      case Cluster::Commit::conflict:
        break;
      case Cluster::Commit::unknown:
        return base::fail(StoreError::unknown);
      case Cluster::Commit::unavailable:
        return base::fail(StoreError::unavailable);
    }
  }
  return base::fail(StoreError::unavailable);
}

base::Outcome<void, StoreError> SimStore::catch_up() {
  const Node& here = node();
  // Upkeep between the events has no fiber that could wait; it looks again soon anyway.
  if (Fiber::current() == nullptr) {
    if (!here.primary) return base::fail(StoreError::unavailable);
    return {};
  }
  if (!cluster_.catch_up(site_)) return base::fail(StoreError::unavailable);
  return {};
}

}  // namespace haetae::sim
