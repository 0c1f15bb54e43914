// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/sim/options.hpp"
#include "haetae/storage/replica.hpp"
#include "schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace haetae::sim {

/// Thrown through whatever a site was doing when it was killed.
struct SiteKilled {};

/// One site's database.
struct Node {
  std::unique_ptr<storage::Replica> replica;
  std::size_t applied = 0;  ///< transactions of the log that the copy holds
  bool up = true;           ///< the processes live
  bool connected = true;    ///< the link lives
  bool primary = true;      ///< belongs to the majority as far as it knows: answers and writes
  bool disk_lost = false;
  Span healthy_since{0};   ///< in the majority, up and connected without a break
  std::uint32_t life = 0;  ///< grows with each kill
  std::uint32_t cuts = 0;  ///< grows with each cut
  Span slow{0};            ///< what its disk adds to a commit
  Span next_apply{0};      ///< applying is in order

  [[nodiscard]] bool healthy() const { return up && connected && primary; }
};

/// Databases that replicate as MariaDB with Galera does (design: engine.md). Every node has its own
/// copy; a transaction runs on the copy of its node, and at its commit what it wrote is sent to all
/// and gets a place in one total order. There it is certified: whoever comes second with a row that
/// both wrote is told to repeat. Other nodes apply later. Losing a node holds up every commit until
/// the others have agreed that it is gone (0.5 to 1 s); a minority acknowledges nothing; what was
/// under way at the lost node is kept or lost, and its client does not learn which.
class Cluster {
 public:
  Cluster(Schedule& schedule, Dice& dice, const storage::Replica& start, std::size_t nodes,
          Flaw flaw);

  [[nodiscard]] Node& node(std::size_t index) { return nodes_[index]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  /// Transactions in the total order.
  [[nodiscard]] std::size_t length() const { return log_.size(); }
  [[nodiscard]] std::size_t conflicts() const { return conflicts_; }
  [[nodiscard]] Span longest_stall() const { return longest_stall_; }

  enum class Commit {
    done,
    conflict,     ///< 1213: not done, repeat all of it
    unknown,      ///< the node lost the others before it knew
    unavailable,  ///< 1047: not done
  };
  /// Stops the running fiber until the outcome is known. `snapshot`: Node::applied when the
  /// transaction began. Throws SiteKilled.
  Commit commit(std::size_t index, storage::WriteSet writes, std::size_t snapshot);
  /// Stops the running fiber until the node has applied what was ordered before this call
  /// (wsrep_sync_wait); false when it belongs to a minority. Throws SiteKilled.
  bool catch_up(std::size_t index);

  void kill(std::size_t index, bool with_disk);
  void cut(std::size_t index);
  /// The processes start again, or the link comes back; the node joins as soon as it can.
  /// `joined` is called when it answers again.
  void restore(std::size_t index, std::function<void()> joined);

 private:
  struct Pending {
    std::shared_ptr<const storage::WriteSet> writes;
    std::size_t snapshot = 0;
    std::size_t node = 0;
    std::uint32_t life = 0;
    Fiber* fiber = nullptr;
    Commit result = Commit::done;
    bool killed = false;
    bool answered = false;
  };
  using PendingPtr = std::shared_ptr<Pending>;

  void arrive(const PendingPtr& pending);
  void order(const PendingPtr& pending);
  [[nodiscard]] bool certify(const Pending& pending) const;
  void replicate(std::size_t place);
  void acknowledge(const PendingPtr& pending, std::size_t place);
  void answer(const PendingPtr& pending, Commit result);
  [[nodiscard]] std::vector<PendingPtr> waiting_of(std::size_t index) const;
  void apply_up_to(Node& node, std::size_t length);
  [[nodiscard]] Span lag(const Node& node);

  void hold_up(Span shortest, Span longest);
  void form_view();
  void settle_deferred();
  void lose_primary(std::size_t index);
  void join(std::size_t index, const std::function<void()>& joined);
  void fetch(std::size_t index);
  Commit commit_alone(std::size_t index, const storage::WriteSet& writes);
  void drop(storage::WriteSet& writes, std::string_view table) const;

  Schedule& schedule_;
  Dice& dice_;
  Flaw flaw_;
  std::vector<Node> nodes_;
  std::vector<std::shared_ptr<const storage::WriteSet>> log_;
  std::unordered_map<std::string, std::size_t> last_writer_;  ///< claim → length after it
  std::list<PendingPtr> waiting_;                             ///< whose fibers stand still
  std::vector<PendingPtr> deferred_;  ///< arrived while the members were not agreed
  std::set<std::size_t> members_;     ///< of the last majority
  bool held_up_ = false;
  std::uint64_t hold_ups_ = 0;
  Span held_up_since_{0};
  Span longest_stall_{0};
  std::size_t conflicts_ = 0;
};

}  // namespace haetae::sim
