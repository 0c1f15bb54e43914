// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/text.hpp"
#include "haetae/wire/json.hpp"
#include "postcode_search.hpp"

#include <string_view>

namespace haetae::kakao {

/// One row for the search page: `type` (R or J), `data` (the 39 fields of `oncomplete`, each a
/// string, as if its first counterpart had been chosen), `related` (for each counterpart its type
/// and the fields that change when it is chosen), `district`, `buildings` (names, when several).
/// Source: spec kakao-postcode §3, §4.
[[nodiscard]] wire::Json postcode_row_json(const address::Index& index, const PostcodeRow& row,
                                           std::string_view query, address::SidoStyle style);

}  // namespace haetae::kakao
