// SPDX-License-Identifier: Apache-2.0
// Places of an OSM PBF file.
#include "input.hpp"
#include "place_sink.hpp"

#include <cstddef>
#include <cstdint>

using namespace haetae;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::PlaceSink sink;
  const auto report = intake::read_osm_places({data, size}, "input", sink);
  if (report) HAETAE_ASSERT(report->used == sink.places);
  return 0;
}
