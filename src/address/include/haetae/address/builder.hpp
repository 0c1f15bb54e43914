// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/records.hpp"
#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace haetae::address {

/// Runs independent jobs, at the same time where the caller has threads. Ranks below 4 have none.
struct Parallel {
  virtual ~Parallel() = default;
  virtual void run(std::vector<std::function<void()>> jobs) = 0;
};

/// Runs one job after the other.
struct Sequential final : Parallel {
  void run(std::vector<std::function<void()>> jobs) override {
    for (const auto& job : jobs)
      job();
  }
};

/// What an index says of itself; `haetae data list` prints it.
struct IndexLabel {
  std::string version;     ///< "20261101-1": sorts by age
  std::string source;      ///< what it was built from, for people
  std::string edition;     ///< newest date in the data, YYYYMMDD, or empty
  std::int64_t built = 0;  ///< seconds since 1970
};

struct BuildReport {
  std::uint64_t regions = 0;
  std::uint64_t districts = 0;
  std::uint64_t roads = 0;
  std::uint64_t addresses = 0;
  std::uint64_t lots = 0;
  std::uint64_t buildings = 0;
  std::uint64_t units = 0;
  std::uint64_t places = 0;
  std::uint64_t boundaries = 0;
  std::uint64_t positions = 0;   ///< addresses with a position
  std::uint64_t duplicates = 0;  ///< addresses given twice; the last one was kept
  std::uint64_t orphans = 0;     ///< records of an address, road or region that nobody declared
  std::uint64_t size_bytes = 0;
};

/// Takes the sections of an index in order, and the whole is the file.
using IndexSink = std::function<bool(base::BytesView)>;

enum class BuildError {
  too_many_regions,  ///< more than 65,534
  too_many_strings,  ///< more than 4 GiB of names
  empty,             ///< not one address
  sink_failed,
};

/// Gathers records in any order and writes one immutable index (docs/adr: address index).
/// add_* may come from one thread only; `finish` uses `parallel`.
class IndexBuilder {
 public:
  IndexBuilder();
  ~IndexBuilder();
  IndexBuilder(IndexBuilder&&) noexcept;
  IndexBuilder& operator=(IndexBuilder&&) noexcept;

  void add(const RegionRecord& record);
  void add(const RegionEnglishRecord& record);
  void add(const RoadRecord& record);
  void add(const AddressRecord& record);
  void add(const LotRecord& record);
  void add(const PositionRecord& record);
  void add(const BuildingRecord& record);
  void add(const UnitRecord& record);
  void add(const DistrictRecord& record);
  void add(const FormerRegionRecord& record);
  void add(const FormerRoadRecord& record);
  void add(const PopulationRecord& record);
  void add(const BoundaryRecord& record);
  void add(const PlaceRecord& record);
  /// 63 of a change file: forgets the address with its lots, position, buildings and units.
  void remove(const AddressKey& key);
  /// 63 of the related lots: forgets this lot of the address; one that is added later stays.
  void remove(const LotRecord& record);
  /// Forgets the building under whatever address it was; one that is added later stays.
  void remove(const BuildingRemoval& record);

  [[nodiscard]] base::Outcome<BuildReport, BuildError> finish(const IndexLabel& label,
                                                              Parallel& parallel,
                                                              const IndexSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::address
