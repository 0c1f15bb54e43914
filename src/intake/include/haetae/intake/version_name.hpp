// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace haetae::intake {

/// Names of versions, "20261101-2": eight digits, a hyphen, one to four digits. Nothing else
/// becomes part of a path.
[[nodiscard]] bool is_version(std::string_view text);

/// Age first: the date, then the number behind the hyphen as a number.
[[nodiscard]] bool older(std::string_view a, std::string_view b);

}  // namespace haetae::intake
