// SPDX-License-Identifier: Apache-2.0
#include "address_fields.hpp"

#include "address_words.hpp"
#include "haetae/address/text.hpp"
#include "haetae/wire/json.hpp"

namespace haetae::api {
namespace {

using address::Address;
using address::AddressId;
using address::Hit;
using address::HitKind;
using address::SidoStyle;
using wire::Json;

/// As it stands before an English road: "235", "12-3", "B189".
void append_english_number(std::string& out, const address::RoadNumber& number) {
  if (number.ground != address::Ground::surface)
    out += number.ground == address::Ground::underground ? 'B' : 'A';
  append_number(out, number.main);
  if (number.sub == 0) return;
  out += '-';
  append_number(out, number.sub);
}

}  // namespace

void AddressFields::position(const std::optional<geo::Point>& position) {
  if (!position) return;
  out_.degrees("lon", position->lon);
  out_.degrees("lat", position->lat);
}

void AddressFields::road(std::string_view name, const address::Road& road) {
  out_.begin_object(name);
  out_.code("code", road.code, 12);
  out_.checked("name", road.name);
  out_.end_object();
}

void AddressFields::region(std::string_view name, address::RegionId id) {
  out_.value(name, texts_.region(id).json);
}

void AddressFields::district(std::string_view name, address::DistrictId id) {
  const auto district = index_.district(id);
  out_.begin_object(name);
  out_.code("code", district.code, 10);
  out_.checked("name", district.name);
  out_.end_object();
}

void AddressFields::road_address(std::string_view name, AddressId id) {
  const Address address = index_.address(id);
  road_address(name, id, address, index_.road(address.road), texts_.region(address.region));
}

void AddressFields::road_address(std::string_view name, AddressId id, const Address& address,
                                 const address::Road& road, const RegionTexts& around) {
  if (around.sigungu != road.sigungu) {
    // A road of one 시군구 on land of another, as files have it where borders moved.
    out_.checked(name, road_address_text(index_, id, SidoStyle::full));
    return;
  }
  std::string& out = out_.begin_text(name);
  out += around.road;
  append_checked(out, road.name);
  out += ' ';
  out += number_text(address.number);
  out_.end_text();
}

void AddressFields::english_address(AddressId id, const Address& address, const address::Road& road,
                                    const RegionTexts& around) {
  if (around.sigungu != road.sigungu) {
    out_.checked("english_address", road_address_english(index_, id));
    return;
  }
  std::string& out = out_.begin_text("english_address");
  append_english_number(out, address.number);
  out += ' ';
  append_checked(out, texts_.english(road));
  out += around.english;
  out_.end_text();
}

/// As address::reference_text.
void AddressFields::reference(const Address& address, const RegionTexts& around) {
  const bool named = address.apartment && !address.building.empty();
  if (around.dong.empty() && !named) return;
  std::string& out = out_.begin_text("reference");
  out += '(';
  out += around.dong;
  if (!around.dong.empty() && named) out += ", ";
  if (named) append_checked(out, address.building);
  out += ')';
  out_.end_text();
}

void AddressFields::lot_address(const Address& address, const RegionTexts& around) {
  std::string& out = out_.begin_text("lot_address");
  out += around.lot;
  if (address.lot.main != 0) {
    out += number_text(address.lot);
  } else {
    out.pop_back();
  }
  out_.end_text();
}

void AddressFields::address(std::string_view name, AddressId id) {
  const Address address = index_.address(id);
  const auto found_road = index_.road(address.road);
  const RegionTexts& around = texts_.region(address.region);
  out_.begin_object(name);
  road_address("road_address", id, address, found_road, around);
  reference(address, around);
  lot_address(address, around);
  english_address(id, address, found_road, around);
  if (address.zip != 0) out_.code("zip", address.zip, 5);
  out_.filled("building_name", address.building);
  out_.boolean("apartment", address.apartment);
  position(address.position);
  region("region", address.region);
  if (address.district != address::kNoDistrict) district("district", address.district);
  road("road", found_road);
  append_building_number(out_.begin_text("building_number"), index_, id, address);
  out_.end_text();
  out_.end_object();
}

void AddressFields::hit(const Hit& hit) {
  out_.begin_element();
  out_.checked("kind", kind_word(hit.kind));
  out_.checked("match", match_word(hit.match));
  out_.boolean("nearest", hit.nearest);
  if (hit.address != address::kNoAddress) {
    address("address", hit.address);
    out_.end_object();
    return;
  }
  out_.integer("addresses", addresses_behind(index_, hit));
  if (hit.road != address::kNoRoad) {
    const auto found = index_.road(hit.road);
    out_.checked("name", road_text(index_, hit.road, SidoStyle::full));
    road("road", found);
    position(found.centre);
  } else if (hit.region != address::kNoRegion) {
    const bool is_lot = hit.kind == HitKind::lot_address;
    out_.checked("name", is_lot ? lot_address_text(index_, hit.region, hit.lot, SidoStyle::full)
                                : region_text(index_, hit.region, SidoStyle::full));
    region("region", hit.region);
    position(index_.region(hit.region).centre);
  }
  if (hit.district != address::kNoDistrict) district("district", hit.district);
  out_.end_object();
}

void AddressFields::parsed(std::string_view name, const address::Parsed& parsed) {
  out_.begin_object(name);
  std::string& base = out_.begin_text("base");
  bool first = true;
  for (const std::string* part : {&parsed.region, &parsed.road, &parsed.number, &parsed.building}) {
    if (part->empty()) continue;
    if (!first) base += ' ';
    append_checked(base, *part);
    first = false;
  }
  out_.end_text();
  out_.filled("region", parsed.region);
  out_.filled("road", parsed.road);
  out_.filled(parsed.lot ? "lot_number" : "building_number", parsed.number);
  out_.filled("building_name", parsed.building);
  out_.filled("detail", parsed.detail);
  out_.end_object();
}

wire::Response problem_response(const Problem& problem) {
  Json json = Json::object();
  json.set("type", "about:blank")
      .set("title", problem.status == 401   ? "Unauthorized"
                    : problem.status == 415 ? "Unsupported Media Type"
                    : problem.status == 429 ? "Too Many Requests"
                    : problem.status == 503 ? "Service Unavailable"
                                            : "Bad Request")
      .set("status", problem.status)
      .set("code", problem.code)
      .set("detail", problem.detail);
  wire::Response response = wire::json_response(problem.status, json.to_text());
  response.headers.set("Content-Type", "application/problem+json");
  if (problem.status == 401) response.headers.set("WWW-Authenticate", "KakaoAK");
  if (problem.status == 503 || problem.status == 429) response.headers.set("Retry-After", "1");
  return response;
}

}  // namespace haetae::api
