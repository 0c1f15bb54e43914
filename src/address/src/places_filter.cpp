// SPDX-License-Identifier: Apache-2.0
#include "places_filter.hpp"

namespace haetae::address {
namespace {

geo::Point clamped(geo::Point point) {
  return {std::clamp(point.lon, -180.0, 180.0), std::clamp(point.lat, -90.0, 90.0)};
}

}  // namespace

PlaceFilter::PlaceFilter(const Tables& tables, const PlaceQuery& query) : tables_(tables) {
  for (const std::string_view code : query.groups) {
    const auto group = group_number(code);
    if (group == 0 || (group_bits_ >> group & 1) != 0) continue;
    group_bits_ |= 1U << group;
    groups_.push_back(group);
  }
  if (groups_.empty()) groups_.push_back(PlaceCellRow::kAllGroups);
  if (query.box) {
    const geo::Point low = clamped(query.box->low), high = clamped(query.box->high);
    box_ = Window{geo::pack(low), geo::pack(high)};
    middle_ = geo::Point{(low.lon + high.lon) / 2, (low.lat + high.lat) / 2};
    reach_m_ = geo::distance_m(low, high);
  }
  if (query.centre) {
    middle_ = clamped(*query.centre);
    if (box_) {
      // From a centre outside of it the box is further away.
      reach_m_ = std::max({geo::distance_m(*middle_, unpack(box_->low)),
                           geo::distance_m(*middle_, unpack(box_->high)),
                           geo::distance_m(*middle_, {query.box->low.lon, query.box->high.lat}),
                           geo::distance_m(*middle_, {query.box->high.lon, query.box->low.lat})});
    }
    if (query.radius_m > 0) {
      square_max_ = query.radius_m * query.radius_m;
      reach_m_ = std::min(reach_m_, query.radius_m);
    }
  }
  if (middle_) plane_.emplace(*middle_);
}

std::optional<float> PlaceFilter::admit(const PlaceRow& row) const {
  if (group_bits_ != 0 && (group_bits_ >> row.group & 1) == 0) return std::nullopt;
  if (box_ && (row.position.lon < box_->low.lon || row.position.lon > box_->high.lon ||
               row.position.lat < box_->low.lat || row.position.lat > box_->high.lat)) {
    return std::nullopt;
  }
  if (region_ != kNoRegion &&
      (RegionId{row.region} == kNoRegion || !tables_.within(region_, RegionId{row.region}))) {
    return std::nullopt;
  }
  if (!plane_) return -1.0F;
  const double square = plane_->square(row.position);
  if (square > square_max_) return std::nullopt;
  return static_cast<float>(std::sqrt(square));
}

}  // namespace haetae::address
