// SPDX-License-Identifier: Apache-2.0
#include "blob.hpp"
#include "haetae/intake/places.hpp"
#include "korea.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <optional>
#include <osmium/handler.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/visitor.hpp>
#include <unordered_map>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

constexpr std::size_t kWayNodesMax = 2000;  ///< the limit of OpenStreetMap itself

/// Keys whose values say what a place is, the telling ones first.
constexpr const char* kKeys[] = {"amenity",    "shop",   "tourism", "railway", "leisure",
                                 "healthcare", "office", "aeroway", "natural", "historic"};

std::string_view tag(const osmium::TagList& tags, const char* key) {
  const char* value = tags.get_value_by_key(key);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

const PlaceKind* kind_of(const osmium::TagList& tags) {
  for (const char* key : kKeys) {
    const std::string_view value = tag(tags, key);
    if (value.empty()) continue;
    // A railway station is an SW8 only where it is one of the underground's.
    if (value == "station" && std::string_view{key} == "railway" &&
        (tag(tags, "station") == "subway" || tag(tags, "subway") == "yes")) {
      return kind_of_place("subway");
    }
    if (std::string_view{key} == "aeroway" && value == "aerodrome") return kind_of_place("airport");
    if (const PlaceKind* kind = kind_of_place(value)) return kind;
  }
  return nullptr;
}

std::string_view name_of(const osmium::TagList& tags) {
  const std::string_view korean = tag(tags, "name:ko");
  return korean.empty() ? tag(tags, "name") : korean;
}

/// "경기도 수원시 영통구 월드컵로 206" as far as the tags go.
std::string road_address(const osmium::TagList& tags) {
  const std::string_view full = tag(tags, "addr:full");
  if (!full.empty()) return std::string{full};
  if (tag(tags, "addr:street").empty()) return {};
  std::string out;
  for (const char* key :
       {"addr:province", "addr:city", "addr:district", "addr:street", "addr:housenumber"}) {
    const std::string_view part = tag(tags, key);
    if (part.empty()) continue;
    if (!out.empty()) out += ' ';
    out += part;
  }
  return out;
}

class Taker {
 public:
  Taker(PlacesReport& report, RecordSink& sink) : report_(report), sink_(sink) {}

  static bool wanted(const osmium::TagList& tags) {
    return !name_of(tags).empty() && kind_of(tags) != nullptr;
  }

  /// `number`: the object's, unique over nodes and ways.
  void take(const osmium::TagList& tags, std::uint64_t number, std::optional<geo::Point> at) {
    ++report_.rows;
    if (!at || !in_korea(*at)) {
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
    place.phone = tag(tags, "phone").empty() ? tag(tags, "contact:phone") : tag(tags, "phone");
    place.road_address = road;
    place.position = *at;
    sink_.add(place);
    ++report_.used;
  }

 private:
  PlacesReport& report_;
  RecordSink& sink_;
};

using Corners = std::unordered_map<osmium::object_id_type, osmium::Location>;

/// First pass: the nodes of ways that are places.
struct WantedNodes : osmium::handler::Handler {
  Corners corners;
  void way(const osmium::Way& way) {
    if (!Taker::wanted(way.tags()) || way.nodes().size() > kWayNodesMax) return;
    for (const osmium::NodeRef& node : way.nodes())
      corners.emplace(node.ref(), osmium::Location{});
  }
};

/// Second pass: nodes come before ways.
struct Places : osmium::handler::Handler {
  Places(Corners& known, Taker& taker_given) : corners(known), taker(taker_given) {}
  Corners& corners;
  Taker& taker;

  void node(const osmium::Node& node) {
    if (const auto found = corners.find(node.id()); found != corners.end()) {
      found->second = node.location();
    }
    if (!Taker::wanted(node.tags())) return;
    const auto at = node.location();
    taker.take(node.tags(), static_cast<std::uint64_t>(node.positive_id()) * 10 + 1,
               at.valid() ? std::optional{geo::Point{at.lon(), at.lat()}} : std::nullopt);
  }

  void way(const osmium::Way& way) {
    if (!Taker::wanted(way.tags())) return;
    taker.take(way.tags(), static_cast<std::uint64_t>(way.positive_id()) * 10 + 2, middle(way));
  }

  /// The middle of the box around the way.
  [[nodiscard]] std::optional<geo::Point> middle(const osmium::Way& way) const {
    geo::Point low{1000, 1000}, high{-1000, -1000};
    for (const osmium::NodeRef& node : way.nodes()) {
      const auto found = corners.find(node.ref());
      if (found == corners.end() || !found->second.valid()) continue;
      const double lon = found->second.lon(), lat = found->second.lat();
      low = {std::min(low.lon, lon), std::min(low.lat, lat)};
      high = {std::max(high.lon, lon), std::max(high.lat, lat)};
    }
    if (low.lon > high.lon) return std::nullopt;
    return geo::Point{(low.lon + high.lon) / 2, (low.lat + high.lat) / 2};
  }
};

void pass(base::BytesView bytes, osmium::osm_entity_bits::type kinds, auto& handler) {
  const osmium::io::File file{reinterpret_cast<const char*>(bytes.data()), bytes.size(), "pbf"};
  osmium::io::Reader reader{file, kinds};
  osmium::apply(reader, handler);
  reader.close();
}

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
    pass(bytes, osmium::osm_entity_bits::way, wanted);
    Taker taker{report, sink};
    Places places{wanted.corners, taker};
    pass(bytes, osmium::osm_entity_bits::node | osmium::osm_entity_bits::way, places);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return fail(damaged(name, error.what()));
  }
  return report;
}

}  // namespace haetae::intake
