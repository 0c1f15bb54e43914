// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/crypto/sha256_stream.hpp"
#include "haetae/intake/artifact.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace haetae::intake {

/// A file that is on its way. Only chunks whose checksum the manifest names are ever written, so
/// whatever stands there is good up to some chunk, and that is all that a later run needs to know.
class PartFile {
 public:
  /// Opens or makes the file, keeps its longest good beginning and cuts the rest off. `stopping`
  /// is asked between chunks. Errors: unavailable.
  [[nodiscard]] static base::Outcome<PartFile, IntakeError> open(
      const std::filesystem::path& path, const ArtifactFile& file, std::uint64_t chunk_bytes,
      const std::function<bool()>& stopping);
  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;
  ~PartFile();

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool complete() const { return size_ == file_->bytes; }
  /// How long the next chunk is; 0 at the end.
  [[nodiscard]] std::uint64_t wanted() const;

  enum class Append { written, wrong, disk };
  /// Appends the next chunk, of `wanted()` bytes, when its checksum is right. `disk`: errno says
  /// why.
  [[nodiscard]] Append append(base::BytesView chunk);
  void restart();
  /// Asks the file system to set aside what is missing. False when it has no room.
  [[nodiscard]] bool reserve() const;
  /// Whether the whole has its checksum; syncs. Errors: refused, unavailable.
  [[nodiscard]] base::Outcome<void, IntakeError> finish();

 private:
  PartFile(std::filesystem::path path, int descriptor, const ArtifactFile& file,
           std::uint64_t chunk_bytes)
      : path_(std::move(path)), descriptor_(descriptor), file_(&file), chunk_bytes_(chunk_bytes) {}
  void keep_good(const std::function<bool()>& stopping);

  std::filesystem::path path_;
  int descriptor_;
  const ArtifactFile* file_;
  std::uint64_t chunk_bytes_;
  std::uint64_t size_ = 0;
  crypto::Sha256Stream whole_;
};

}  // namespace haetae::intake
