// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace haetae::kakao {

/// One file of web/postcode/build.mjs, carried in the program. Assets have their address as name.
struct PostcodeFile {
  const char* name;
  const char* bytes;
  std::size_t size;

  [[nodiscard]] std::string_view text() const { return {bytes, size}; }
};

[[nodiscard]] std::span<const PostcodeFile> postcode_files();

}  // namespace haetae::kakao
