// SPDX-License-Identifier: Apache-2.0
// Official address files: what a file is taken for, and its rows.
#include "haetae/base/assert.hpp"
#include "input.hpp"
#include "rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;

namespace {

/// Counts what comes back; every number must be one that the builder can pack.
struct Counting final : intake::RecordSink {
  void add(const address::RegionRecord&) override {}
  void add(const address::RegionEnglishRecord&) override {}
  void add(const address::RoadRecord& r) override { HAETAE_ASSERT(r.code < 1'000'000'000'000); }
  void add(const address::AddressRecord& r) override {
    check(r.key);
    HAETAE_ASSERT(r.zip <= 99'999 && r.lot.main <= 9'999 && r.lot.sub <= 9'999);
  }
  void add(const address::LotRecord& r) override {
    check(r.key);
    HAETAE_ASSERT(r.number.main >= 1 && r.number.main <= 9'999);
  }
  void add(const address::PositionRecord& r) override {
    check(r.key);
    HAETAE_ASSERT(r.position.lon > 120 && r.position.lon < 135);
    HAETAE_ASSERT(r.position.lat > 30 && r.position.lat < 40);
  }
  void add(const address::BuildingRecord& r) override { HAETAE_ASSERT(r.number.size() == 25); }
  void add(const address::UnitRecord& r) override { check(r.key); }
  void add(const address::DistrictRecord&) override {}
  void add(const address::FormerRegionRecord&) override {}
  void add(const address::FormerRoadRecord&) override {}
  void add(const address::PopulationRecord&) override {}
  void add(const address::BoundaryRecord&) override {}
  void add(const address::PlaceRecord&) override {}
  void remove(const address::AddressKey& key) override { check(key); }
  void remove(const address::LotRecord& r) override { check(r.key); }
  void remove(const address::BuildingRemoval& r) override { HAETAE_ASSERT(r.number.size() == 25); }

  static void check(const address::AddressKey& key) {
    HAETAE_ASSERT(key.road < 1'000'000'000'000);
    HAETAE_ASSERT(key.number.main >= 1 && key.number.main <= 99'999 && key.number.sub <= 8'191);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const std::uint8_t choice = input.byte();
  const std::string text{input.rest()};
  const intake::Recognition found = intake::recognise(text);
  intake::RowRules rules{.layout = found.layout,
                         .encoding = found.encoding,
                         .header = found.header,
                         .changes = (choice & 0x80U) != 0,
                         .declares_addresses = (choice & 0x40U) != 0};
  // Files that are recognised by most of their lines hold any other line too.
  if ((choice & 0x20U) != 0) rules.layout = static_cast<intake::Layout>(choice % 19);
  const intake::Parsed parsed = intake::parse_chunk({0, 1, text}, rules);
  HAETAE_ASSERT(parsed.problems.size() <= parsed.rows);
  Counting counting;
  HAETAE_ASSERT(intake::replay(parsed.records.bytes(), counting));
  return 0;
}
