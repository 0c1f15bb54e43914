// SPDX-License-Identifier: Apache-2.0
#include "blob.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <sys/mman.h>
#include <zlib.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

constexpr std::uint64_t kFreeBytes = 16ULL * 1024 * 1024;

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(Blob blob) : blob_(std::move(blob)) {}
  Outcome<std::size_t, IntakeError> read(std::span<std::uint8_t> out) override {
    const std::size_t size = std::min(out.size(), blob_.bytes.size() - at_);
    if (size > 0) std::memcpy(out.data(), blob_.bytes.data() + at_, size);
    at_ += size;
    pages_.count(size);
    return size;
  }

 private:
  Blob blob_;
  PageReturn pages_{blob_};
  std::size_t at_ = 0;
};

class GzipStream final : public ByteStream {
 public:
  GzipStream(Blob blob, const SourceLimits& limits)
      : blob_(std::move(blob)), inflation_(blob_.name, blob_.bytes.size(), limits) {
    ready_ = inflateInit2(&z_, 16 + MAX_WBITS) == Z_OK;
  }
  ~GzipStream() override { inflateEnd(&z_); }
  [[nodiscard]] bool ready() const { return ready_; }

  Outcome<std::size_t, IntakeError> read(std::span<std::uint8_t> out) override {
    z_.next_out = out.data();
    z_.avail_out = static_cast<uInt>(std::min<std::size_t>(out.size(), 1 << 30));
    const uInt room = z_.avail_out;
    while (z_.avail_out == room && !ended_) {
      const std::size_t left = blob_.bytes.size() - at_;
      z_.next_in = const_cast<Bytef*>(blob_.bytes.data() + at_);
      z_.avail_in = static_cast<uInt>(std::min<std::size_t>(left, 1 << 30));
      const uInt offered = z_.avail_in;
      const int code = inflate(&z_, Z_NO_FLUSH);
      at_ += offered - z_.avail_in;
      if (code == Z_STREAM_END) {
        // Several members may stand behind each other; what is no member is padding.
        const auto rest = blob_.bytes.subspan(at_);
        ended_ = rest.size() < 2 || rest[0] != 0x1F || rest[1] != 0x8B;
        if (!ended_) inflateReset(&z_);
      } else if (code != Z_OK) {
        return fail(
            damaged(blob_.name, left == 0 ? "it ends too early" : "its gzip data is wrong"));
      }
    }
    const std::size_t size = room - z_.avail_out;
    if (const auto fine = inflation_.count(size); !fine) return fail(fine.error());
    pages_.count(size);
    return size;
  }

 private:
  Blob blob_;
  PageReturn pages_{blob_};
  Inflation inflation_;
  z_stream z_{};
  std::size_t at_ = 0;
  bool ready_ = false;
  bool ended_ = false;
};

}  // namespace

void PageReturn::count(std::size_t bytes) {
  constexpr std::size_t kEvery = 32U << 20;
  read_ += bytes;
  if (read_ < kEvery) return;
  read_ = 0;
  give_back();
}

void PageReturn::give_back() {
  if (!blob_.mapped || blob_.bytes.empty()) return;
  // A mapping begins at a page. What cannot be given back stays, and nothing is wrong.
  static_cast<void>(
      ::madvise(const_cast<std::uint8_t*>(blob_.bytes.data()), blob_.bytes.size(), MADV_DONTNEED));
}

IntakeError damaged(std::string_view name, std::string_view why) {
  return {IntakeError::Kind::unavailable,
          fmt::format("{} is damaged: {}; download it again", name, why)};
}

Outcome<void, IntakeError> Inflation::count(std::size_t bytes) {
  unpacked_ += bytes;
  const bool too_dense =
      unpacked_ > kFreeBytes && unpacked_ / std::max<std::uint64_t>(packed_, 1) > limits_.ratio_max;
  if (too_dense || unpacked_ > limits_.file_bytes_max) {
    return fail(
        IntakeError{IntakeError::Kind::unavailable,
                    fmt::format("{} unpacks to more than {}; that is no address file", name_,
                                too_dense ? fmt::format("{} times its size", limits_.ratio_max)
                                          : "the limit")});
  }
  return {};
}

std::unique_ptr<ByteStream> plain_stream(const Blob& blob) {
  return std::make_unique<PlainStream>(blob);
}

Outcome<std::unique_ptr<ByteStream>, IntakeError> gzip_stream(const Blob& blob,
                                                              const SourceLimits& limits) {
  auto stream = std::make_unique<GzipStream>(blob, limits);
  if (!stream->ready()) return fail(damaged(blob.name, "zlib cannot start"));
  return stream;
}

}  // namespace haetae::intake
