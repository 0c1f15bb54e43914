// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/intake/record_code.hpp"

#include <bit>
#include <cstdint>

/// The bytes of records, for those who write and who read them.
namespace haetae::intake {
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
  district,
  remove_building,
  address_without_lot,
  origin,
};

// A record is its tag and its fields in order; a writer and a reader walk the same `fields`
// function, so that they cannot disagree. Each has number, text, and small: a flag or enumerator.
template <class Io, class Key>
void key_fields(Io& io, Key& key) {
  io.number(key.road);
  io.small(key.number.ground, 2);
  io.number(key.number.main);
  io.number(key.number.sub);
}
template <class Io, class Lot>
void lot_fields(Io& io, Lot& lot) {
  io.small(lot.mountain, 1);
  io.number(lot.main);
  io.number(lot.sub);
}

// `R` is const when written.
template <class Io, class R>
void fields(Io& io, R& r, const address::RegionRecord*) {
  io.number(r.code);
  io.text(r.sido);
  io.text(r.sigungu);
  io.text(r.emd);
  io.text(r.ri);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::RegionEnglishRecord*) {
  fields(io, r, static_cast<const address::RegionRecord*>(nullptr));
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
  io.small(r.apartment, 1);
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
  io.small(r.underground, 1);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::DistrictRecord*) {
  io.number(r.code);
  io.text(r.name);
  io.number(r.region);
}
template <class Io, class R>
void fields(Io& io, R& r, const address::BuildingRemoval*) {
  io.text(r.number);
  io.small(r.address_too, 1);
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

}  // namespace haetae::intake
