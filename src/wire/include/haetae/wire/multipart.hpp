// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::wire {

inline constexpr std::size_t kMultipartPartsMax = 32;

enum class MultipartError { not_multipart, bad_boundary, malformed, too_many_parts };

/// One part of multipart/form-data (RFC 7578).
struct Part {
  std::string name;
  std::string file_name;  ///< empty when the part is no file; never use it as a path
  std::string content_type;
  std::string body;
};

[[nodiscard]] base::Outcome<std::vector<Part>, MultipartError> parse_multipart(
    std::string_view content_type, std::string_view body);

}  // namespace haetae::wire
