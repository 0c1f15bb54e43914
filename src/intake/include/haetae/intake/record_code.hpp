// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/builder.hpp"
#include "haetae/address/records.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::intake {

/// The database that said what addresses there are, best first: changes of the others only add to
/// them. A log that does not say is of 도로명주소 한글.
enum class Origin : std::uint8_t { road_addresses, buildings, navigation, address_database };

/// Who takes records, in order. IndexBuilder is one (BuilderSink); tests have others.
struct RecordSink {
  virtual ~RecordSink() = default;
  /// Which database declares the addresses of the official layer.
  virtual void note(Origin /*origin*/) {}
  virtual void add(const address::RegionRecord& record) = 0;
  virtual void add(const address::RegionEnglishRecord& record) = 0;
  virtual void add(const address::RoadRecord& record) = 0;
  virtual void add(const address::AddressRecord& record) = 0;
  virtual void add(const address::LotRecord& record) = 0;
  virtual void add(const address::PositionRecord& record) = 0;
  virtual void add(const address::BuildingRecord& record) = 0;
  virtual void add(const address::UnitRecord& record) = 0;
  virtual void add(const address::DistrictRecord& record) = 0;
  virtual void add(const address::FormerRegionRecord& record) = 0;
  virtual void add(const address::FormerRoadRecord& record) = 0;
  virtual void add(const address::PopulationRecord& record) = 0;
  virtual void add(const address::BoundaryRecord& record) = 0;
  virtual void add(const address::PlaceRecord& record) = 0;
  virtual void remove(const address::AddressKey& key) = 0;
  virtual void remove(const address::LotRecord& record) = 0;
  virtual void remove(const address::BuildingRemoval& record) = 0;
};

/// Records as bytes, one behind the other: what a source log keeps (docs/adr/0007). The bytes are
/// those of this machine (little-endian) and of this version of the program's record code.
class RecordWriter final : public RecordSink {
 public:
  /// Called with the bytes when there are about kBlockBytes of them, which are then forgotten.
  using Full = std::function<void(const std::string& bytes)>;
  static constexpr std::size_t kBlockBytes = 1 << 20;

  RecordWriter() = default;
  explicit RecordWriter(Full full) : full_(std::move(full)) {}
  void note(Origin origin) override;
  void add(const address::RegionRecord& record) override;
  void add(const address::RegionEnglishRecord& record) override;
  void add(const address::RoadRecord& record) override;
  void add(const address::AddressRecord& record) override;
  void add(const address::LotRecord& record) override;
  void add(const address::PositionRecord& record) override;
  void add(const address::BuildingRecord& record) override;
  void add(const address::UnitRecord& record) override;
  void add(const address::DistrictRecord& record) override;
  void add(const address::FormerRegionRecord& record) override;
  void add(const address::FormerRoadRecord& record) override;
  void add(const address::PopulationRecord& record) override;
  void add(const address::BoundaryRecord& record) override;
  void add(const address::PlaceRecord& record) override;
  void remove(const address::AddressKey& key) override;
  void remove(const address::LotRecord& record) override;
  void remove(const address::BuildingRemoval& record) override;

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  /// Gives what is left to `full`.
  void flush();

 private:
  template <class Record>
  void write(std::uint8_t tag, const Record& record);
  void flush_if_full() {
    if (full_ && bytes_.size() >= kBlockBytes) flush();
  }
  std::string bytes_;
  Full full_;
};

/// Gives the records in `bytes` to `sink`. False when they are no records: what came before the
/// fault was given.
[[nodiscard]] bool replay(std::string_view bytes, RecordSink& sink);

/// Feeds a builder.
class BuilderSink final : public RecordSink {
 public:
  explicit BuilderSink(address::IndexBuilder& builder) : builder_(builder) {}
  void add(const address::RegionRecord& record) override { builder_.add(record); }
  void add(const address::RegionEnglishRecord& record) override { builder_.add(record); }
  void add(const address::RoadRecord& record) override { builder_.add(record); }
  void add(const address::AddressRecord& record) override { builder_.add(record); }
  void add(const address::LotRecord& record) override { builder_.add(record); }
  void add(const address::PositionRecord& record) override { builder_.add(record); }
  void add(const address::BuildingRecord& record) override { builder_.add(record); }
  void add(const address::UnitRecord& record) override { builder_.add(record); }
  void add(const address::DistrictRecord& record) override { builder_.add(record); }
  void add(const address::FormerRegionRecord& record) override { builder_.add(record); }
  void add(const address::FormerRoadRecord& record) override { builder_.add(record); }
  void add(const address::PopulationRecord& record) override { builder_.add(record); }
  void add(const address::BoundaryRecord& record) override { builder_.add(record); }
  void add(const address::PlaceRecord& record) override { builder_.add(record); }
  void remove(const address::AddressKey& key) override { builder_.remove(key); }
  void remove(const address::LotRecord& record) override { builder_.remove(record); }
  void remove(const address::BuildingRemoval& record) override { builder_.remove(record); }
  /// The best database that was noted.
  void note(Origin origin) override { origin_ = std::min(origin_.value_or(origin), origin); }
  [[nodiscard]] Origin origin() const { return origin_.value_or(Origin::road_addresses); }

 private:
  address::IndexBuilder& builder_;
  std::optional<Origin> origin_;
};

}  // namespace haetae::intake
