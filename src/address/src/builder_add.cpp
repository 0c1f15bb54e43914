// SPDX-License-Identifier: Apache-2.0
#include "builder_stage.hpp"

#include <algorithm>
#include <optional>

namespace haetae::address {
namespace {

constexpr std::uint64_t kRegionCodes = 10'000'000'000;
constexpr std::uint64_t kRoadCodes = 1'000'000'000'000;

/// A code has digits down to its level and zeros below.
bool well_formed(std::uint64_t code, const RegionRecord& record) {
  if (code == 0 || code >= kRegionCodes || record.sido.empty()) return false;
  if (!record.ri.empty()) return code % 100 != 0 && code / 100 % 1000 != 0;
  if (!record.emd.empty()) return code % 100 == 0 && code / 100 % 1000 != 0;
  if (!record.sigungu.empty()) return code % 100'000 == 0 && code / 100'000 % 1000 != 0;
  return code % 100'000'000 == 0;
}

bool on_earth(geo::Point point) {
  return point.lon >= -180 && point.lon <= 180 && point.lat >= -90 && point.lat <= 90;
}

/// The decimal value of digits alone; false for anything else.
bool read_digits(std::string_view digits, std::uint64_t& out) {
  out = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return false;
    out = out * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return true;
}

/// 건물관리번호, 25 digits: the first 19, and the serial behind them.
std::optional<std::pair<std::uint64_t, std::uint32_t>> building_number(std::string_view number) {
  std::uint64_t high = 0, low = 0;
  if (number.size() != 25 || !read_digits(number.substr(0, 19), high) ||
      !read_digits(number.substr(19), low))
    return std::nullopt;
  return std::pair{high, static_cast<std::uint32_t>(low)};
}

}  // namespace

std::uint32_t Stage::region(std::uint64_t code) {
  const auto id = region_codes.add(code);
  if (id >= regions.size()) regions.resize(id + 1U);
  return id;
}

std::uint32_t Stage::road(std::uint64_t code) {
  const auto id = road_codes.add(code);
  if (id >= roads.size()) roads.resize(id + 1U);
  return id;
}

std::uint32_t Stage::district(std::uint64_t code, std::string_view name) {
  if (code == 0 || code >= kRegionCodes) return kNone;
  const auto id = district_codes.add(code);
  if (id >= districts.size()) districts.resize(id + 1U);
  if (!name.empty() && texts[districts[id]] != name) districts[id] = texts.add(name);
  return id;
}

void Stage::declare(std::uint64_t code, RegionLevel level, std::string_view name) {
  if (name.empty()) return;
  auto& row = regions[region(code)];
  row.level = static_cast<std::uint8_t>(level);
  row.name = texts.add(name);
}

IndexBuilder::IndexBuilder() : impl_(std::make_unique<Impl>()) {}
IndexBuilder::~IndexBuilder() = default;
IndexBuilder::IndexBuilder(IndexBuilder&&) noexcept = default;
IndexBuilder& IndexBuilder::operator=(IndexBuilder&&) noexcept = default;

void IndexBuilder::add(const RegionRecord& record) {
  auto& stage = *impl_;
  const auto code = record.code;
  if (!well_formed(code, record)) {
    ++stage.malformed;
    return;
  }
  // Files declare the region of every address, mostly that of the line before.
  std::string names;
  for (const auto name : {record.sido, record.sigungu, record.emd, record.ri})
    names.append(name).push_back('|');
  if (code == stage.last_region_code && names == stage.last_region) return;
  stage.last_region_code = code;
  stage.last_region = std::move(names);
  stage.declare(code / 100'000'000 * 100'000'000, RegionLevel::sido, record.sido);
  stage.declare(code / 100'000 * 100'000, RegionLevel::sigungu, record.sigungu);
  stage.declare(code / 100 * 100, RegionLevel::emd, record.emd);
  stage.declare(code, RegionLevel::ri, record.ri);
}

void IndexBuilder::add(const RegionEnglishRecord& record) {
  auto& stage = *impl_;
  const auto put = [&](std::uint64_t unit, std::string_view name) {
    if (!name.empty()) {
      stage.regions[stage.region(record.code / unit * unit)].english = stage.texts.add(name);
    }
  };
  put(100'000'000, record.sido);
  put(100'000, record.sigungu);
  put(100, record.emd);
  put(1, record.ri);
}

void IndexBuilder::add(const RoadRecord& record) {
  auto& stage = *impl_;
  if (record.code == 0 || record.code >= kRoadCodes) {
    ++stage.malformed;
    return;
  }
  auto& row = stage.roads[stage.road(record.code)];
  if (!record.name.empty() && stage.road_names[row.name] != record.name) {
    row.name = stage.road_names.add(record.name);
  }
  if (!record.english.empty()) row.english = stage.texts.add(record.english);
}

void IndexBuilder::add(const AddressRecord& record) {
  auto& stage = *impl_;
  if (!packable(record.key.number) || !packable(record.lot) || record.zip > 99'999) {
    ++stage.malformed;
    return;
  }
  StagedAddress row;
  row.road = stage.road(record.key.road);
  row.key = pack(record.key.number);
  row.region = stage.region(record.region);
  row.district = stage.district(record.district, record.district_name);
  row.lot = pack(record.lot);
  row.tagged_zip =
      record.zip | (record.apartment ? kApartmentTag : 0U) | (record.keeps_lot ? kKeepsLotTag : 0U);
  row.building =
      stage.building_names.add(record.building.empty() ? record.register_name : record.building);
  row.former = stage.texts.add(record.former_address);
  stage.addresses.push_back(row);
}

void IndexBuilder::add(const LotRecord& record) {
  auto& stage = *impl_;
  if (!packable(record.key.number) || !packable(record.number) || record.number.main == 0) {
    ++stage.malformed;
    return;
  }
  stage.lots.push_back({stage.road(record.key.road), pack(record.key.number),
                        stage.region(record.region), pack(record.number)});
}

void IndexBuilder::add(const PositionRecord& record) {
  auto& stage = *impl_;
  if (!packable(record.key.number) || !on_earth(record.position)) {
    ++stage.malformed;
    return;
  }
  stage.positions.push_back(
      {stage.road(record.key.road), pack(record.key.number), geo::pack(record.position)});
}

void IndexBuilder::add(const BuildingRecord& record) {
  auto& stage = *impl_;
  const auto number = building_number(record.number);
  if (!packable(record.key.number) || !number) {
    ++stage.malformed;
    return;
  }
  StagedBuilding row;
  row.road = stage.road(record.key.road);
  row.key = pack(record.key.number);
  row.row.number_high = number->first;
  row.row.number_low = number->second;
  row.row.name = stage.building_names.add(record.name);
  row.row.dong = stage.texts.add(record.dong);
  stage.buildings.push_back(row);
}

void IndexBuilder::add(const UnitRecord& record) {
  auto& stage = *impl_;
  if (!packable(record.key.number)) {
    ++stage.malformed;
    return;
  }
  StagedUnit row;
  row.road = stage.road(record.key.road);
  row.key = pack(record.key.number);
  row.row.dong = stage.texts.add(record.dong);
  row.row.floor = stage.texts.add(record.floor);
  row.row.tagged_ho = stage.texts.add(record.ho) | (record.underground ? UnitRow::kTag : 0U);
  stage.units.push_back(row);
}

void IndexBuilder::add(const DistrictRecord& record) {
  auto& stage = *impl_;
  const auto known = stage.district_codes.find(record.code);
  const bool named = known != kNone && stage.districts[known] != 0;
  const auto district = stage.district(record.code, named ? std::string_view{} : record.name);
  if (district == kNone || record.region == 0 || record.region >= kRegionCodes) return;
  stage.region_districts.emplace_back(stage.region(record.region), district);
}

void IndexBuilder::add(const FormerRegionRecord& record) {
  auto& stage = *impl_;
  if (record.name.empty()) return;
  stage.former_regions.push_back({record.code, record.former_code, stage.texts.add(record.name)});
}

void IndexBuilder::add(const FormerRoadRecord& record) {
  auto& stage = *impl_;
  if (record.name.empty()) return;
  stage.former_roads.push_back({record.code, 0, stage.texts.add(record.name)});
}

void IndexBuilder::add(const PopulationRecord& record) {
  auto& stage = *impl_;
  stage.regions[stage.region(record.code)].population = record.people;
}

void IndexBuilder::add(const BoundaryRecord& record) {
  auto& stage = *impl_;
  StagedBoundary boundary{record.kind, record.code, {}};
  for (const auto& ring : record.rings) {
    std::vector<geo::PackedPoint> points;
    for (const auto point : ring) {
      if (on_earth(point)) points.push_back(geo::pack(point));
    }
    if (points.size() > 1 && points.front() == points.back()) points.pop_back();
    if (points.size() >= 3) boundary.rings.push_back(std::move(points));
  }
  if (record.kind == BoundaryKind::administrative) {
    const auto known = stage.district_codes.find(record.code);
    const bool named = known != kNone && stage.districts[known] != 0;
    static_cast<void>(stage.district(record.code, named ? std::string_view{} : record.name));
  }
  stage.boundaries.push_back(std::move(boundary));
}

void IndexBuilder::add(const PlaceRecord& record) {
  impl_->places.add(record);
}

void IndexBuilder::remove(const AddressKey& key) {
  auto& stage = *impl_;
  if (!packable(key.number)) return;
  const auto count = [](const auto& rows) { return static_cast<std::uint32_t>(rows.size()); };
  stage.removed[std::uint64_t{stage.road(key.road)} << 32 | pack(key.number)] = {
      count(stage.addresses), count(stage.positions), count(stage.lots), count(stage.buildings),
      count(stage.units)};
}

void IndexBuilder::remove(const LotRecord& record) {
  auto& stage = *impl_;
  if (!packable(record.key.number) || !packable(record.number)) return;
  stage.removed_lots[{stage.road(record.key.road), pack(record.key.number),
                      stage.region(record.region), pack(record.number)}] = stage.lots.size();
}

void IndexBuilder::remove(const BuildingRemoval& record) {
  auto& stage = *impl_;
  const auto number = building_number(record.number);
  if (!number) return;
  auto& removal = stage.removed_buildings[*number];
  removal = {stage.buildings.size(), removal.address_too || record.address_too};
}

}  // namespace haetae::address
