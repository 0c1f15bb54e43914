// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/search.hpp"
#include "normalise.hpp"
#include "word_bounds.hpp"
#include "word_fetcher.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace haetae::address {

/// A region that the words read so far may mean, and what taking them so costs.
struct Area {
  RegionId region = kNoRegion;
  DistrictId district = kNoDistrict;  ///< when a 행정동 was named; `region` is its 시군구 then
  std::uint8_t cost = 0;
  bool former = false;
};

/// Units [from, to) of the query.
struct Stretch {
  std::uint16_t from = 0;
  std::uint16_t to = 0;
  [[nodiscard]] bool empty() const { return from == to; }
};

/// A hit with the parts of the query that led to it.
struct Found {
  Hit hit;
  std::uint8_t cost = 0;
  RegionId area = kNoRegion;  ///< what the region words named around a road
  bool bent = false;          ///< completed by taking the last syllable for unfinished: 시 → 신
  Stretch region;
  Stretch name;  ///< road or building
  Stretch number;
  std::uint16_t end = 0;  ///< the detail begins here
};

/// What ranking compares, so that it moves little.
struct RankKey {
  std::uint64_t thing = 0;  ///< equal for what is one answer
  std::uint32_t doubt = 0;  ///< the score upside down
  std::uint32_t found = 0;
};

struct Scratch::Impl {
  NormalisedQuery query;
  WordBounds bounds;  ///< of query.main
  WordFetcher fetcher;
  std::vector<Area> areas;  ///< a stack: each word read puts its meanings on top
  std::vector<Found> found;
  std::vector<std::pair<std::uint32_t, std::uint8_t>> near;
  std::vector<std::uint64_t> rows;  ///< of AreaTerms
  std::vector<RankKey> keys;
  std::vector<Found> ranked;
};

}  // namespace haetae::address
