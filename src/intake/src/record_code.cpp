// SPDX-License-Identifier: Apache-2.0
#include "record_fields.hpp"

#include <cstring>
#include <type_traits>

namespace haetae::intake {
namespace {

class In {
 public:
  explicit In(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  void number(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (rest_.size() < sizeof value) {
      good_ = false;
      rest_ = {};
      return;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
  }
  void text(std::string_view& value) {
    std::uint16_t size = 0;
    number(size);
    good_ = good_ && rest_.size() >= size;
    value = rest_.substr(0, good_ ? size : 0);
    rest_.remove_prefix(value.size());
  }
  /// A count of things of `size` bytes each that still fit.
  std::uint32_t count(std::size_t size) {
    std::uint32_t value = 0;
    number(value);
    good_ = good_ && value <= rest_.size() / size;
    return good_ ? value : 0;
  }
  /// A flag or enumerator: larger values than `most` are no record.
  template <class T>
  void small(T& value, std::uint8_t most) {
    std::uint8_t read = 0;
    number(read);
    good_ = good_ && read <= most;
    value = static_cast<T>(good_ ? read : 0);
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

template <class Record>
bool read(In& in, Record& record) {
  fields(in, record, static_cast<const Record*>(nullptr));
  return in.good();
}

template <class Record>
bool give(In& in, RecordSink& sink) {
  Record record;
  if (!read(in, record)) return false;
  sink.add(record);
  return true;
}

bool read_boundary(In& in, address::BoundaryRecord& record) {
  in.small(record.kind, 1);
  in.number(record.code);
  in.text(record.name);
  record.rings.resize(in.count(sizeof(std::uint32_t)));
  for (auto& ring : record.rings) {
    ring.resize(in.count(2 * sizeof(double)));
    for (geo::Point& point : ring) {
      in.number(point.lon);
      in.number(point.lat);
    }
  }
  return in.good();
}

bool give_boundary(In& in, RecordSink& sink) {
  address::BoundaryRecord record;
  if (!read_boundary(in, record)) return false;
  sink.add(record);
  return true;
}

bool take_lot_away(In& in, RecordSink& sink) {
  address::LotRecord record;
  if (!read(in, record)) return false;
  sink.remove(record);
  return true;
}

bool take_building_away(In& in, RecordSink& sink) {
  address::BuildingRemoval record;
  if (!read(in, record)) return false;
  sink.remove(record);
  return true;
}

bool give_without_lot(In& in, RecordSink& sink) {
  address::AddressRecord record;
  if (!read(in, record)) return false;
  record.keeps_lot = true;
  sink.add(record);
  return true;
}

bool give_origin(In& in, RecordSink& sink) {
  Origin origin{};
  in.small(origin, static_cast<std::uint8_t>(Origin::address_database));
  if (in.good()) sink.note(origin);
  return in.good();
}

bool take_address_away(In& in, RecordSink& sink) {
  address::AddressKey key;
  key_fields(in, key);
  if (!in.good()) return false;
  sink.remove(key);
  return true;
}

bool give_any(In& in, Tag tag, RecordSink& sink) {
  switch (tag) {
    case Tag::region:
      return give<address::RegionRecord>(in, sink);
    case Tag::region_english:
      return give<address::RegionEnglishRecord>(in, sink);
    case Tag::road:
      return give<address::RoadRecord>(in, sink);
    case Tag::address:
      return give<address::AddressRecord>(in, sink);
    case Tag::lot:
      return give<address::LotRecord>(in, sink);
    case Tag::position:
      return give<address::PositionRecord>(in, sink);
    case Tag::building:
      return give<address::BuildingRecord>(in, sink);
    case Tag::unit:
      return give<address::UnitRecord>(in, sink);
    case Tag::former_region:
      return give<address::FormerRegionRecord>(in, sink);
    case Tag::former_road:
      return give<address::FormerRoadRecord>(in, sink);
    case Tag::population:
      return give<address::PopulationRecord>(in, sink);
    case Tag::boundary:
      return give_boundary(in, sink);
    case Tag::place:
      return give<address::PlaceRecord>(in, sink);
    case Tag::remove_address:
      return take_address_away(in, sink);
    case Tag::remove_lot:
      return take_lot_away(in, sink);
    case Tag::district:
      return give<address::DistrictRecord>(in, sink);
    case Tag::remove_building:
      return take_building_away(in, sink);
    case Tag::address_without_lot:
      return give_without_lot(in, sink);
    case Tag::origin:
      return give_origin(in, sink);
  }
  return false;
}

}  // namespace

bool replay(std::string_view bytes, RecordSink& sink) {
  In in{bytes};
  while (!in.empty()) {
    Tag tag{};
    in.number(tag);
    if (!give_any(in, tag, sink)) return false;
  }
  return true;
}

}  // namespace haetae::intake
