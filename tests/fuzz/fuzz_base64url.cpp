// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/headers.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>

using namespace haetae;

/// Every value has one text and every accepted text is that one (hexadecimal: but for case).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  if (const auto bytes = wire::base64url_decode(text)) {
    HAETAE_ASSERT(wire::base64url_encode(*bytes) == text);
  }
  if (const auto bytes = wire::base64_decode(text)) {
    HAETAE_ASSERT(wire::base64_encode(*bytes) == text);
  }
  if (const auto bytes = wire::hex_decode(text)) {
    HAETAE_ASSERT(wire::equal_no_case(wire::hex_encode(*bytes), text));
  }

  const base::Bytes bytes(data, data + size);
  HAETAE_ASSERT(wire::base64url_decode(wire::base64url_encode(bytes)) == bytes);
  HAETAE_ASSERT(wire::base64_decode(wire::base64_encode(bytes)) == bytes);
  HAETAE_ASSERT(wire::hex_decode(wire::hex_encode(bytes)) == bytes);
  return 0;
}
