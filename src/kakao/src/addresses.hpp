// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace haetae::kakao {

/// Whether a caller's IP address may call: it is in the list, or the list is empty. Addresses are
/// compared as numbers, since IPv6 has many spellings and IPv4 also a mapped one.
[[nodiscard]] bool is_allowed_address(const std::vector<std::string>& allowed,
                                      std::string_view address);

/// Whether an origin stands in a list; schemes and hosts compare without case.
[[nodiscard]] bool is_listed_origin(const std::vector<std::string>& origins,
                                    std::string_view origin);

}  // namespace haetae::kakao
