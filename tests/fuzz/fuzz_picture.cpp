// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/pictures.hpp"
#include "haetae/base/assert.hpp"
#include "input.hpp"

using namespace haetae;

/// Threat 75: whatever somebody uploads becomes two JPEGs or an error, and never more pixels than
/// the header was allowed to announce.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto announced = accounts::picture_size(bytes);
  // Small pictures keep the run quick; the limit itself has a unit test.
  if (announced && std::uint64_t{announced->width} * announced->height > 256 * 256) return 0;
  const auto made = accounts::make_pictures(bytes);
  if (!made) return 0;
  HAETAE_ASSERT(announced.has_value());
  for (const std::string& jpeg : {made->large, made->small}) {
    const auto shown = accounts::picture_size(jpeg);
    HAETAE_ASSERT(shown && shown->width == shown->height);
  }
  return 0;
}
