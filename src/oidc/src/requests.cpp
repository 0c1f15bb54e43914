// SPDX-License-Identifier: Apache-2.0
#include "requests.hpp"

#include <algorithm>

namespace haetae::oidc {

std::optional<base::Seconds> parse_max_age(std::string_view text) {
  if (text.empty() || text.size() > 10) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return base::Seconds{value};
}

bool any_repeated(const wire::Form& form, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return form.count(name) > 1; });
}

}  // namespace haetae::oidc
