// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/site/process.hpp"
#include "haetae/site/site_file.hpp"

#include <optional>
#include <sys/types.h>

namespace haetae::site {

/// garbd for this member: it votes and keeps no data. Errors of launching: package
/// galera-arbitrator-4 is missing.
[[nodiscard]] Command witness_command(const SiteFile& site);

/// The witness of this site file that runs on this machine.
[[nodiscard]] std::optional<pid_t> running_witness(const SiteFile& site);

}  // namespace haetae::site
