// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/search.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::address {

struct Box {
  geo::Point low;
  geo::Point high;
};

/// Keyword and category search (spec kakao-local §6, §7).
struct PlaceQuery {
  std::string_view text;                 ///< empty for a category search
  std::vector<std::string_view> groups;  ///< Kakao's group codes; empty: all
  std::optional<geo::Point> centre;
  double radius_m = 0;  ///< 0: unbounded; needs `centre`
  std::optional<Box> box;
  bool by_distance = false;  ///< needs `centre`
  std::uint32_t offset = 0;
  std::uint32_t limit = 15;
};

struct PlaceHit {
  PlaceId place{};
  double distance_m = -1;  ///< −1 without a centre
};

struct PlaceAnswer {
  std::vector<PlaceHit> hits;
  std::uint32_t total = 0;  ///< counting may stop at 10,000
  /// The query split into a region and the rest: "중앙로 맛집" (meta.same_name).
  std::vector<std::string> regions;
  std::string keyword;
  std::string selected_region;
};

[[nodiscard]] PlaceAnswer find_places(const Index& index, const PlaceQuery& query,
                                      Scratch& scratch);

}  // namespace haetae::address
