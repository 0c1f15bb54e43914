// SPDX-License-Identifier: Apache-2.0
// GeoJSON and TopoJSON: every ring that comes out lies in Korea.
#include "haetae/base/assert.hpp"
#include "input.hpp"
#include "korea.hpp"
#include "polygons.hpp"

#include <cstddef>
#include <cstdint>

using namespace haetae;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto features = intake::read_polygons(fuzz::Input{data, size}.rest());
  if (!features) {
    HAETAE_ASSERT(!features.error().empty());
    return 0;
  }
  for (const intake::Feature& feature : *features) {
    HAETAE_ASSERT(feature.code.find_first_not_of("0123456789") == std::string::npos);
    for (const auto& ring : feature.rings) {
      HAETAE_ASSERT(ring.size() >= 3);
      for (const geo::Point& point : ring)
        HAETAE_ASSERT(intake::in_korea(point));
    }
  }
  return 0;
}
