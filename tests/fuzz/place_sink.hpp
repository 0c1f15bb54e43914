// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/assert.hpp"
#include "haetae/intake/places.hpp"

#include <cstdint>

namespace haetae::fuzz {

/// Takes places alone and demands that each has a name, an id and a group that exists.
struct PlaceSink final : intake::RecordSink {
  std::uint64_t places = 0;
  void add(const address::PlaceRecord& r) override {
    ++places;
    HAETAE_ASSERT(!r.name.empty() && !r.id.empty());
    HAETAE_ASSERT(r.category_group.empty() || intake::is_category_group(r.category_group));
    HAETAE_ASSERT(r.position.lon > 120 && r.position.lat > 30);
  }
  void add(const address::RegionRecord&) override { other(); }
  void add(const address::RegionEnglishRecord&) override { other(); }
  void add(const address::RoadRecord&) override { other(); }
  void add(const address::AddressRecord&) override { other(); }
  void add(const address::LotRecord&) override { other(); }
  void add(const address::PositionRecord&) override { other(); }
  void add(const address::BuildingRecord&) override { other(); }
  void add(const address::UnitRecord&) override { other(); }
  void add(const address::DistrictRecord&) override { other(); }
  void add(const address::FormerRegionRecord&) override { other(); }
  void add(const address::FormerRoadRecord&) override { other(); }
  void add(const address::PopulationRecord&) override { other(); }
  void add(const address::BoundaryRecord&) override { other(); }
  void remove(const address::AddressKey&) override { other(); }
  void remove(const address::LotRecord&) override { other(); }
  void remove(const address::BuildingRemoval&) override { other(); }

 private:
  static void other() { HAETAE_ASSERT(false); }
};

}  // namespace haetae::fuzz
