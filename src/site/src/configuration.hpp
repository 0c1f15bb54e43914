// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/site/site_file.hpp"

#include <string>

namespace haetae::site {

/// "gcomm://ADDRESS:PORT,…" of all members.
[[nodiscard]] std::string galera_address(const SiteFile& site);
/// Options of Galera for a member without data.
[[nodiscard]] std::string witness_options(const SiteFile& site);

}  // namespace haetae::site
