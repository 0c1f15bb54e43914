// SPDX-License-Identifier: Apache-2.0
#include "region_names.hpp"

#include <algorithm>

namespace haetae::intake {
namespace {

constexpr std::uint64_t kSidoUnit = 100'000'000, kSigunguUnit = 100'000;

struct Province {
  std::string_view statistics;
  std::uint64_t code, former;
};
/// 시도 of Statistics Korea and of the Ministry of the Interior; `former`: before it was renamed.
constexpr Province kProvinces[] = {
    {"11", 11, 11}, {"21", 26, 26}, {"22", 27, 27}, {"23", 28, 28}, {"24", 29, 29}, {"25", 30, 30},
    {"26", 31, 31}, {"29", 36, 36}, {"31", 41, 41}, {"32", 51, 42}, {"33", 43, 43}, {"34", 44, 44},
    {"35", 52, 45}, {"36", 46, 46}, {"37", 47, 47}, {"38", 48, 48}, {"39", 50, 50}};

}  // namespace

std::string RegionNames::plain(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i, 2) == "·") {
      ++i;
    } else if (name[i] != ' ' && name[i] != '.' && name[i] != ',') {
      out += name[i];
    }
  }
  return out;
}

RegionNames::RegionNames(const address::Index& index) : index_(index) {
  for (std::uint32_t i = 0; i < index.region_count(); ++i) {
    const address::Region region = index.region(static_cast<address::RegionId>(i));
    const bool sejong = region.level == address::RegionLevel::sido && region.code / kSidoUnit == 36;
    if (region.level == address::RegionLevel::sigungu || sejong) {
      sigungu_.emplace(region.code, plain(region.name));
    }
  }
  for (std::uint32_t i = 0; i < index.district_count(); ++i) {
    const address::District district = index.district(static_cast<address::DistrictId>(i));
    const std::uint64_t sido = district.code / kSidoUnit * kSidoUnit;
    const std::uint64_t own =
        sido == 36 * kSidoUnit ? sido : district.code / kSigunguUnit * kSigunguUnit;
    districts_[own].emplace(plain(district.name), district.code);
  }
}

bool RegionNames::is_legal(std::uint64_t code) const {
  return index_.find_region(code).has_value();
}

bool RegionNames::is_district(std::uint64_t code) const {
  return index_.find_district(code).has_value();
}

std::uint64_t RegionNames::sido(std::string_view statistics) const {
  for (const Province& province : kProvinces) {
    if (province.statistics != statistics) continue;
    for (const std::uint64_t code : {province.code, province.former}) {
      if (index_.find_region(code * kSidoUnit)) return code * kSidoUnit;
    }
  }
  return 0;
}

std::uint64_t RegionNames::sigungu(std::uint64_t sido, std::string_view name) const {
  // "서울특별시 용산구": the province is in the code already.
  const std::size_t space = name.find(' ');
  const std::string whole = plain(name);
  const std::string rest = space == std::string_view::npos ? whole : plain(name.substr(space + 1));
  std::uint64_t anywhere = 0;
  std::size_t count = 0;
  for (const auto& [code, own] : sigungu_) {
    if (own != whole && own != rest) continue;
    if (code / kSidoUnit == sido / kSidoUnit) return code;
    anywhere = code;
    ++count;
  }
  return count == 1 ? anywhere : 0;
}

std::uint64_t RegionNames::sigungu_of_districts(std::uint64_t sido,
                                                const std::vector<std::string>& names) const {
  std::uint64_t best = 0;
  std::size_t most = 0;
  for (const auto& [code, districts] : districts_) {
    if (code / kSidoUnit != sido / kSidoUnit) continue;
    const auto same = static_cast<std::size_t>(
        std::count_if(names.begin(), names.end(),
                      [&own = districts](const std::string& n) { return own.count(n) != 0; }));
    if (same > most) {
      most = same;
      best = code;
    }
  }
  return most * 3 >= names.size() ? best : 0;
}

std::uint64_t RegionNames::district(std::uint64_t sigungu, std::string_view name) const {
  const auto own = districts_.find(sigungu);
  if (own == districts_.end()) return 0;
  const auto found = own->second.find(plain(name));
  return found == own->second.end() ? 0 : found->second;
}

}  // namespace haetae::intake
