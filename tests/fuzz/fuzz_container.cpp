// SPDX-License-Identifier: Apache-2.0
// Zips, zips in zips and gzip: within their limits, whatever the bytes.
#include "haetae/base/assert.hpp"
#include "haetae/intake/cp949.hpp"
#include "haetae/intake/source.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

using namespace haetae;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr intake::SourceLimits kLimits{.files_max = 20,
                                         .depth_max = 2,
                                         .nested_bytes_max = 1 << 16,
                                         .file_bytes_max = 1 << 18,
                                         .ratio_max = 250};
  const auto keep = std::make_shared<const std::string>(reinterpret_cast<const char*>(data), size);
  const auto files = intake::list_bytes("input", base::as_bytes(*keep), keep, kLimits);
  if (!files) {
    HAETAE_ASSERT(!files.error().message.empty());
    return 0;
  }
  HAETAE_ASSERT(files->size() <= kLimits.files_max);
  for (const intake::SourceFile& file : *files) {
    HAETAE_ASSERT(intake::is_utf8(file.name));
    const auto text = intake::read_whole(file, 1 << 17);
    HAETAE_ASSERT(!text || text->size() <= 1 << 17);
  }
  return 0;
}
