// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scratch.hpp"
#include "tables.hpp"

#include <cstdint>
#include <vector>

/// What each doubt about a reading costs. A reading is the better the less it costs; among equals
/// the region with more people comes first.
namespace haetae::address {

inline constexpr std::size_t kFoundMax = 1000;  ///< hits of one query

inline constexpr std::uint8_t kCostMax = 200;
inline constexpr std::uint8_t kCostRegionAlone = 2;
inline constexpr std::uint8_t kCostRoadAlone = 3;
inline constexpr std::uint8_t kCostBuilding = 3;
inline constexpr std::uint8_t kCostStem = 1;  ///< "강남", "수원"
inline constexpr std::uint8_t kCostPart =
    1;  ///< "북구" for 포항시 북구; nothing once both parts are named
inline constexpr std::uint8_t kCostFormer = 1;
inline constexpr std::uint8_t kCostDistrict = 1;
inline constexpr std::uint8_t kCostDropped = 2;    ///< a 행정동 without its number
inline constexpr std::uint8_t kCostGround = 2;     ///< 지하 written and not so, or not written
inline constexpr std::uint8_t kCostOtherTown = 4;  ///< the road runs there, the number does not
inline constexpr std::uint8_t kCostNearSub = 4;    ///< 12-3 does not exist, 12 does
inline constexpr std::uint8_t kCostNear = 8;       ///< at most ten numbers away
inline constexpr std::uint8_t kCostFarNumber = 14;
inline constexpr std::uint8_t kCostTypo = 7;  ///< and the typing_distance
inline constexpr std::uint8_t kCostInitials = 6;
inline constexpr std::uint8_t kCostPrefix = 6;
inline constexpr std::uint8_t kCostContradiction = 6;  ///< a later word overrules an earlier one
inline constexpr std::uint8_t kCostSkippedWord = 8;
inline constexpr std::uint8_t kCostElsewhere = 18;    ///< the road is not in the region named
inline constexpr std::uint8_t kCostAttached = 2;      ///< text right behind the number
inline constexpr std::uint8_t kCostDoubtful = 12;     ///< and another number close behind it
inline constexpr std::uint8_t kCostBrokenName = 40;   ///< the number belongs to a longer name
inline constexpr std::uint8_t kCostRestUnknown = 20;  ///< only the beginning was understood

/// Sorts by cost and people, drops what was found twice, and sets the scores; keeps about the best
/// `most`.
void rank(const Tables& tables, Scratch::Impl& scratch, std::size_t most = kFoundMax);

/// The best hit alone, moved to the front; how many others elsewhere cost as little, up to
/// kNamesakesMax.
[[nodiscard]] std::uint8_t rank_best(const Tables& tables, Scratch::Impl& scratch);

}  // namespace haetae::address
