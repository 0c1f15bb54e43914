// SPDX-License-Identifier: Apache-2.0
#include "address_fields.hpp"

#include "address_words.hpp"
#include "haetae/address/text.hpp"

#include <array>
#include <fmt/format.h>

namespace haetae::api {
namespace {

using address::Address;
using address::AddressId;
using address::Hit;
using address::HitKind;
using address::Index;
using address::SidoStyle;
using wire::Json;

void set_filled(Json& json, std::string_view name, std::string_view value) {
  if (!value.empty()) json.set(name, value);
}

void set_position(Json& json, const std::optional<geo::Point>& position) {
  if (position) json.set("lon", position->lon).set("lat", position->lat);
}

std::string code_text(std::uint64_t code, std::size_t digits) {
  return fmt::format("{:0{}}", code, digits);
}

Json road_json(const Index& index, address::RoadId id) {
  const auto road = index.road(id);
  Json json = Json::object();
  json.set("code", code_text(road.code, 12)).set("name", road.name);
  return json;
}

}  // namespace

Json region_json(const Index& index, address::RegionId id) {
  constexpr std::array<std::string_view, 4> kLevels = {"sido", "sigungu", "emd", "ri"};
  Json json = Json::object();
  json.set("code", code_text(index.region(id).code, 10));
  const auto lineage = index.lineage(id);
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    if (lineage.at[level] == address::kNoRegion) continue;
    json.set(kLevels[level], index.region(lineage.at[level]).name);
  }
  return json;
}

Json district_json(const Index& index, address::DistrictId id) {
  const auto district = index.district(id);
  Json json = Json::object();
  json.set("code", code_text(district.code, 10)).set("name", district.name);
  return json;
}

Json address_json(const Index& index, AddressId id) {
  const Address address = index.address(id);
  Json json = Json::object();
  json.set("road_address", road_address_text(index, id, SidoStyle::full));
  set_filled(json, "reference", reference_text(index, id));
  set_filled(json, "lot_address",
             lot_address_text(index, address.region, address.lot, SidoStyle::full));
  json.set("english_address", road_address_english(index, id));
  if (address.zip != 0) json.set("zip", code_text(address.zip, 5));
  set_filled(json, "building_name", address.building);
  json.set("apartment", address.apartment);
  set_position(json, address.position);
  json.set("region", region_json(index, address.region));
  if (address.district != address::kNoDistrict) {
    json.set("district", district_json(index, address.district));
  }
  json.set("road", road_json(index, address.road));
  json.set("building_number", building_number(index, id));
  return json;
}

Json hit_json(const Index& index, const Hit& hit) {
  Json json = Json::object();
  json.set("kind", kind_word(hit.kind)).set("match", match_word(hit.match));
  json.set("nearest", hit.nearest);
  if (hit.address != address::kNoAddress) {
    json.set("address", address_json(index, hit.address));
    return json;
  }
  json.set("addresses", static_cast<std::int64_t>(addresses_behind(index, hit)));
  if (hit.road != address::kNoRoad) {
    json.set("name", road_text(index, hit.road, SidoStyle::full));
    json.set("road", road_json(index, hit.road));
    set_position(json, index.road(hit.road).centre);
  } else if (hit.region != address::kNoRegion) {
    const bool is_lot = hit.kind == HitKind::lot_address;
    json.set("name", is_lot ? lot_address_text(index, hit.region, hit.lot, SidoStyle::full)
                            : region_text(index, hit.region, SidoStyle::full));
    json.set("region", region_json(index, hit.region));
    set_position(json, index.region(hit.region).centre);
  }
  if (hit.district != address::kNoDistrict) {
    json.set("district", district_json(index, hit.district));
  }
  return json;
}

Json parsed_json(const address::Parsed& parsed) {
  Json json = Json::object();
  std::string base;
  for (const std::string* part : {&parsed.region, &parsed.road, &parsed.number, &parsed.building}) {
    if (part->empty()) continue;
    if (!base.empty()) base += ' ';
    base += *part;
  }
  json.set("base", base);
  set_filled(json, "region", parsed.region);
  set_filled(json, "road", parsed.road);
  set_filled(json, parsed.lot ? "lot_number" : "building_number", parsed.number);
  set_filled(json, "building_name", parsed.building);
  set_filled(json, "detail", parsed.detail);
  return json;
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
