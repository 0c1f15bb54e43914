// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace haetae::kakao {

/// Whether an origin stands in a list; schemes and hosts compare without case.
[[nodiscard]] bool is_listed_origin(const std::vector<std::string>& origins,
                                    std::string_view origin);

}  // namespace haetae::kakao
