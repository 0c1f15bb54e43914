// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/intake/error.hpp"
#include "haetae/intake/record_code.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::intake {

struct PlacesReport {
  std::uint64_t rows = 0;  ///< of the table, or named objects of the map
  std::uint64_t used = 0;
  std::uint64_t broken = 0;           ///< without a name or a position in Korea
  std::vector<std::string> problems;  ///< the first hundred
};

struct PlacesOptions {
  /// Which column holds what: name, category, group, phone, road_address, lot_address, lon, lat,
  /// id. What is not given is looked for under usual names (`이름`, `경도` …).
  std::map<std::string, std::string> columns;
  /// Category text to one of Kakao's group codes, before the built-in ones.
  std::map<std::string, std::string> groups;
};

/// A kind of place: OpenStreetMap's value or an English word, what Kakao calls it, and its group.
struct PlaceKind {
  std::string_view word;
  std::string_view group;     ///< may be empty
  std::string_view category;  ///< "의료,건강 > 약국"
};
[[nodiscard]] const PlaceKind* kind_of_place(std::string_view word);
/// One of Kakao's 18 category group codes.
[[nodiscard]] bool is_category_group(std::string_view text);

/// Places of a table with a header. A row needs a name and a position. Errors: refused when a
/// column that was named or is needed does not exist.
[[nodiscard]] base::Outcome<PlacesReport, IntakeError> read_places(std::string_view text,
                                                                   const std::string& name,
                                                                   const PlacesOptions& options,
                                                                   RecordSink& sink);

/// True for the first bytes of an OSM PBF file.
[[nodiscard]] bool is_osm_pbf(std::string_view head);

/// Named nodes and ways of an OSM PBF file that are places (amenity, shop, tourism, leisure,
/// railway, office, healthcare …). Two passes, so that only nodes of wanted ways are kept.
/// Errors: unavailable when the file is damaged.
[[nodiscard]] base::Outcome<PlacesReport, IntakeError> read_osm_places(base::BytesView bytes,
                                                                       const std::string& name,
                                                                       RecordSink& sink);

}  // namespace haetae::intake
