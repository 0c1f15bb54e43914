// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/intake/error.hpp"
#include "haetae/intake/record_code.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::intake {

struct RegionsReport {
  std::uint64_t rows = 0;
  std::uint64_t regions = 0;  ///< in use
  std::uint64_t former = 0;   ///< names that regions of today had before
};

/// The code table of the Ministry of Land (국토교통부 법정동코드: 법정동코드, 시도명 … 삭제일자,
/// 과거법정동코드): regions in use, and what each was called under its former codes.
/// Errors: refused when the columns are not there.
[[nodiscard]] base::Outcome<RegionsReport, IntakeError> read_regions(std::string_view text,
                                                                     const std::string& name,
                                                                     RecordSink& sink);

struct DistrictsReport {
  std::uint64_t rows = 0;
  std::uint64_t districts = 0;  ///< 행정동 in use; rows of one stand together
  std::uint64_t links = 0;      ///< pairs of 행정동 and legal region
  std::uint64_t broken = 0;     ///< rows whose codes are none
};

/// KIKmix of 행정표준코드관리시스템 as a table of text: which 행정동 covers which legal regions.
/// Errors: refused when the columns are not there.
[[nodiscard]] base::Outcome<DistrictsReport, IntakeError> read_districts(std::string_view text,
                                                                         const std::string& name,
                                                                         RecordSink& sink);

struct BoundariesReport {
  std::uint64_t features = 0;
  std::uint64_t used = 0;
  bool administrative = false;
  bool statistics = false;            ///< codes were of Statistics Korea and mapped by name
  std::vector<std::string> problems;  ///< the first hundred that were left out, with the reason
};

enum class BoundaryCodes { guess, legal, administrative };

/// Polygons of GeoJSON or TopoJSON (WGS84, or EPSG:5179) with a code in a property (`code`,
/// `adm_cd2`, `EMD_CD`, `SIG_CD` …): 법정동코드 or 행정동코드 of 2 to 10 digits. Codes of
/// Statistics Korea are mapped by the names of `index`. Errors: unavailable when it is no such
/// file, refused when not one feature can be told.
[[nodiscard]] base::Outcome<BoundariesReport, IntakeError> read_boundaries(
    std::string_view text, const std::string& name, BoundaryCodes codes,
    const address::Index& index, RecordSink& sink);

}  // namespace haetae::intake
