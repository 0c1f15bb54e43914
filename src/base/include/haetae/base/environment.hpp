// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace haetae::base {

/// A variable of the process' environment, which nothing in Haetae changes; nullopt when it is not
/// set.
[[nodiscard]] std::optional<std::string> environment(const char* name);

}  // namespace haetae::base
