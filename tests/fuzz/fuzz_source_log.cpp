// SPDX-License-Identifier: Apache-2.0
// A source log and the records in it; records that are read are written back as they were.
#include "haetae/base/assert.hpp"
#include "haetae/intake/record_code.hpp"
#include "haetae/intake/source_log.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>

using namespace haetae;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  intake::RecordWriter again;
  if (intake::replay(text, again)) HAETAE_ASSERT(again.bytes() == text);
  const auto blocks = intake::SourceLog::parse(text, "input");
  if (!blocks) return 0;
  for (const intake::LogBlock& block : *blocks) {
    if (block.unpacked > 1 << 20) continue;
    if (const auto records = intake::unpack_block(block)) {
      intake::RecordWriter writer;
      static_cast<void>(intake::replay(*records, writer));
    }
  }
  return 0;
}
