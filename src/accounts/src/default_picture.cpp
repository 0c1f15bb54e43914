// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/pictures.hpp"
#include "haetae/base/assert.hpp"

#include <gd.h>
#include <memory>
#include <string>

namespace haetae::accounts {
namespace {

struct Destroy {
  void operator()(gdImage* image) const { gdImageDestroy(image); }
};
using Image = std::unique_ptr<gdImage, Destroy>;

constexpr int kQuality = 86;
/// The drawing is made large and reduced, which smooths its edges.
constexpr int kCanvas = 1920;
/// The drawing's own units: 96 × 96.
constexpr int kUnits = 96;

int scaled(int units) {
  return units * kCanvas / kUnits;
}

/// Head and shoulders, light on grey: what web/img/person.svg shows.
Image draw() {
  Image image{gdImageCreateTrueColor(kCanvas, kCanvas)};
  HAETAE_ASSERT(image);
  const int back = gdTrueColor(0xcd, 0xd1, 0xd5);
  const int front = gdTrueColor(0xf4, 0xf5, 0xf6);
  gdImageFilledRectangle(image.get(), 0, 0, kCanvas - 1, kCanvas - 1, back);
  gdImageFilledEllipse(image.get(), scaled(48), scaled(38), scaled(34), scaled(34), front);
  gdImageFilledEllipse(image.get(), scaled(48), scaled(96), scaled(68), scaled(66), front);
  return image;
}

std::string encode(gdImage* drawing, int side) {
  const Image image{gdImageCreateTrueColor(side, side)};
  HAETAE_ASSERT(image);
  gdImageCopyResampled(image.get(), drawing, 0, 0, 0, 0, side, side, kCanvas, kCanvas);
  int size = 0;
  void* data = gdImageJpegPtr(image.get(), &size, kQuality);
  HAETAE_ASSERT(data != nullptr);
  std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
  gdFree(data);
  return bytes;
}

}  // namespace

PicturePair make_default_pictures() {
  const Image drawing = draw();
  return {encode(drawing.get(), kPictureLarge), encode(drawing.get(), kPictureSmall)};
}

}  // namespace haetae::accounts
