// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/intake/source.hpp"

#include <memory>
#include <string>

namespace haetae::intake {

/// Bytes with what keeps them alive, and what people call them.
struct Blob {
  std::string name;
  base::BytesView bytes;
  std::shared_ptr<const void> keep;
  bool mapped = false;  ///< the bytes are those of a mapped file, which can be read anew
};

/// Gives the memory of a mapped file back while a stream goes through it: pages that are read
/// again come from the file again. Nothing happens to other bytes.
class PageReturn {
 public:
  explicit PageReturn(const Blob& blob) : blob_(blob) {}
  PageReturn(const PageReturn&) = delete;
  PageReturn& operator=(const PageReturn&) = delete;
  ~PageReturn() { give_back(); }
  /// Notes that so many bytes of the blob, or made of it, were read.
  void count(std::size_t bytes);

 private:
  void give_back();
  const Blob& blob_;
  std::size_t read_ = 0;
};

[[nodiscard]] std::unique_ptr<ByteStream> plain_stream(const Blob& blob);
[[nodiscard]] base::Outcome<std::unique_ptr<ByteStream>, IntakeError> gzip_stream(
    const Blob& blob, const SourceLimits& limits);

/// One member of a zip.
struct ZipMember {
  std::uint64_t index = 0;
  std::string name;
  std::uint64_t bytes = 0;
};
[[nodiscard]] base::Outcome<std::vector<ZipMember>, IntakeError> zip_members(
    const Blob& blob, const SourceLimits& limits);
[[nodiscard]] base::Outcome<std::unique_ptr<ByteStream>, IntakeError> zip_stream(
    const Blob& blob, std::uint64_t index, const SourceLimits& limits);

/// "NAME is damaged: WHY; download it again".
[[nodiscard]] IntakeError damaged(std::string_view name, std::string_view why);

/// Counts what comes out of a container against what went in.
class Inflation {
 public:
  Inflation(std::string name, std::uint64_t packed, const SourceLimits& limits)
      : name_(std::move(name)), packed_(packed), limits_(limits) {}
  [[nodiscard]] base::Outcome<void, IntakeError> count(std::size_t bytes);
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::uint64_t packed_;
  SourceLimits limits_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace haetae::intake
