// SPDX-License-Identifier: Apache-2.0
// Tables of places, and the table of legal regions.
#include "haetae/intake/regions.hpp"
#include "haetae/intake/table.hpp"
#include "input.hpp"
#include "place_sink.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace haetae;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  intake::Table table{text};
  std::uint64_t line = 0;
  for (std::vector<std::string> cells; table.next(cells);) {
    HAETAE_ASSERT(cells.size() >= table.columns().size());
    HAETAE_ASSERT(table.line() > line);
    line = table.line();
  }
  fuzz::PlaceSink sink;
  const auto report = intake::read_places(text, "input", {}, sink);
  if (report) {
    HAETAE_ASSERT(report->used == sink.places && report->used + report->broken == report->rows);
  }
  intake::RecordWriter regions;
  if (intake::read_regions(text, "input", regions)) {
    intake::RecordWriter again;
    HAETAE_ASSERT(intake::replay(regions.bytes(), again));
    HAETAE_ASSERT(again.bytes() == regions.bytes());
  }
  intake::RecordWriter districts;
  if (const auto read = intake::read_districts(text, "input", districts)) {
    intake::RecordWriter again;
    HAETAE_ASSERT(intake::replay(districts.bytes(), again));
    HAETAE_ASSERT(again.bytes() == districts.bytes());
    HAETAE_ASSERT(read->links + read->broken <= read->rows);
  }
  return 0;
}
