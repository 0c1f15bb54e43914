// SPDX-License-Identifier: Apache-2.0
// Commits: how what one node wrote gets its place, is certified, applied and acknowledged.
// cluster_members.cpp has what happens when nodes go and come.
#include "cluster.hpp"

#include "haetae/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace haetae::sim {
namespace {

constexpr Span kSendLeast = milliseconds(1);
constexpr Span kSendMost = milliseconds(8);
/// An acknowledgement comes a little after its place is known.
constexpr Span kAckMost = milliseconds(3);
/// How much later an acknowledgement-first database sends what it acknowledged.
constexpr Span kLazySend = milliseconds(250);

}  // namespace

Cluster::Cluster(Schedule& schedule, Dice& dice, const storage::Replica& start, std::size_t nodes,
                 Flaw flaw)
    : schedule_(schedule), dice_(dice), flaw_(flaw) {
  for (std::size_t i = 0; i < nodes; ++i) {
    Node node;
    node.replica = std::make_unique<storage::Replica>(start);
    nodes_.push_back(std::move(node));
    members_.insert(i);
  }
}

void Cluster::drop(storage::WriteSet& writes, std::string_view table) const {
  // The first claims are those of the rows, in the order of the changes.
  for (std::size_t i = writes.changes.size(); i-- > 0;) {
    if (!writes.claims[i].starts_with(table)) continue;
    writes.claims.erase(writes.claims.begin() + static_cast<std::ptrdiff_t>(i));
    writes.changes.erase(writes.changes.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

Cluster::Commit Cluster::commit(std::size_t index, storage::WriteSet writes, std::size_t snapshot) {
  Node& node = nodes_[index];
  if (!node.up) throw SiteKilled{};
  if (!node.primary) return Commit::unavailable;
  if (flaw_ == Flaw::drop_revocations) drop(writes, "revocations/");
  if (flaw_ == Flaw::impatient && held_up_) return Commit::unavailable;
  if (flaw_ == Flaw::split_brain && !node.connected) return commit_alone(index, writes);
  const auto pending = std::make_shared<Pending>();
  pending->writes = std::make_shared<const storage::WriteSet>(std::move(writes));
  pending->snapshot = snapshot;
  pending->node = index;
  pending->life = node.life;
  pending->fiber = Fiber::current();
  HAETAE_ASSERT(pending->fiber != nullptr);
  const Span sent = dice_.between(kSendLeast, kSendMost) + node.slow;
  if (flaw_ == Flaw::lost_ack) {
    pending->answered = true;
    schedule_.after(sent + kLazySend, [this, pending] { arrive(pending); });
    return Commit::done;
  }
  waiting_.push_back(pending);
  schedule_.after(sent, [this, pending] { arrive(pending); });
  Schedule::park();
  if (pending->killed) throw SiteKilled{};
  return pending->result;
}

void Cluster::arrive(const PendingPtr& pending) {
  if (held_up_) {
    deferred_.push_back(pending);
    return;
  }
  const Node& node = nodes_[pending->node];
  if (!node.healthy() || node.life != pending->life) {
    answer(pending, Commit::unknown);  // sent to nobody
    return;
  }
  order(pending);
}

bool Cluster::certify(const Pending& pending) const {
  if (flaw_ == Flaw::double_spend) return true;
  return std::all_of(pending.writes->claims.begin(), pending.writes->claims.end(),
                     [&](const std::string& claim) {
                       const auto found = last_writer_.find(claim);
                       return found == last_writer_.end() || found->second <= pending.snapshot;
                     });
}

void Cluster::order(const PendingPtr& pending) {
  if (!certify(*pending)) {
    ++conflicts_;
    answer(pending, Commit::conflict);
    return;
  }
  log_.push_back(pending->writes);
  for (const std::string& claim : pending->writes->claims)
    last_writer_[claim] = log_.size();
  replicate(log_.size());
  acknowledge(pending, log_.size());
}

Span Cluster::lag(const Node& node) {
  const std::size_t kind = dice_.below(20);
  const Span base = kind < 15   ? dice_.between(Span{300}, milliseconds(5))
                    : kind < 19 ? dice_.between(milliseconds(5), milliseconds(50))
                                : dice_.between(milliseconds(50), milliseconds(200));
  return base + node.slow;
}

void Cluster::replicate(std::size_t place) {
  for (const std::size_t index : members_) {
    Node& node = nodes_[index];
    if (!node.healthy()) continue;
    node.next_apply = std::max(node.next_apply, schedule_.now() + lag(node));
    schedule_.at(node.next_apply, [this, index, place, life = node.life, cuts = node.cuts] {
      Node& at = nodes_[index];
      if (at.healthy() && at.life == life && at.cuts == cuts) apply_up_to(at, place);
    });
  }
}

void Cluster::acknowledge(const PendingPtr& pending, std::size_t place) {
  const Node& origin = nodes_[pending->node];
  schedule_.after(dice_.between(Span{100}, kAckMost) + origin.slow,
                  [this, pending, place, cuts = origin.cuts] {
                    Node& node = nodes_[pending->node];
                    if (node.life != pending->life || !node.up) return;
                    // Cut off in the last moment: what it was about to say, it cannot know.
                    if (!node.connected || node.cuts != cuts) {
                      answer(pending, Commit::unknown);
                      return;
                    }
                    apply_up_to(node, place);
                    answer(pending, Commit::done);
                  });
}

void Cluster::answer(const PendingPtr& pending, Commit result) {
  if (pending->answered) return;
  pending->answered = true;
  pending->result = result;
  waiting_.remove(pending);
  schedule_.wake(pending->fiber);
}

void Cluster::apply_up_to(Node& node, std::size_t length) {
  for (; node.applied < length; ++node.applied) {
    const bool misses = flaw_ == Flaw::diverge && &node == &nodes_.back() && dice_.chance(2);
    if (!misses) node.replica->apply(*log_[node.applied]);
  }
}

bool Cluster::catch_up(std::size_t index) {
  const std::size_t target = log_.size();
  const std::uint32_t life = nodes_[index].life;
  schedule_.pause(dice_.between(kSendLeast, kSendMost));
  for (;;) {
    const Node& node = nodes_[index];
    if (!node.up || node.life != life) throw SiteKilled{};
    if (!node.primary) return false;
    if (node.applied >= target && !held_up_) return true;
    schedule_.pause(milliseconds(1));
  }
}

Cluster::Commit Cluster::commit_alone(std::size_t index, const storage::WriteSet& writes) {
  nodes_[index].replica->apply(writes);
  nodes_[index].disk_lost = true;  // what it wrote alone goes when it joins again
  return Commit::done;
}

}  // namespace haetae::sim
