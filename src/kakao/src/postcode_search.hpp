// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/search.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::kakao {

inline constexpr std::uint32_t kPostcodePageRows = 10;
/// More rows than this are not counted: nobody turns a hundred pages.
inline constexpr std::uint32_t kPostcodeRowsMax = 1000;

/// One row of the list: a road address with its lots, or a lot with its road addresses.
struct PostcodeRow {
  bool lot = false;  ///< addressType J
  address::RegionId region = address::kNoRegion;
  address::LotNumber number;                  ///< of the lot, with `region`
  std::vector<address::AddressId> addresses;  ///< of the lot; otherwise the one address
  /// The 행정동 that the query named.
  address::DistrictId district = address::kNoDistrict;
};

struct PostcodePage {
  std::uint32_t count = 0;  ///< rows of all pages, ≤ kPostcodeRowsMax
  std::uint32_t page = 1;
  std::uint32_t pages = 0;
  std::vector<PostcodeRow> rows;
  /// Existing addresses next to the one asked for, when that one does not exist.
  std::vector<address::AddressId> near;
};

/// Searches as the postcode service does: only places with a road-name address are listed (spec
/// kakao-postcode §5), by a place's name only when the words name no address. `page` from 1; beyond
/// the end it is the last one.
[[nodiscard]] PostcodePage find_postcodes(const address::Index& index, std::string_view query,
                                          std::uint32_t page, address::Scratch& scratch);

}  // namespace haetae::kakao
