// SPDX-License-Identifier: Apache-2.0
#include "picture_header.hpp"

#include <cstdint>

namespace haetae::accounts {
namespace {

/// Reads numbers at offsets; anything outside reads as nothing.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] bool holds(std::size_t at, std::string_view expected) const {
    return at <= text_.size() && text_.substr(at, expected.size()) == expected;
  }
  /// `count` <= 4 bytes, most significant first.
  [[nodiscard]] std::optional<std::uint32_t> big(std::size_t at, std::size_t count) const {
    return read(at, count, true);
  }
  [[nodiscard]] std::optional<std::uint32_t> little(std::size_t at, std::size_t count) const {
    return read(at, count, false);
  }
  [[nodiscard]] std::optional<std::uint32_t> read(std::size_t at, std::size_t count,
                                                  bool is_big) const {
    if (at > text_.size() || text_.size() - at < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = is_big ? at + i : at + count - 1 - i;
      value = value << 8U | static_cast<std::uint8_t>(text_[index]);
    }
    return value;
  }
  [[nodiscard]] Bytes part(std::size_t at, std::size_t count) const {
    return Bytes{at > text_.size() ? std::string_view{} : text_.substr(at, count)};
  }

 private:
  std::string_view text_;
};

using namespace std::string_view_literals;

/// ISO/IEC 15948 §11.2.2: the signature, then IHDR.
std::optional<PictureHeader> read_png(const Bytes& bytes) {
  if (!bytes.holds(12, "IHDR"sv)) return std::nullopt;
  const auto width = bytes.big(16, 4);
  const auto height = bytes.big(20, 4);
  if (!width || !height || bytes.size() < 33) return std::nullopt;
  return PictureHeader{PictureKind::png, {*width, *height}};
}

/// The Orientation tag of the first directory of an Exif block (Exif 2.3 §4.6.4); 1 when in doubt.
int read_orientation(const Bytes& block) {
  if (!block.holds(0, "Exif\0\0"sv)) return 1;
  const Bytes tiff = block.part(6, block.size());
  const bool is_big = tiff.holds(0, "MM\0*"sv);
  if (!is_big && !tiff.holds(0, "II*\0"sv)) return 1;
  const auto directory = tiff.read(4, 4, is_big);
  if (!directory || *directory > tiff.size()) return 1;
  const auto entries = tiff.read(*directory, 2, is_big);
  if (!entries) return 1;
  for (std::size_t i = 0; i < *entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * 12;
    const auto tag = tiff.read(entry, 2, is_big);
    if (!tag) return 1;
    if (*tag != 0x0112) continue;
    const auto value = tiff.read(entry + 8, 2, is_big);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

bool is_frame_header(std::uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// ITU-T T.81 §B.2: segments up to the frame header.
std::optional<PictureHeader> read_jpeg(const Bytes& bytes) {
  PictureHeader header{PictureKind::jpeg, {}};
  std::size_t at = 2;
  while (true) {
    if (bytes.big(at, 1) != 0xFF) return std::nullopt;
    const auto marker = bytes.big(at + 1, 1);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    const auto length = bytes.big(at + 2, 2);
    if (!marker || !length || *length < 2) return std::nullopt;
    if (*marker == 0xE1) header.orientation = read_orientation(bytes.part(at + 4, *length - 2));
    if (is_frame_header(*marker)) {
      const auto height = bytes.big(at + 5, 2);
      const auto width = bytes.big(at + 7, 2);
      if (!height || !width) return std::nullopt;
      header.size = {*width, *height};
      return header;
    }
    if (*marker == 0xDA || *marker == 0xD9) return std::nullopt;
    at += 2 + *length;
  }
}

/// RFC 9649 §2: lossy, lossless and extended files.
std::optional<PictureHeader> read_webp(const Bytes& bytes) {
  PictureHeader header{PictureKind::webp, {}};
  if (bytes.holds(12, "VP8 "sv)) {
    const auto width = bytes.little(26, 2);
    const auto height = bytes.little(28, 2);
    if (!bytes.holds(23, "\x9d\x01\x2a"sv) || !width || !height) return std::nullopt;
    header.size = {*width & 0x3FFFU, *height & 0x3FFFU};
    return header;
  }
  if (bytes.holds(12, "VP8L"sv)) {
    const auto bits = bytes.little(21, 4);
    if (!bytes.holds(20, "\x2f"sv) || !bits) return std::nullopt;
    header.size = {(*bits & 0x3FFFU) + 1, (*bits >> 14U & 0x3FFFU) + 1};
    return header;
  }
  if (bytes.holds(12, "VP8X"sv)) {
    const auto width = bytes.little(24, 3);
    const auto height = bytes.little(27, 3);
    if (!width || !height) return std::nullopt;
    header.size = {*width + 1, *height + 1};
    return header;
  }
  return std::nullopt;
}

std::optional<PictureHeader> read_any(const Bytes& bytes) {
  if (bytes.holds(0, "\x89PNG\r\n\x1a\n"sv)) return read_png(bytes);
  if (bytes.holds(0, "\xff\xd8\xff"sv)) return read_jpeg(bytes);
  if (bytes.holds(0, "RIFF"sv) && bytes.holds(8, "WEBP"sv)) return read_webp(bytes);
  return std::nullopt;
}

}  // namespace

std::optional<PictureHeader> read_picture_header(std::string_view bytes) {
  const std::optional<PictureHeader> header = read_any(Bytes{bytes});
  if (!header || header->size.width == 0 || header->size.height == 0) return std::nullopt;
  return header;
}

}  // namespace haetae::accounts
