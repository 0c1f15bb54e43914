// SPDX-License-Identifier: Apache-2.0
#include "blob.hpp"
#include "haetae/intake/cp949.hpp"
#include "haetae/intake/places.hpp"
#include "korea.hpp"
#include "pbf.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <optional>
#include <unordered_map>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

constexpr std::size_t kWayNodesMax = 2000;  ///< the limit of OpenStreetMap itself

/// Keys whose values say what a place is, the telling ones first.
constexpr const char* kKeys[] = {"amenity",    "shop",   "tourism", "railway", "leisure",
                                 "healthcare", "office", "aeroway", "natural", "historic"};

const PlaceKind* kind_of(const OsmTags& tags) {
  for (const char* key : kKeys) {
    const std::string_view value = tags[key];
    if (value.empty()) continue;
    // A railway station is an SW8 only where it is one of the underground's.
    if (value == "station" && std::string_view{key} == "railway" &&
        (tags["station"] == "subway" || tags["subway"] == "yes")) {
      return kind_of_place("subway");
    }
    if (std::string_view{key} == "aeroway" && value == "aerodrome") return kind_of_place("airport");
    if (const PlaceKind* kind = kind_of_place(value)) return kind;
  }
  return nullptr;
}

std::string_view name_of(const OsmTags& tags) {
  const std::string_view korean = tags["name:ko"];
  return korean.empty() ? tags["name"] : korean;
}

/// "경기도 수원시 영통구 월드컵로 206" as far as the tags go.
std::string road_address(const OsmTags& tags) {
  const std::string_view full = tags["addr:full"];
  if (!full.empty()) return std::string{full};
  if (tags["addr:street"].empty()) return {};
  std::string out;
  for (const char* key :
       {"addr:province", "addr:city", "addr:district", "addr:street", "addr:housenumber"}) {
    const std::string_view part = tags[key];
    if (part.empty()) continue;
    if (!out.empty()) out += ' ';
    out += part;
  }
  return out;
}

class Taker {
 public:
  Taker(PlacesReport& report, RecordSink& sink) : report_(report), sink_(sink) {}

  static bool wanted(const OsmTags& tags) {
    return !name_of(tags).empty() && kind_of(tags) != nullptr;
  }

  /// `number`: the object's, unique over nodes and ways.
  void take(const OsmTags& tags, std::uint64_t number, std::optional<geo::Point> at) {
    ++report_.rows;
    if (!at || !in_korea(*at) || !is_utf8(name_of(tags))) {
      ++report_.broken;
      return;
    }
    const PlaceKind* kind = kind_of(tags);
    const std::string id = fmt::format("{}", number);
    const std::string road = road_address(tags);
    address::PlaceRecord place;
    place.id = id;
    place.name = name_of(tags);
    place.category = kind->category;
    place.category_group = kind->group;
    place.phone = tags["phone"].empty() ? tags["contact:phone"] : tags["phone"];
    place.road_address = road;
    place.position = *at;
    sink_.add(place);
    ++report_.used;
  }

 private:
  PlacesReport& report_;
  RecordSink& sink_;
};

using Corners = std::unordered_map<std::int64_t, std::optional<geo::Point>>;

/// First pass: the nodes of ways that are places.
struct WantedNodes final : OsmHandler {
  Corners corners;
  void node(std::int64_t /*id*/, geo::Point /*at*/, const OsmTags& /*tags*/) override {}
  void way(std::int64_t /*id*/, const std::vector<std::int64_t>& nodes,
           const OsmTags& tags) override {
    if (!Taker::wanted(tags) || nodes.size() > kWayNodesMax) return;
    for (const std::int64_t node : nodes)
      corners.emplace(node, std::nullopt);
  }
};

/// Second pass: nodes come before ways.
struct Places final : OsmHandler {
  Places(Corners& known, Taker& taker_given) : corners(known), taker(taker_given) {}
  Corners& corners;
  Taker& taker;

  void node(std::int64_t id, geo::Point at, const OsmTags& tags) override {
    if (const auto found = corners.find(id); found != corners.end()) found->second = at;
    if (Taker::wanted(tags)) taker.take(tags, static_cast<std::uint64_t>(id) * 10 + 1, at);
  }

  void way(std::int64_t id, const std::vector<std::int64_t>& nodes, const OsmTags& tags) override {
    if (!Taker::wanted(tags)) return;
    taker.take(tags, static_cast<std::uint64_t>(id) * 10 + 2, middle(nodes));
  }

  /// The middle of the box around the way.
  [[nodiscard]] std::optional<geo::Point> middle(const std::vector<std::int64_t>& nodes) const {
    geo::Point low{1000, 1000}, high{-1000, -1000};
    for (const std::int64_t node : nodes) {
      const auto found = corners.find(node);
      if (found == corners.end() || !found->second) continue;
      const geo::Point at = *found->second;
      low = {std::min(low.lon, at.lon), std::min(low.lat, at.lat)};
      high = {std::max(high.lon, at.lon), std::max(high.lat, at.lat)};
    }
    if (low.lon > high.lon) return std::nullopt;
    return geo::Point{(low.lon + high.lon) / 2, (low.lat + high.lat) / 2};
  }
};

}  // namespace

bool is_osm_pbf(std::string_view head) {
  // A length of four bytes, then field 1 of a BlobHeader: the text "OSMHeader".
  return head.size() > 15 && head.substr(4, 11) == "\x0A\x09OSMHeader";
}

Outcome<PlacesReport, IntakeError> read_osm_places(base::BytesView bytes, const std::string& name,
                                                   RecordSink& sink) {
  PlacesReport report;
  try {
    WantedNodes wanted;
    read_pbf(bytes, wanted);
    Taker taker{report, sink};
    Places places{wanted.corners, taker};
    read_pbf(bytes, places);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return fail(damaged(name, error.what()));
  }
  return report;
}

}  // namespace haetae::intake
