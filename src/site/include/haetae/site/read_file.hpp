// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace haetae::site {

/// The whole file; empty when it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& file);

}  // namespace haetae::site
