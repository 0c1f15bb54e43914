// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/version_name.hpp"

#include <algorithm>
#include <utility>

namespace haetae::intake {

bool is_version(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return text.size() >= 10 && text.size() <= 13 && text[8] == '-' && digits(text.substr(0, 8)) &&
         digits(text.substr(9));
}

bool older(std::string_view a, std::string_view b) {
  const auto key = [](std::string_view v) {
    return std::pair{v.substr(0, 8), std::pair{v.size(), v}};
  };
  return key(a) < key(b);
}

}  // namespace haetae::intake
