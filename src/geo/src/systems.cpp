// SPDX-License-Identifier: Apache-2.0
#include "haetae/geo/systems.hpp"

#include "haetae/base/assert.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <numbers>
#include <proj.h>
#include <string>

namespace haetae::geo {
namespace {

enum class Ellipsoid { wgs84, grs80, bessel };

/// One system: a projection on an ellipsoid, in PROJ's words, and a factor on its metres. All
/// parameters are given, so that PROJ needs neither its database nor grids.
struct Definition {
  std::string_view name;
  Ellipsoid ellipsoid = Ellipsoid::wgs84;
  std::string_view projection = {};  ///< empty: degrees
  double factor = 1;
};

constexpr std::string_view kCentral = "+lat_0=38 +lon_0=127 +k=1 +x_0=200000 +y_0=500000";
constexpr std::string_view kKatec = "+lat_0=38 +lon_0=128 +k=0.9999 +x_0=400000 +y_0=600000";
constexpr std::string_view kZone52 = "+lat_0=0 +lon_0=129 +k=0.9996 +x_0=500000 +y_0=0";
constexpr std::string_view kUnified = "+lat_0=38 +lon_0=127.5 +k=0.9996 +x_0=1000000 +y_0=2000000";

constexpr std::array<Definition, 11> kDefinitions{{
    {"WGS84"},
    {"WTM", Ellipsoid::wgs84, kCentral},
    {"WCONGNAMUL", Ellipsoid::wgs84, kCentral, 2.5},
    {"TM", Ellipsoid::bessel, kCentral},
    {"CONGNAMUL", Ellipsoid::bessel, kCentral, 2.5},
    {"KTM", Ellipsoid::bessel, kKatec},
    {"WKTM", Ellipsoid::wgs84, kKatec},
    {"UTM", Ellipsoid::bessel, kZone52},
    {"WUTM", Ellipsoid::wgs84, kZone52},
    {"BESSEL", Ellipsoid::bessel},
    {"UTMK", Ellipsoid::grs80, kUnified},
}};

/// From longitude and latitude on WGS84 to those on Bessel 1841, by the seven national parameters
/// (EPSG method 9606). GRS80 needs no shift: its frame agrees with WGS84.
constexpr const char* kShift =
    "+proj=pipeline +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=-115.80 +y=474.99 +z=674.11 +rx=1.16 +ry=-2.31 +rz=-1.63 +s=6.43 "
    "+convention=position_vector +step +inv +proj=cart +ellps=bessel";

std::string words_of(const Definition& definition) {
  constexpr std::string_view kNames[] = {"WGS84", "GRS80", "bessel"};
  return fmt::format("+proj=tmerc {} +ellps={}", definition.projection,
                     kNames[static_cast<std::size_t>(definition.ellipsoid)]);
}

struct Close {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
  void operator()(PJ* operation) const { proj_destroy(operation); }
};

/// PROJ's objects belong to one thread each.
class Operations {
 public:
  Operations() : context_(proj_context_create()) {
    HAETAE_ASSERT(context_ != nullptr);
    proj_log_level(context_.get(), PJ_LOG_NONE);
    proj_context_set_enable_network(context_.get(), 0);
  }

  [[nodiscard]] PJ* projection(System system) {
    const auto index = static_cast<std::size_t>(system);
    return ready(projections_[index], [&] { return words_of(kDefinitions[index]); });
  }
  [[nodiscard]] PJ* shift() {
    return ready(shift_, [] { return kShift; });
  }

 private:
  using Made = std::unique_ptr<PJ, Close>;

  template <class Words>
  PJ* ready(Made& made, const Words& words) {
    if (!made) {
      made.reset(proj_create(context_.get(), std::string{words()}.c_str()));
      HAETAE_ASSERT(made != nullptr);  // our own words
    }
    return made.get();
  }

  std::unique_ptr<PJ_CONTEXT, Close> context_;
  std::array<Made, kDefinitions.size()> projections_;
  Made shift_;
};

Operations& operations() {
  thread_local Operations operations;
  return operations;
}

const Definition& definition_of(System system) {
  return kDefinitions[static_cast<std::size_t>(system)];
}

constexpr double kRadian = std::numbers::pi / 180;

/// Written so that NaN is outside.
bool in_domain(XY degrees) {
  return degrees.x >= kDomainLow.lon && degrees.x <= kDomainHigh.lon &&
         degrees.y >= kDomainLow.lat && degrees.y <= kDomainHigh.lat;
}

/// Beyond this no metre value lies in the domain, and PROJ need not be asked.
constexpr double kMetresMax = 1e7;

XY run(PJ* operation, PJ_DIRECTION direction, XY point) {
  const PJ_COORD made = proj_trans(operation, direction, proj_coord(point.x, point.y, 0, 0));
  return {made.xy.x, made.xy.y};
}

/// Radians on Bessel 1841 to radians on WGS84. Heights are not carried, so that going back alone
/// would miss by millimetres: what going forth again misses is taken off.
XY unshifted(XY old) {
  PJ* shift = operations().shift();
  const XY near = run(shift, PJ_INV, old);
  const XY again = run(shift, PJ_FWD, near);
  return {near.x + old.x - again.x, near.y + old.y - again.y};
}

std::optional<XY> to_degrees(System from, XY point) {
  if (from == System::wgs84) return point;
  const Definition& definition = definition_of(from);
  const bool degrees = definition.projection.empty();
  const double unit = degrees ? kRadian : 1 / definition.factor;
  XY made{point.x * unit, point.y * unit};
  if (!(std::abs(made.x) < kMetresMax && std::abs(made.y) < kMetresMax)) return std::nullopt;
  if (!degrees) made = run(operations().projection(from), PJ_INV, made);
  if (definition.ellipsoid == Ellipsoid::bessel) made = unshifted(made);
  return XY{made.x / kRadian, made.y / kRadian};
}

XY from_degrees(System to, XY point) {
  if (to == System::wgs84) return point;
  const Definition& definition = definition_of(to);
  const bool degrees = definition.projection.empty();
  XY made{point.x * kRadian, point.y * kRadian};
  if (definition.ellipsoid == Ellipsoid::bessel) made = run(operations().shift(), PJ_FWD, made);
  if (!degrees) made = run(operations().projection(to), PJ_FWD, made);
  const double unit = degrees ? 1 / kRadian : definition.factor;
  return {made.x * unit, made.y * unit};
}

}  // namespace

std::optional<System> system_from_text(std::string_view text) {
  for (std::size_t index = 0; index < kDefinitions.size(); ++index) {
    if (kDefinitions[index].name == text) return static_cast<System>(index);
  }
  return std::nullopt;
}

std::string_view to_text(System system) {
  return definition_of(system).name;
}

std::optional<XY> transform(System from, System to, XY point) {
  const std::optional<XY> degrees = to_degrees(from, point);
  if (!degrees || !in_domain(*degrees)) return std::nullopt;
  if (from == to) return point;
  const XY made = from_degrees(to, *degrees);
  if (!std::isfinite(made.x) || !std::isfinite(made.y)) return std::nullopt;
  return made;
}

void to_wgs84_from_utmk(std::span<const XY> from, std::span<Point> to) {
  HAETAE_ASSERT(from.size() == to.size());
  constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t index = 0; index < from.size(); ++index) {
    const auto degrees = to_degrees(System::utmk, from[index]);
    const bool inside = degrees && in_domain(*degrees);
    to[index] = inside ? Point{degrees->x, degrees->y} : Point{kNowhere, kNowhere};
  }
}

}  // namespace haetae::geo
