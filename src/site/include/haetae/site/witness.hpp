// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/process.hpp"
#include "haetae/site/site_file.hpp"

#include <optional>
#include <string_view>
#include <sys/types.h>

namespace haetae::site {

/// Makes the witness' directory and certificates, before it is launched.
[[nodiscard]] base::Outcome<void, SiteError> prepare_witness(const SiteFile& site,
                                                             std::string_view secret,
                                                             base::Instant now);

/// garbd for this member: it votes and keeps no data. Errors of launching: package
/// galera-arbitrator-4 is missing.
[[nodiscard]] Command witness_command(const SiteFile& site);

/// The witness of this site file that runs on this machine.
[[nodiscard]] std::optional<pid_t> running_witness(const SiteFile& site);

}  // namespace haetae::site
