// SPDX-License-Identifier: Apache-2.0
// Nodes that go and come: who belongs to the majority, and what becomes of what was under way.
#include "cluster.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace haetae::sim {
namespace {

/// evs.suspect_timeout and the agreement after it.
constexpr Span kSuspectLeast = milliseconds(500);
constexpr Span kSuspectMost = milliseconds(1000);
/// What a node that joins holds the others up.
constexpr Span kJoinMost = milliseconds(300);
constexpr Span kTransferLeast = milliseconds(300);
constexpr Span kTransferMost = milliseconds(3000);
constexpr Span kAgain = milliseconds(100);

}  // namespace

void Cluster::hold_up(Span shortest, Span longest) {
  if (!held_up_) held_up_since_ = schedule_.now();
  held_up_ = true;
  const std::uint64_t mine = ++hold_ups_;
  schedule_.after(dice_.between(shortest, longest), [this, mine] {
    if (mine == hold_ups_) form_view();
  });
}

std::vector<Cluster::PendingPtr> Cluster::waiting_of(std::size_t index) const {
  std::vector<PendingPtr> found;
  std::copy_if(waiting_.begin(), waiting_.end(), std::back_inserter(found),
               [&](const PendingPtr& pending) { return pending->node == index; });
  return found;
}

void Cluster::kill(std::size_t index, bool with_disk) {
  Node& node = nodes_[index];
  node.up = node.primary = false;
  node.disk_lost = with_disk;
  ++node.life;
  for (const PendingPtr& pending : waiting_of(index)) {
    pending->killed = true;
    answer(pending, Commit::unknown);
  }
  hold_up(kSuspectLeast, kSuspectMost);
}

void Cluster::cut(std::size_t index) {
  Node& node = nodes_[index];
  node.connected = false;
  const std::uint32_t cuts = ++node.cuts;
  schedule_.after(kSuspectLeast, [this, index, cuts] {
    if (nodes_[index].cuts == cuts && !nodes_[index].connected) lose_primary(index);
  });
  hold_up(kSuspectLeast, kSuspectMost);
}

void Cluster::lose_primary(std::size_t index) {
  if (flaw_ == Flaw::split_brain) return;
  nodes_[index].primary = false;
  for (const PendingPtr& pending : waiting_of(index))
    answer(pending, Commit::unknown);
}

void Cluster::form_view() {
  std::set<std::size_t> present;
  std::size_t of_last = 0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!nodes_[i].up || !nodes_[i].connected) continue;
    if (!nodes_[i].primary && members_.count(i) == 0) continue;  // not joined yet
    present.insert(i);
    of_last += members_.count(i);
  }
  if (2 * of_last <= members_.size()) {
    for (const std::size_t i : present)
      lose_primary(i);
    return;  // held up until enough of the last majority are back
  }
  members_ = std::move(present);
  for (const std::size_t i : members_) {
    if (nodes_[i].primary) continue;
    nodes_[i].primary = true;
    nodes_[i].healthy_since = schedule_.now();
    fetch(i);
  }
  held_up_ = false;
  longest_stall_ = std::max(longest_stall_, schedule_.now() - held_up_since_);
  settle_deferred();
}

void Cluster::settle_deferred() {
  for (const PendingPtr& pending : std::exchange(deferred_, {})) {
    const Node& node = nodes_[pending->node];
    const bool member = node.healthy() && node.life == pending->life;
    // All survivors had received what the lost node sent, or none.
    if (member || dice_.chance(50)) {
      order(pending);
    } else {
      answer(pending, Commit::unknown);
    }
  }
}

void Cluster::restore(std::size_t index, std::function<void()> joined) {
  Node& node = nodes_[index];
  node.up = true;
  node.connected = true;
  schedule_.after(dice_.between(kTransferLeast, kTransferMost),
                  [this, index, joined = std::move(joined)] { join(index, joined); });
}

void Cluster::join(std::size_t index, const std::function<void()>& joined) {
  Node& node = nodes_[index];
  if (!node.up || !node.connected) return;
  const bool majority =
      std::any_of(nodes_.begin(), nodes_.end(), [](const Node& one) { return one.healthy(); });
  if (!majority && held_up_) {
    form_view();
    if (node.healthy()) {
      joined();
      return;
    }
  }
  if (held_up_) {
    schedule_.after(kAgain, [this, index, joined] { join(index, joined); });
    return;
  }
  fetch(index);
  node.primary = true;
  node.healthy_since = schedule_.now();
  members_.insert(index);
  hold_up(Span{0}, kJoinMost);
  joined();
}

void Cluster::fetch(std::size_t index) {
  Node& node = nodes_[index];
  if (node.disk_lost) {
    const auto donor = std::find_if(nodes_.begin(), nodes_.end(), [&](const Node& one) {
      return &one != &node && one.healthy() && !one.disk_lost;
    });
    if (donor != nodes_.end()) {
      node.replica = std::make_unique<storage::Replica>(*donor->replica);
      node.applied = donor->applied;
      node.disk_lost = false;
    }
  }
  apply_up_to(node, log_.size());
  node.next_apply = schedule_.now();
}

}  // namespace haetae::sim
