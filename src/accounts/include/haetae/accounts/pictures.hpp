// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::accounts {

enum class PictureError { too_long, not_a_picture, too_many_pixels };

inline constexpr std::size_t kPictureBytesMax = 5 * 1024 * 1024;
inline constexpr std::uint64_t kPicturePixelsMax = 40'000'000;
inline constexpr int kPictureLarge = 640;
inline constexpr int kPictureSmall = 110;

struct PictureSize {
  std::uint32_t width = 0, height = 0;
};
/// Reads kind and size from the header of a PNG, JPEG or WebP, without decoding; nullopt for
/// anything else or a header that is cut short (threat 75).
[[nodiscard]] std::optional<PictureSize> picture_size(std::string_view bytes);

struct PicturePair {
  std::string large, small;  ///< JPEG, square, cut from the middle; without any metadata
};
/// Decodes, cuts and scales what somebody sent. Limits are checked on the header first.
[[nodiscard]] base::Outcome<PicturePair, PictureError> make_pictures(std::string_view bytes);

/// What stands in for somebody without a picture: head and shoulders on grey. Draws anew at each
/// call (some 50 ms), so keep it.
[[nodiscard]] PicturePair make_default_pictures();

}  // namespace haetae::accounts
