// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/pictures.hpp"

#include <optional>
#include <string_view>

namespace haetae::accounts {

enum class PictureKind { png, jpeg, webp };

struct PictureHeader {
  PictureKind kind{};
  PictureSize size;
  int orientation = 1;  ///< EXIF, 1…8
};
/// Sizes are at least 1×1. Never reads outside `bytes`, however short (threat 75).
[[nodiscard]] std::optional<PictureHeader> read_picture_header(std::string_view bytes);

}  // namespace haetae::accounts
