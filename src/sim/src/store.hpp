// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster.hpp"
#include "haetae/accounts/store.hpp"

namespace haetae::sim {

/// The store as one site's services see it: reads on the site's own copy, writes agreed with the
/// others. Dead with the life of the site that it was made for: then every call throws SiteKilled.
class SimStore final : public accounts::Store {
 public:
  SimStore(Schedule& schedule, Dice& dice, Cluster& cluster, std::size_t site)
      : schedule_(schedule),
        dice_(dice),
        cluster_(cluster),
        site_(site),
        life_(cluster.node(site).life) {}

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const Read& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(const Write& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> catch_up() override;

 private:
  Node& node();

  Schedule& schedule_;
  Dice& dice_;
  Cluster& cluster_;
  std::size_t site_;
  std::uint32_t life_;
};

}  // namespace haetae::sim
