// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace haetae::web {

/// A telephone number as couriers read it, of whatever grouping: "010-1234-5678", "02-123-4567",
/// "0504-1234-5678" (a number that hides another), "1588-1234"; from abroad "+" and digits.
[[nodiscard]] std::optional<std::string> delivery_phone(std::string_view typed);

}  // namespace haetae::web
