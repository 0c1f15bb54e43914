// SPDX-License-Identifier: Apache-2.0
#include "addresses.hpp"

#include "haetae/wire/headers.hpp"

#include <algorithm>

namespace haetae::kakao {

bool is_listed_origin(const std::vector<std::string>& origins, std::string_view origin) {
  return std::any_of(origins.begin(), origins.end(),
                     [&](const std::string& one) { return wire::equal_no_case(one, origin); });
}

}  // namespace haetae::kakao
