// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/pictures.hpp"

#include "picture_header.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <gd.h>
#include <memory>
#include <mutex>

namespace haetae::accounts {
namespace {

constexpr int kQuality = 86;

struct Destroy {
  void operator()(gdImage* image) const { gdImageDestroy(image); }
};
using Image = std::unique_ptr<gdImage, Destroy>;

void ignore(int, const char*, va_list) {}

/// Decoding holds up to four bytes a pixel; one at a time bounds that.
std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

Image decode(PictureKind kind, std::string_view bytes) {
  const int size = static_cast<int>(bytes.size());
  // gd only reads through these pointers.
  void* data = const_cast<char*>(bytes.data());
  switch (kind) {
    case PictureKind::png:
      return Image{gdImageCreateFromPngPtr(size, data)};
    case PictureKind::jpeg:
      return Image{gdImageCreateFromJpegPtrEx(size, data, 1)};
    case PictureKind::webp:
      return Image{gdImageCreateFromWebpPtr(size, data)};
  }
  return nullptr;
}

/// The middle square at `side` pixels, on white.
Image square(gdImage* image, int side) {
  Image out{gdImageCreateTrueColor(side, side)};
  if (!out) return out;
  gdImageFilledRectangle(out.get(), 0, 0, side - 1, side - 1, gdTrueColor(255, 255, 255));
  gdImageAlphaBlending(out.get(), 1);
  const int edge = std::min(gdImageSX(image), gdImageSY(image));
  gdImageCopyResampled(out.get(), image, 0, 0, (gdImageSX(image) - edge) / 2,
                       (gdImageSY(image) - edge) / 2, side, side, edge, edge);
  return out;
}

/// Turns a square as the camera's note says (EXIF 2.3, tag 0x0112).
Image upright(Image image, int orientation) {
  static constexpr int kQuarters[] = {0, 0, 0, 2, 2, 1, 3, 3, 1};
  static constexpr bool kMirrored[] = {false, false, true, false, true, true, false, true, false};
  if (kMirrored[orientation]) gdImageFlipHorizontal(image.get());
  const int quarters = kQuarters[orientation];
  if (quarters == 0) return image;
  const int side = gdImageSX(image.get());
  Image out{gdImageCreateTrueColor(side, side)};
  if (!out) return out;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const int pixel = gdImageGetTrueColorPixel(image.get(), x, y);
      // Counter-clockwise: 1 = 90°, 2 = 180°, 3 = 270°.
      const int to_x = quarters == 1 ? y : quarters == 2 ? side - 1 - x : side - 1 - y;
      const int to_y = quarters == 1 ? side - 1 - x : quarters == 2 ? side - 1 - y : x;
      gdImageSetPixel(out.get(), to_x, to_y, pixel);
    }
  }
  return out;
}

std::string encode(gdImage* image) {
  int size = 0;
  void* data = gdImageJpegPtr(image, &size, kQuality);
  if (data == nullptr) return {};
  std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
  gdFree(data);
  return bytes;
}

}  // namespace

std::optional<PictureSize> picture_size(std::string_view bytes) {
  const std::optional<PictureHeader> header = read_picture_header(bytes);
  if (!header) return std::nullopt;
  return header->size;
}

base::Outcome<PicturePair, PictureError> make_pictures(std::string_view bytes) {
  if (bytes.size() > kPictureBytesMax) return base::fail(PictureError::too_long);
  const std::optional<PictureHeader> header = read_picture_header(bytes);
  if (!header) return base::fail(PictureError::not_a_picture);
  if (std::uint64_t{header->size.width} * header->size.height > kPicturePixelsMax) {
    return base::fail(PictureError::too_many_pixels);
  }
  const std::lock_guard lock{one_at_a_time()};
  gdSetErrorMethod(ignore);
  const Image decoded = decode(header->kind, bytes);
  if (!decoded) return base::fail(PictureError::not_a_picture);
  const Image large = upright(square(decoded.get(), kPictureLarge), header->orientation);
  if (!large) return base::fail(PictureError::not_a_picture);
  const Image small = square(large.get(), kPictureSmall);
  if (!small) return base::fail(PictureError::not_a_picture);
  PicturePair pair{encode(large.get()), encode(small.get())};
  if (pair.large.empty() || pair.small.empty()) return base::fail(PictureError::not_a_picture);
  return pair;
}

}  // namespace haetae::accounts
