// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/site_file.hpp"

#include <optional>

/// "Found the cluster, once": from the command that a person typed to the supervisor that systemd
/// starts. It holds for a minute, so that one which nobody took founds nothing later.
namespace haetae::site {

struct Order {
  bool forced = false;
};

[[nodiscard]] base::Outcome<void, SiteError> leave_order(const SiteFile& site, bool forced,
                                                         base::Instant now);
/// The order that waits, which is gone then.
[[nodiscard]] std::optional<Order> take_order(const SiteFile& site, base::Instant now);
void drop_order(const SiteFile& site);

}  // namespace haetae::site
