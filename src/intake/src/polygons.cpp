// SPDX-License-Identifier: Apache-2.0
#include "polygons.hpp"

#include "haetae/geo/systems.hpp"
#include "korea.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <simdjson.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;
using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

using Ring = std::vector<geo::Point>;
constexpr std::size_t kPointsMax = 50'000'000;  ///< in a file; the nation at 1:5,000 has fewer

struct Property {
  const char* name;
  enum class Kind { any, legal, administrative } kind;
};
/// Codes, the telling ones first.
constexpr Property kCodes[] = {
    {"adm_cd2", Property::Kind::administrative},
    {"LI_CD", Property::Kind::legal},
    {"EMD_CD", Property::Kind::legal},
    {"emd_cd", Property::Kind::legal},
    {"SIG_CD", Property::Kind::legal},
    {"sig_cd", Property::Kind::legal},
    {"CTPRVN_CD", Property::Kind::legal},
    {"ctprvn_cd", Property::Kind::legal},
    {"BJCD", Property::Kind::legal},
    {"bjd_cd", Property::Kind::legal},
    {"H_CODE", Property::Kind::administrative},
    {"code", Property::Kind::any},
    {"adm_cd", Property::Kind::any},
    {"ADM_CD", Property::Kind::any},
    {"adm_dr_cd", Property::Kind::any},
    {"ADM_DR_CD", Property::Kind::any},
    {"id", Property::Kind::any},
};
constexpr const char* kNames[] = {"name",       "title",     "adm_nm",     "ADM_NM",   "adm_dr_nm",
                                  "ADM_DR_NM",  "LI_KOR_NM", "EMD_KOR_NM", "EMD_NM",   "SIG_KOR_NM",
                                  "CTP_KOR_NM", "emd_nm",    "sig_nm",     "ctprvn_nm"};

std::string text_of(const element& value) {
  std::string_view text;
  std::int64_t number = 0;
  if (value.get(text) == simdjson::SUCCESS) return std::string{text};
  if (value.get(number) == simdjson::SUCCESS && number >= 0) return fmt::format("{}", number);
  return {};
}

void read_properties(const element& feature, Feature& out) {
  object properties;
  if (feature["properties"].get(properties) != simdjson::SUCCESS) return;
  element value;
  for (const Property& property : kCodes) {
    if (properties[property.name].get(value) != simdjson::SUCCESS) continue;
    std::string text = text_of(value);
    if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) continue;
    out.code = std::move(text);
    out.legal = property.kind == Property::Kind::legal;
    out.administrative = property.kind == Property::Kind::administrative;
    break;
  }
  for (const char* name : kNames) {
    if (properties[name].get(value) != simdjson::SUCCESS) continue;
    out.name = text_of(value);
    if (!out.name.empty()) break;
  }
}

bool read_pair(const element& value, geo::Point& point) {
  array pair;
  if (value.get(pair) != simdjson::SUCCESS || pair.size() < 2) return false;
  return pair.at(0).get(point.lon) == simdjson::SUCCESS &&
         pair.at(1).get(point.lat) == simdjson::SUCCESS;
}

/// Degrees stay, metres of EPSG:5179 are carried over; the rest lies nowhere.
bool place(geo::Point& point) {
  if (std::abs(point.lon) > 180 || std::abs(point.lat) > 90) {
    const auto at = geo::transform(geo::System::utmk, geo::System::wgs84, {point.lon, point.lat});
    if (!at) return false;
    point = {at->x, at->y};
  }
  return in_korea(point);
}

class Reader {
 public:
  Outcome<std::vector<Feature>, std::string> read(std::string_view text) {
    simdjson::dom::parser parser;
    element document;
    const simdjson::padded_string padded{text};
    if (const auto error = parser.parse(padded).get(document); error != simdjson::SUCCESS) {
      return fail(fmt::format("it is no JSON: {}", simdjson::error_message(error)));
    }
    std::string_view type;
    if (document["type"].get(type) != simdjson::SUCCESS) {
      return fail(std::string{"it is neither GeoJSON nor TopoJSON"});
    }
    const bool read = type == "Topology" ? read_topology(document) : read_collection(document);
    if (!read) {
      return fail(why_.empty() ? std::string{"it is neither GeoJSON nor TopoJSON"} : why_);
    }
    return std::move(features_);
  }

 private:
  bool count(std::size_t points) {
    points_ += points;
    if (points_ <= kPointsMax) return true;
    why_ = "it has more points than the nation needs";
    return false;
  }

  bool take_ring(Ring ring, Feature& feature) {
    if (!count(ring.size())) return false;
    const bool good = ring.size() >= 3 &&
                      std::all_of(ring.begin(), ring.end(), [](geo::Point& p) { return place(p); });
    if (good) feature.rings.push_back(std::move(ring));
    return true;
  }

  bool read_collection(const element& document) {
    array features;
    if (document["features"].get(features) != simdjson::SUCCESS) return false;
    for (const element one : features) {
      Feature feature;
      read_properties(one, feature);
      if (!read_geometry(one, feature)) return false;
      features_.push_back(std::move(feature));
    }
    return true;
  }

