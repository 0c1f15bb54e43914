// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/geo/point.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::intake {

/// Tags of one object of OpenStreetMap; views of the block that is being read.
struct OsmTags {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  /// Empty when there is none.
  [[nodiscard]] std::string_view operator[](std::string_view key) const {
    for (const auto& [own, value] : all) {
      if (own == key) return value;
    }
    return {};
  }
};

/// Takes the objects of a map in the order of the file; nodes stand before ways there.
struct OsmHandler {
  virtual ~OsmHandler() = default;
  virtual void node(std::int64_t id, geo::Point at, const OsmTags& tags) = 0;
  virtual void way(std::int64_t id, const std::vector<std::int64_t>& nodes,
                   const OsmTags& tags) = 0;
};

/// Reads an OSM PBF file (wiki.openstreetmap.org/wiki/PBF_Format): zlib and plain blobs of at most
/// 32 MiB, dense and plain nodes, ways. Relations and metadata are passed over.
/// Throws std::exception (protozero's or runtime_error) when the bytes are not that.
void read_pbf(base::BytesView bytes, OsmHandler& handler);

}  // namespace haetae::intake
