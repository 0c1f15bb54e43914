// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace haetae::site {

/// Runs one statement over a Unix socket, within one second each for connecting, writing and
/// reading. Rows of a result are read as name and value.
[[nodiscard]] base::Outcome<std::map<std::string, std::string>, SiteError> query_pairs(
    const std::filesystem::path& socket, const std::string& user, const std::string& password,
    std::string_view statement);

}  // namespace haetae::site
