// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>
#include <string_view>

namespace haetae::address {

/// Several bytes a nanosecond in long texts; no allocation.
[[nodiscard]] inline bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace haetae::address
