// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/site/peers.hpp"
#include "haetae/site/view.hpp"

#include <string>
#include <vector>

namespace haetae::site {

/// Whether this site may declare itself the cluster when the majority is gone.
struct BootstrapPlan {
  enum class Verdict {
    majority_here,    ///< refused: this site is in a majority
    majority_there,   ///< refused: `other` is in one; this site has only to join
    later_elsewhere,  ///< refused: `other` has writes that this site lacks
    other_history,    ///< refused: `other` belongs to another cluster's history
    no_position,      ///< refused: this site has no data that were ever in a cluster
    possible,         ///< may be done, once a person says that the rest is gone
  };
  Verdict verdict = Verdict::possible;
  std::string other;
  std::vector<std::string> unreachable;  ///< members that nobody could ask
  /// One of the others may have later data than these: when it comes back it takes a whole copy,
  /// even where its writes have the same numbers.
  bool is_new_history = false;
};

/// Decides from what this site and the others say. Witnesses have no position.
[[nodiscard]] BootstrapPlan plan_bootstrap(const View& self, const std::vector<Peer>& peers);

/// What everybody's position is, the risk, and what is refused or asked.
[[nodiscard]] std::string explain(const BootstrapPlan& plan, const View& self,
                                  const std::vector<Peer>& peers, Language language);

/// One line for each other site.
[[nodiscard]] std::string peer_lines(const std::vector<Peer>& peers, Language language);

}  // namespace haetae::site
