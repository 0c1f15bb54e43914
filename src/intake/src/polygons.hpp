// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/geo/point.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace haetae::intake {

/// A region's outline as a file gives it.
struct Feature {
  std::string code;  ///< of the first property that usually holds one; digits, or empty
  std::string name;
  bool legal = false;           ///< the property holds legal codes alone (EMD_CD …)
  bool administrative = false;  ///< or administrative ones alone (adm_cd2 …)
  std::vector<std::vector<geo::Point>> rings;
};

/// Polygons of GeoJSON (FeatureCollection) or TopoJSON, in WGS84; metres of EPSG:5179 are carried
/// over. The error says what is wrong. Bounded by the size of the text.
[[nodiscard]] base::Outcome<std::vector<Feature>, std::string> read_polygons(std::string_view text);

}  // namespace haetae::intake
