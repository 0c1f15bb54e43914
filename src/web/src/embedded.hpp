// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace haetae::web {

/// One file of the web build (web/build.mjs), carried in the program.
struct EmbeddedFile {
  const char* path;  ///< "pages/ko/sign_in.mustache"
  const char* bytes;
  std::size_t size;

  [[nodiscard]] std::string_view text() const { return {bytes, size}; }
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// Empty when there is no such file.
[[nodiscard]] std::string_view embedded_file(std::string_view path);

}  // namespace haetae::web
