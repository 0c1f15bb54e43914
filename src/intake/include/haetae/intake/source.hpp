// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/intake/error.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace haetae::intake {

/// Bytes of one file, in order, unpacked.
class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;
  /// Fills the front of `out`; 0 means the end. Errors: damaged, or far too well packed.
  [[nodiscard]] virtual base::Outcome<std::size_t, IntakeError> read(
      std::span<std::uint8_t> out) = 0;
};

/// A file to read: plain, or out of a zip, a zip in a zip, or gzip.
struct SourceFile {
  std::string name;         ///< for people: "addresses.zip!rnaddrkor_seoul.txt"
  std::uint64_t bytes = 0;  ///< unpacked, as the container claims; 0 when it does not say
  std::function<base::Outcome<std::unique_ptr<ByteStream>, IntakeError>()> open;
};

/// What a hostile or broken container may cost.
struct SourceLimits {
  std::size_t files_max = 20'000;
  std::size_t depth_max = 3;                                   ///< zips in zips
  std::uint64_t nested_bytes_max = 8ULL * 1024 * 1024 * 1024;  ///< of one zip in a zip
  std::uint64_t file_bytes_max = 64ULL * 1024 * 1024 * 1024;
  std::uint64_t ratio_max = 250;  ///< unpacked to packed, beyond the first 16 MiB
};

/// The files of `paths`: plain files, zips and gzip by their first bytes, folders with all below
/// them (names that begin with a dot left out), in the order of their names.
/// Errors: unavailable when a path does not exist, a container is damaged or a limit is passed.
[[nodiscard]] base::Outcome<std::vector<SourceFile>, IntakeError> list_sources(
    const std::vector<std::filesystem::path>& paths, const SourceLimits& limits = {});

/// As `list_sources` with one file, from memory that `keep` keeps alive.
[[nodiscard]] base::Outcome<std::vector<SourceFile>, IntakeError> list_bytes(
    std::string name, base::BytesView bytes, std::shared_ptr<const void> keep,
    const SourceLimits& limits = {});

/// The whole file. Errors: as ByteStream::read, and beyond `bytes_max`.
[[nodiscard]] base::Outcome<std::string, IntakeError> read_whole(const SourceFile& file,
                                                                 std::uint64_t bytes_max);

}  // namespace haetae::intake
