// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/search.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::address {

/// Kakao's category groups (spec kakao-local §7).
struct PlaceGroup {
  std::string_view code;
  std::string_view name;
};
inline constexpr std::array<PlaceGroup, 18> kPlaceGroups{{
    {"MT1", "대형마트"},
    {"CS2", "편의점"},
    {"PS3", "어린이집, 유치원"},
    {"SC4", "학교"},
    {"AC5", "학원"},
    {"PK6", "주차장"},
    {"OL7", "주유소, 충전소"},
    {"SW8", "지하철역"},
    {"BK9", "은행"},
    {"CT1", "문화시설"},
    {"AG2", "중개업소"},
    {"PO3", "공공기관"},
    {"AT4", "관광명소"},
    {"AD5", "숙박"},
    {"FD6", "음식점"},
    {"CE7", "카페"},
    {"HP8", "병원"},
    {"PM9", "약국"},
}};
/// Empty for a code that is none.
[[nodiscard]] std::string_view place_group_name(std::string_view code);

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
