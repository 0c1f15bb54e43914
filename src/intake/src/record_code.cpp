// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/record_code.hpp"

#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

namespace haetae::intake {
namespace {

static_assert(std::endian::native == std::endian::little, "source logs are little-endian");

enum class Tag : std::uint8_t {
  region = 1,
  region_english,
  road,
  address,
  lot,
  position,
  building,
  unit,
  former_region,
  former_road,
  population,
  boundary,
  place,
  remove_address,
  remove_lot,
};

// A record is its tag and its fields in order; `Out` and `In` walk the same `fields` function, so
// that writing and reading cannot disagree.

class Out {
 public:
  explicit Out(std::string& bytes) : bytes_(bytes) {}
  template <class T>
  void number(const T& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(const std::string_view& value) {
    // No official field comes near the limit; a longer text is cut, as a name would be.
    const auto size = static_cast<std::uint16_t>(
        std::min<std::size_t>(value.size(), std::numeric_limits<std::uint16_t>::max()));
    number(size);
    bytes_.append(value.data(), size);
  }

 private:
  std::string& bytes_;
};

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

template <class T>
void small(Out& io, const T& value, std::uint8_t /*most*/) {
  io.number(static_cast<std::uint8_t>(value));
}
template <class T>
void small(In& io, T& value, std::uint8_t most) {
  io.small(value, most);
}

template <class Io, class Key>
void key_fields(Io& io, Key& key) {
  io.number(key.road);
  small(io, key.number.ground, 2);
  io.number(key.number.main);
  io.number(key.number.sub);
}
template <class Io, class Lot>
void lot_fields(Io& io, Lot& lot) {
  small(io, lot.mountain, 1);
  io.number(lot.main);
  io.number(lot.sub);
}

// `Record` is const when written.
template <class Record, class Io>
void names(Io& io, Record& r) {
  io.number(r.code);
  io.text(r.sido);
  io.text(r.sigungu);
  io.text(r.emd);
  io.text(r.ri);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::RegionRecord*) {
  names(io, r);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::RegionEnglishRecord*) {
  names(io, r);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::RoadRecord*) {
  io.number(r.code);
  io.text(r.name);
  io.text(r.english);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::AddressRecord*) {
  key_fields(io, r.key);
  io.number(r.region);
  io.number(r.district);
  io.text(r.district_name);
  lot_fields(io, r.lot);
  io.number(r.zip);
  io.text(r.building);
  io.text(r.register_name);
  io.text(r.former_address);
  small(io, r.apartment, 1);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::LotRecord*) {
  key_fields(io, r.key);
  io.number(r.region);
  lot_fields(io, r.number);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::PositionRecord*) {
  key_fields(io, r.key);
  io.number(r.position.lon);
  io.number(r.position.lat);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::BuildingRecord*) {
  key_fields(io, r.key);
  io.text(r.number);
  io.text(r.name);
  io.text(r.dong);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::UnitRecord*) {
  key_fields(io, r.key);
  io.text(r.dong);
  io.text(r.floor);
  io.text(r.ho);
  small(io, r.underground, 1);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::FormerRegionRecord*) {
  io.number(r.code);
  io.text(r.name);
  io.number(r.former_code);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::FormerRoadRecord*) {
  io.number(r.code);
  io.text(r.name);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::PopulationRecord*) {
  io.number(r.code);
  io.number(r.people);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::PlaceRecord*) {
  io.text(r.id);
  io.text(r.name);
  io.text(r.category);
  io.text(r.category_group);
  io.text(r.phone);
  io.text(r.road_address);
  io.text(r.lot_address);
  io.number(r.position.lon);
  io.number(r.position.lat);
}

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
  }
  return false;
}

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
  write(static_cast<std::uint8_t>(Tag::address), record);
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
