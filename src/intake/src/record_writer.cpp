// SPDX-License-Identifier: Apache-2.0
#include "record_fields.hpp"

#include <limits>

namespace haetae::intake {
namespace {

class Out {
 public:
  explicit Out(std::string& bytes) : bytes_(bytes) {}
  template <class T>
  void number(const T& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(const std::string_view& value) {
    // No official field comes near the limit; a longer text is cut, as a name would be.
    std::size_t size =
        std::min<std::size_t>(value.size(), std::numeric_limits<std::uint16_t>::max());
    while (size < value.size() && size > 0 &&
           (static_cast<std::uint8_t>(value[size]) & 0xC0U) == 0x80U)
      --size;
    number(static_cast<std::uint16_t>(size));
    bytes_.append(value.data(), size);
  }

  template <class T>
  void small(const T& value, std::uint8_t /*most*/) {
    number(static_cast<std::uint8_t>(value));
  }

 private:
  std::string& bytes_;
};

}  // namespace

template <class Record>
void RecordWriter::write(std::uint8_t tag, const Record& record) {
  bytes_ += static_cast<char>(tag);
  Out out{bytes_};
  fields(out, record, static_cast<const Record*>(nullptr));
  flush_if_full();
}

void RecordWriter::flush() {
  if (!full_ || bytes_.empty()) return;
  full_(bytes_);
  bytes_.clear();
}

void RecordWriter::add(const address::RegionRecord& record) {
  write(static_cast<std::uint8_t>(Tag::region), record);
}
void RecordWriter::add(const address::RegionEnglishRecord& record) {
  write(static_cast<std::uint8_t>(Tag::region_english), record);
}
void RecordWriter::add(const address::RoadRecord& record) {
  write(static_cast<std::uint8_t>(Tag::road), record);
}
void RecordWriter::add(const address::AddressRecord& record) {
  write(static_cast<std::uint8_t>(record.keeps_lot ? Tag::address_without_lot : Tag::address),
        record);
}
void RecordWriter::add(const address::LotRecord& record) {
  write(static_cast<std::uint8_t>(Tag::lot), record);
}
void RecordWriter::add(const address::PositionRecord& record) {
  write(static_cast<std::uint8_t>(Tag::position), record);
}
void RecordWriter::add(const address::BuildingRecord& record) {
  write(static_cast<std::uint8_t>(Tag::building), record);
}
void RecordWriter::add(const address::UnitRecord& record) {
  write(static_cast<std::uint8_t>(Tag::unit), record);
}
void RecordWriter::add(const address::DistrictRecord& record) {
  write(static_cast<std::uint8_t>(Tag::district), record);
}
void RecordWriter::add(const address::FormerRegionRecord& record) {
  write(static_cast<std::uint8_t>(Tag::former_region), record);
}
void RecordWriter::add(const address::FormerRoadRecord& record) {
  write(static_cast<std::uint8_t>(Tag::former_road), record);
}
void RecordWriter::add(const address::PopulationRecord& record) {
  write(static_cast<std::uint8_t>(Tag::population), record);
}
void RecordWriter::add(const address::PlaceRecord& record) {
  write(static_cast<std::uint8_t>(Tag::place), record);
}

void RecordWriter::add(const address::BoundaryRecord& record) {
  bytes_ += static_cast<char>(Tag::boundary);
  Out out{bytes_};
  out.number(static_cast<std::uint8_t>(record.kind));
  out.number(record.code);
  out.text(record.name);
  out.number(static_cast<std::uint32_t>(record.rings.size()));
  for (const auto& ring : record.rings) {
    out.number(static_cast<std::uint32_t>(ring.size()));
    for (const geo::Point& point : ring) {
      out.number(point.lon);
      out.number(point.lat);
    }
  }
  flush_if_full();
}

void RecordWriter::remove(const address::AddressKey& key) {
  bytes_ += static_cast<char>(Tag::remove_address);
  Out out{bytes_};
  key_fields(out, key);
  flush_if_full();
}

void RecordWriter::remove(const address::LotRecord& record) {
  write(static_cast<std::uint8_t>(Tag::remove_lot), record);
}

void RecordWriter::remove(const address::BuildingRemoval& record) {
  write(static_cast<std::uint8_t>(Tag::remove_building), record);
}

void RecordWriter::note(Origin origin) {
  bytes_ += static_cast<char>(Tag::origin);
  Out out{bytes_};
  out.small(origin, 0);
  flush_if_full();
}

}  // namespace haetae::intake
