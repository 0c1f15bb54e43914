// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// "a,b" ⇄ {"a", "b"}, for short lists of plain words; empty parts vanish.
[[nodiscard]] inline std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    if (comma != 0) parts.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return parts;
}

[[nodiscard]] inline std::string join_commas(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (part.empty() || part.find(',') != std::string::npos) continue;
    if (!text.empty()) text.push_back(',');
    text.append(part);
  }
  return text;
}

}  // namespace haetae::accounts
