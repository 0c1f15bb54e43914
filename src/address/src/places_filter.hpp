// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/places.hpp"
#include "places_section.hpp"
#include "plane.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace haetae::address {

/// How well a place fits the words, best first.
enum class Fit : std::uint8_t { equal, prefix, contains, words, category, none };

struct PlaceCandidate {
  std::uint64_t order = 0;  ///< smaller is better
  std::uint32_t place = 0;
  float metres = -1;
  friend bool operator<(const PlaceCandidate& a, const PlaceCandidate& b) {
    return a.order != b.order ? a.order < b.order : a.place < b.place;
  }
};

/// The conditions of a query that are no words: groups, circle, box, region.
class PlaceFilter {
 public:
  PlaceFilter(const Tables& tables, const PlaceQuery& query);
  void set_region(RegionId region) { region_ = region; }

  /// Metres from the centre of the order (−1 without one), or nothing when the place is out.
  [[nodiscard]] std::optional<float> admit(const PlaceRow& row) const;
  /// Where a search by place begins: the centre, or the middle of the box.
  [[nodiscard]] const std::optional<geo::Point>& middle() const { return middle_; }
  /// Nothing that is admitted lies further from `middle` than this.
  [[nodiscard]] double reach_m() const { return reach_m_; }
  /// The groups to look into; PlaceCellRow::kAllGroups alone when any will do.
  [[nodiscard]] const std::vector<std::uint32_t>& groups() const { return groups_; }

 private:
  const Tables& tables_;
  std::uint32_t group_bits_ = 0;  ///< 0: any
  std::vector<std::uint32_t> groups_;
  std::optional<geo::Point> middle_;
  std::optional<Plane> plane_;
  double square_max_ = std::numeric_limits<double>::infinity();
  double reach_m_ = std::numeric_limits<double>::infinity();
  std::optional<Window> box_;
  RegionId region_ = kNoRegion;
};

}  // namespace haetae::address
