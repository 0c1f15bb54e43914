// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/source_log.hpp"

#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <zstd.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

constexpr std::string_view kMagic = "HAETAESRC 1\n";
constexpr int kLevel = 1;  // the log is written once and read a few times: speed counts
constexpr std::size_t kLayerMax = 200;

/// Before each block; all zero but `packed` at the end, where it counts the blocks.
struct Head {
  std::uint32_t layer = 0;  ///< bytes of its name
  std::uint32_t packed = 0;
  std::uint32_t unpacked = 0;
  std::uint32_t edition = 0;
};

template <class T>
base::BytesView bytes_of(const T& value) {
  return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

}  // namespace

std::string pack_block(std::string_view records) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context{ZSTD_createCCtx(),
                                                                        &ZSTD_freeCCtx};
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(records.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), out.data(), out.size(), records.data(), records.size());
  if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

std::optional<std::string> unpack_block(const LogBlock& block) {
  std::string out(block.unpacked, '\0');
  const std::size_t size =
      ZSTD_decompress(out.data(), out.size(), block.packed.data(), block.packed.size());
  if (ZSTD_isError(size) != 0 || size != out.size()) return std::nullopt;
  return out;
}

Outcome<std::vector<LogBlock>, IntakeError> SourceLog::parse(std::string_view bytes,
                                                             const std::string& name) {
  const auto broken = [&name] {
    return fail(IntakeError{IntakeError::Kind::unavailable,
                            fmt::format("{} is no whole source log; import the full official files "
                                        "again",
                                        name)});
  };
  if (bytes.substr(0, kMagic.size()) != kMagic) return broken();
  bytes.remove_prefix(kMagic.size());
  std::vector<LogBlock> blocks;
  for (;;) {
    Head head;
    if (bytes.size() < sizeof head) return broken();
    std::memcpy(&head, bytes.data(), sizeof head);
    bytes.remove_prefix(sizeof head);
    if (head.layer == 0) {
      if (head.packed != blocks.size() || !bytes.empty()) return broken();
      return blocks;
    }
    const bool fits = head.layer <= kLayerMax && head.unpacked <= kBlockBytesMax &&
                      std::uint64_t{head.layer} + head.packed <= bytes.size();
    if (!fits) return broken();
    blocks.push_back({.layer = bytes.substr(0, head.layer),
                      .packed = bytes.substr(head.layer, head.packed),
                      .unpacked = head.unpacked,
                      .edition = head.edition});
    bytes.remove_prefix(std::size_t{head.layer} + head.packed);
  }
}

Outcome<SourceLog, IntakeError> SourceLog::open(const std::filesystem::path& file) {
  auto mapped = MappedFile::open(file, MappedFile::Use::sequential);
  if (!mapped) return fail(mapped.error());
  auto blocks = parse(base::as_text(mapped->bytes()), file.string());
  if (!blocks) return fail(blocks.error());
  return SourceLog{std::move(*mapped), std::move(*blocks)};
}

std::uint32_t SourceLog::edition(std::string_view layer) const {
  std::uint32_t newest = 0;
  for (const LogBlock& block : blocks_) {
    if (block.layer == layer) newest = std::max(newest, block.edition);
  }
  return newest;
}

bool SourceLog::has(std::string_view layer) const {
  for (const LogBlock& block : blocks_) {
    if (block.layer == layer) return true;
  }
  return false;
}

SourceLogWriter::SourceLogWriter(const std::filesystem::path& file) : file_(file) {
  file_.write(base::as_bytes(kMagic));
}

bool SourceLogWriter::add(const LogBlock& block) {
  ++blocks_;
  const auto layer = block.layer.substr(0, kLayerMax);
  const Head head{static_cast<std::uint32_t>(layer.size()),
                  static_cast<std::uint32_t>(block.packed.size()), block.unpacked, block.edition};
  return file_.write(bytes_of(head)) && file_.write(base::as_bytes(layer)) &&
         file_.write(base::as_bytes(block.packed));
}

Outcome<void, IntakeError> SourceLogWriter::commit() {
  const Head end{0, blocks_, 0, 0};
  file_.write(bytes_of(end));
  return file_.commit();
}

}  // namespace haetae::intake