  bool read_geometry(const element& one, Feature& feature) {
    std::string_view type;
    array parts;
    if (one["geometry"]["type"].get(type) != simdjson::SUCCESS ||
        one["geometry"]["coordinates"].get(parts) != simdjson::SUCCESS) {
      return true;  // no geometry is no outline, and no reason to give up the file
    }
    if (type == "Polygon") return read_rings(parts, feature);
    if (type != "MultiPolygon") return true;
    for (const element polygon : parts) {
      array rings;
      if (polygon.get(rings) == simdjson::SUCCESS && !read_rings(rings, feature)) return false;
    }
    return true;
  }

  bool read_rings(const array& rings, Feature& feature) {
    for (const element one : rings) {
      array points;
      if (one.get(points) != simdjson::SUCCESS) continue;
      Ring ring;
      for (const element pair : points) {
        geo::Point point;
        if (read_pair(pair, point)) ring.push_back(point);
      }
      if (!take_ring(std::move(ring), feature)) return false;
    }
    return true;
  }

  bool read_topology(const element& document) {
    array arcs;
    object objects;
    if (document["arcs"].get(arcs) != simdjson::SUCCESS ||
        document["objects"].get(objects) != simdjson::SUCCESS) {
      return false;
    }
    read_transform(document);
    for (const element arc : arcs) {
      if (!read_arc(arc)) return false;
    }
    for (const auto& [key, value] : objects) {
      array geometries;
      if (value["geometries"].get(geometries) != simdjson::SUCCESS) continue;
      for (const element one : geometries) {
        Feature feature;
        read_properties(one, feature);
        if (!read_topology_geometry(one, feature)) return false;
        features_.push_back(std::move(feature));
      }
    }
    return true;
  }

  void read_transform(const element& document) {
    geo::Point scale, shift;
    element value;
    quantised_ = document["transform"]["scale"].get(value) == simdjson::SUCCESS &&
                 read_pair(value, scale) &&
                 document["transform"]["translate"].get(value) == simdjson::SUCCESS &&
                 read_pair(value, shift);
    if (!quantised_) return;
    scale_ = scale;
    shift_ = shift;
  }

  /// Quantised arcs hold differences; others hold positions.
  bool read_arc(const element& arc) {
    array points;
    if (arc.get(points) != simdjson::SUCCESS || !count(points.size())) return false;
    Ring line;
    geo::Point sum;
    for (const element pair : points) {
      geo::Point point;
      if (!read_pair(pair, point)) return false;
      if (quantised_) {
        sum = {sum.lon + point.lon, sum.lat + point.lat};
        point = {sum.lon * scale_.lon + shift_.lon, sum.lat * scale_.lat + shift_.lat};
      }
      line.push_back(point);
    }
    arcs_.push_back(std::move(line));
    return true;
  }

  bool read_topology_geometry(const element& one, Feature& feature) {
    std::string_view type;
    array parts;
    if (one["type"].get(type) != simdjson::SUCCESS || one["arcs"].get(parts) != simdjson::SUCCESS)
      return true;
    if (type == "Polygon") return read_arc_rings(parts, feature);
    if (type != "MultiPolygon") return true;
    for (const element polygon : parts) {
      array rings;
      if (polygon.get(rings) == simdjson::SUCCESS && !read_arc_rings(rings, feature)) return false;
    }
    return true;
  }

  bool read_arc_rings(const array& rings, Feature& feature) {
    for (const element one : rings) {
      array numbers;
      if (one.get(numbers) != simdjson::SUCCESS) continue;
      Ring ring;
      for (const element value : numbers) {
        std::int64_t number = 0;
        if (value.get(number) != simdjson::SUCCESS || !append_arc(number, ring)) {
          why_ = "a polygon names an arc that is not there";
          return false;
        }
        if (!count(0)) return false;
      }
      if (!take_ring(std::move(ring), feature)) return false;
    }
    return true;
  }

  /// A negative number is the arc ~number, backwards. Arcs share their end points.
  bool append_arc(std::int64_t number, Ring& ring) {
    const bool backwards = number < 0;
    const auto index = static_cast<std::uint64_t>(backwards ? ~number : number);
    if (index >= arcs_.size()) return false;
    const Ring& arc = arcs_[index];
    points_ += arc.size();
    if (!ring.empty()) ring.pop_back();
    if (backwards) {
      ring.insert(ring.end(), arc.rbegin(), arc.rend());
    } else {
      ring.insert(ring.end(), arc.begin(), arc.end());
    }
    return true;
  }

  std::vector<Feature> features_;
  std::vector<Ring> arcs_;
  std::string why_;
  std::size_t points_ = 0;
  bool quantised_ = false;
  geo::Point scale_{1, 1}, shift_;
};

}  // namespace

Outcome<std::vector<Feature>, std::string> read_polygons(std::string_view text) {
  return Reader{}.read(text);
}

}  // namespace haetae::intake
