// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/site_file.hpp"

#include <string_view>

namespace haetae::site {

/// Before a database or witness starts: writes the certificates that follow from the secret, or
/// looks at those that are given. Nothing for sites that do not encrypt. Errors: what is wrong with
/// which file, since a database would only say that nobody answers.
[[nodiscard]] base::Outcome<void, SiteError> prepare_certificates(const SiteFile& site,
                                                                  std::string_view secret,
                                                                  base::Instant now);

}  // namespace haetae::site
