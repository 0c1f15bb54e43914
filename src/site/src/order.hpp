// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/site_file.hpp"

/// "Found the cluster, once": from the command that a person typed to the supervisor, which systemd
/// may start. It holds for a minute, so that one which nobody took founds nothing later.
namespace haetae::site {

[[nodiscard]] base::Outcome<void, SiteError> leave_order(const SiteFile& site, Founding founding,
                                                         base::Instant now);
/// The order that waits, which is gone then.
[[nodiscard]] Founding take_order(const SiteFile& site, base::Instant now);
void drop_order(const SiteFile& site);

}  // namespace haetae::site
