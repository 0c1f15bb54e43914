// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace haetae::api {

/// What one line of NDJSON asks: a string, or an object with `query` or `address` and maybe `id`.
struct JsonLine {
  std::string_view query;  ///< unescaped; lies in the line or in the buffer
  std::string_view id;     ///< a string or integer as written, quotes included; empty: none
};

/// Reads the two members of interest and steps over the rest without keeping it: a tree per line
/// would cost more than the search. Nothing for what is no such line. `buffer` is used for text
/// with escapes.
[[nodiscard]] std::optional<JsonLine> read_json_line(std::string_view line, std::string& buffer);

}  // namespace haetae::api
