// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/intake/data_store.hpp"
#include "haetae/intake/error.hpp"
#include "haetae/intake/mapped_file.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a version was built from, so that the next one can be built from it: records in blocks,
/// each of one layer ("juso", "pois:…", "boundaries:…", "regions"), packed with zstd.
/// docs/adr/0007-address-data-versions.md.
namespace haetae::intake {

inline constexpr std::size_t kBlockBytesMax = 64U << 20;  ///< unpacked

struct LogBlock {
  std::string_view layer;
  std::string_view packed;     ///< a zstd frame with a checksum
  std::uint32_t unpacked = 0;  ///< bytes
  std::uint32_t edition = 0;   ///< YYYYMMDD that the layer has reached with this block; 0: none
};

/// Thread-safe.
[[nodiscard]] std::string pack_block(std::string_view records);
/// Nothing when the frame is damaged.
[[nodiscard]] std::optional<std::string> unpack_block(const LogBlock& block);

/// A log from its bytes, which outlive it.
class SourceLog {
 public:
  /// Errors: unavailable when it is no whole log.
  [[nodiscard]] static base::Outcome<SourceLog, IntakeError> open(
      const std::filesystem::path& file);
  [[nodiscard]] static base::Outcome<std::vector<LogBlock>, IntakeError> parse(
      std::string_view bytes, const std::string& name);

  [[nodiscard]] const std::vector<LogBlock>& blocks() const { return blocks_; }
  /// The newest edition of a layer, or 0.
  [[nodiscard]] std::uint32_t edition(std::string_view layer) const;
  [[nodiscard]] bool has(std::string_view layer) const;

 private:
  SourceLog(MappedFile file, std::vector<LogBlock> blocks)
      : file_(std::move(file)), blocks_(std::move(blocks)) {}
  MappedFile file_;
  std::vector<LogBlock> blocks_;
};

class SourceLogWriter {
 public:
  explicit SourceLogWriter(const std::filesystem::path& file);
  bool add(const LogBlock& block);
  [[nodiscard]] base::Outcome<void, IntakeError> commit();

 private:
  AtomicFile file_;
  std::uint32_t blocks_ = 0;
};

}  // namespace haetae::intake
