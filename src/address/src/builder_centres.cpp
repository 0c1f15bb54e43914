// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"

#include <numeric>

namespace haetae::address {
namespace {

/// Addresses grouped by region or district.
struct Groups {
  std::vector<std::uint32_t> counts;  ///< addresses before each group, and of all
  std::vector<std::uint32_t> starts;  ///< first point of each group, and the end
  std::vector<geo::PackedPoint> points;
};

Groups group(const std::vector<std::uint16_t>& column,
             const std::vector<geo::PackedPoint>& positions, std::size_t groups) {
  Groups out;
  out.counts.assign(groups + 1, 0);
  out.starts.assign(groups + 1, 0);
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column[i] >= groups) continue;
    ++out.counts[column[i] + 1U];
    if (positions[i] != kNowhere) ++out.starts[column[i] + 1U];
  }
  std::partial_sum(out.counts.begin(), out.counts.end(), out.counts.begin());
  std::partial_sum(out.starts.begin(), out.starts.end(), out.starts.begin());
  out.points.resize(out.starts.back());
  std::vector<std::uint32_t> next(out.starts.begin(), out.starts.end() - 1);
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column[i] < groups && positions[i] != kNowhere) {
      out.points[next[column[i]]++] = positions[i];
    }
  }
  return out;
}

/// The median of longitudes and of latitudes: outliers do not move it.
geo::PackedPoint median(const std::vector<geo::PackedPoint>& points, std::uint32_t first,
                        std::uint32_t last) {
  if (first == last) return kNowhere;
  std::vector<std::int32_t> values(last - first);
  const auto middle = values.begin() + (last - first) / 2;
  const auto of = [&](std::int32_t geo::PackedPoint::*member) {
    std::transform(points.begin() + first, points.begin() + last, values.begin(),
                   [member](const geo::PackedPoint& point) { return point.*member; });
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  };
  return {of(&geo::PackedPoint::lon), of(&geo::PackedPoint::lat)};
}

/// The position of the address in the middle of the road, so that it stands beside the road.
geo::PackedPoint road_centre(const Draft& draft, std::uint32_t first, std::uint32_t last) {
  const auto middle = first + (last - first) / 2;
  for (std::uint32_t off = 0; off <= last - first; ++off) {
    if (middle + off < last && draft.positions[middle + off] != kNowhere) {
      return draft.positions[middle + off];
    }
    if (middle >= first + off && draft.positions[middle - off] != kNowhere) {
      return draft.positions[middle - off];
    }
  }
  return kNowhere;
}

}  // namespace

void count_and_centre(Draft& draft, Parallel& parallel) {
  const auto in_regions = group(draft.address_regions, draft.positions, draft.regions.size());
  const auto in_districts = group(draft.address_districts, draft.positions, draft.districts.size());
  split(static_cast<std::uint32_t>(draft.regions.size()), kParts, parallel,
        [&](std::uint32_t first, std::uint32_t last, std::uint32_t) {
          for (auto i = first; i < last; ++i) {
            auto& row = draft.regions[i];
            row.addresses = in_regions.counts[row.end] - in_regions.counts[i];
            row.centre =
                median(in_regions.points, in_regions.starts[i], in_regions.starts[row.end]);
          }
        });
  for (std::uint32_t i = 0; i < draft.districts.size(); ++i) {
    draft.districts[i].centre =
        median(in_districts.points, in_districts.starts[i], in_districts.starts[i + 1]);
  }
  for (std::uint32_t i = 0; i < draft.roads.size(); ++i) {
    const auto first = draft.roads[i].first;
    const auto last = draft.road_end(i);
    if (first < last) draft.roads[i].centre = road_centre(draft, first, last);
  }
}

}  // namespace haetae::address
