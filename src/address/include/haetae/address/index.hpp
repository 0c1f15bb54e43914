// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/builder.hpp"
#include "haetae/address/model.hpp"
#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::address {

class Tables;      // src/tables.hpp: typed views of the sections
class Vocabulary;  // src/vocabulary.hpp: names to regions, roads, buildings
class Places;      // src/places_section.hpp: rows of keyword search
class Spatial;     // src/spatial.hpp: positions and boundaries in a grid
class Sections;    // src/sections.hpp: the container

/// Why bytes are not an index.
struct IndexError {
  std::string message;  ///< names the section and what is wrong with it
};

/// Half-open range of addresses.
struct AddressRange {
  AddressId first{};
  std::uint32_t count = 0;
};

/// A read-only view of an index: plain arithmetic on the bytes, no copies, no input or output.
/// Safe for any number of threads. The bytes outlive it and never change.
class Index {
 public:
  /// Checks the checksum of every section and every offset and id in them, once: nothing that is
  /// read later can lead outside the bytes. Cost: one pass, about 0.1 s for the nation.
  [[nodiscard]] static base::Outcome<Index, IndexError> open(base::BytesView bytes);
  /// The same without checksums, of sections that the builder still holds.
  [[nodiscard]] static base::Outcome<Index, IndexError> open(const Sections& sections);
  ~Index();
  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;

  [[nodiscard]] const IndexLabel& label() const;
  [[nodiscard]] const BuildReport& report() const;

  [[nodiscard]] std::uint32_t region_count() const;
  [[nodiscard]] std::uint32_t district_count() const;
  [[nodiscard]] std::uint32_t road_count() const;
  [[nodiscard]] std::uint32_t address_count() const;
  [[nodiscard]] std::uint32_t place_count() const;

  [[nodiscard]] Region region(RegionId id) const;
  [[nodiscard]] District district(DistrictId id) const;
  [[nodiscard]] Road road(RoadId id) const;
  [[nodiscard]] Address address(AddressId id) const;
  [[nodiscard]] Place place(PlaceId id) const;

  [[nodiscard]] std::optional<RegionId> find_region(std::uint64_t code) const;
  [[nodiscard]] std::optional<DistrictId> find_district(std::uint64_t code) const;
  [[nodiscard]] std::optional<RoadId> find_road(std::uint64_t code) const;
  [[nodiscard]] std::optional<AddressId> find_address(RoadId road, RoadNumber number) const;
  /// The existing number of the road that is nearest to `number`: the same side (odd or even)
  /// first, then the smallest difference. Nothing when the road has no address.
  [[nodiscard]] std::optional<AddressId> nearest_number(RoadId road, RoadNumber number) const;

  /// Lots of a region with exactly this number, or with this main number when `number.sub` is 0
  /// and no such lot exists; several addresses may stand on one lot. In the order of addresses.
  [[nodiscard]] std::vector<Lot> find_lots(RegionId region, LotNumber number) const;
  /// Every lot of an address, the representative one first.
  [[nodiscard]] std::vector<Lot> lots_of(AddressId id) const;
  /// Addresses of a region and of the regions in it, `offset` skipped, at most `limit`, ordered by
  /// lot; for lists, not for hot paths.
  [[nodiscard]] std::vector<AddressId> addresses_in(RegionId region, std::uint32_t offset,
                                                    std::uint32_t limit) const;
  [[nodiscard]] std::vector<Building> buildings_of(AddressId id) const;
  [[nodiscard]] std::vector<Unit> units_of(AddressId id) const;
  /// 이전도로명주소 of an address, or empty.
  [[nodiscard]] std::string_view former_address(AddressId id) const;

  /// The region and all that contain it: [0] 시도, [1] 시군구, [2] 읍면동, [3] 리; kNoRegion where
  /// there is none (세종 has no [1]).
  struct Lineage {
    RegionId at[4] = {kNoRegion, kNoRegion, kNoRegion, kNoRegion};
  };
  [[nodiscard]] Lineage lineage(RegionId id) const;
  /// True when `inner` is `outer` or lies in it.
  [[nodiscard]] bool contains(RegionId outer, RegionId inner) const;

  [[nodiscard]] const Tables& tables() const;
  [[nodiscard]] const Vocabulary& vocabulary() const;
  [[nodiscard]] const Places& places() const;
  [[nodiscard]] const Spatial& spatial() const;

 private:
  struct Impl;
  explicit Index(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::address
