// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "haetae/address/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::address {

inline constexpr std::size_t kQueryBytesMax = 1000;  ///< longer queries are cut at a character

/// What a query was understood to name.
enum class HitKind : std::uint8_t {
  road_address,  ///< road and number: `address`
  lot_address,   ///< region and lot: `address` when an address stands on the lot
  road,          ///< a road alone: `road`
  region,        ///< a region alone: `region` (and `district` when a 행정동 was named)
  building,      ///< a building by its name: `address`
};

/// How the words of the query led to the hit, best first. A hit has the worst of its words.
enum class Match : std::uint8_t {
  exact,     ///< as written, after normalisation
  prefix,    ///< the last word was still being typed
  initials,  ///< 초성
  former,    ///< by a name that a reform has replaced
  typo,      ///< one jamo or one syllable away
  partial,   ///< some words of the query were not understood, or contradict the hit
};

/// One answer. Ids that do not apply are kNo….
struct Hit {
  HitKind kind = HitKind::road_address;
  Match match = Match::exact;
  AddressId address = kNoAddress;
  RoadId road = kNoRoad;
  RegionId region = kNoRegion;
  DistrictId district = kNoDistrict;  ///< the 행정동 that the query named
  LotNumber lot;                      ///< what was asked, for lot_address
  RoadNumber number;                  ///< what was asked, for road_address
  bool nearest = false;               ///< the number asked does not exist; this is the nearest
  std::uint32_t score = 0;            ///< larger is better; comparable within one answer only
};

/// The query taken apart.
struct Parsed {
  std::string region;    ///< region words, as written
  std::string road;      ///< road name, as written
  std::string number;    ///< "지하 189", "산 99-1", "12-3"
  std::string building;  ///< building name, as written
  std::string detail;    ///< 동, 층, 호 and what else follows the address: "101동 1203호"
  bool lot = false;      ///< number is a 지번
};

struct SearchOptions {
  std::uint32_t hits_max = 10;      ///< 1–1,000
  std::uint32_t steps_max = 20000;  ///< work, not time: the same query always ends the same way
  bool buildings = true;            ///< whether building names count
  bool building_exact = false;      ///< Kakao's analyze_type=exact: a building name must be equal
  bool correct = true;              ///< whether one-jamo typos are forgiven
  bool typing = false;              ///< the last word may be unfinished (prefix, mixed jamo)
};

struct Answer {
  std::vector<Hit> hits;    ///< best first
  std::uint32_t total = 0;  ///< hits found, ≥ hits.size(); counting may stop at 1,000
  bool exhausted = false;   ///< the budget ended before every reading was tried
  Parsed parsed;
};

/// Room that a thread keeps between queries, so that a query allocates nothing that it used before.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;
  struct Impl;
  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Finds addresses, roads and regions. Any bytes may come: text that names nothing gives no hit.
/// Cost: about 2–10 µs; bounded by `steps_max`.
[[nodiscard]] Answer search(const Index& index, std::string_view query,
                            const SearchOptions& options, Scratch& scratch);

/// One completion while typing.
struct Suggestion {
  Hit hit;
  std::string text;  ///< the whole address or name to put into the field
};

/// At most `count_max` (1–10) completions of what was typed so far, mixed jamo and 초성 included.
[[nodiscard]] std::vector<Suggestion> suggest(const Index& index, std::string_view typed,
                                              std::uint32_t count_max, Scratch& scratch);

/// The addresses behind a hit: itself; every address on the lot; every address of the road or the
/// region; every dwelling of the building.
[[nodiscard]] std::uint32_t addresses_behind(const Index& index, const Hit& hit);
[[nodiscard]] std::vector<AddressId> addresses_behind(const Index& index, const Hit& hit,
                                                      std::uint32_t offset, std::uint32_t limit);

/// One query, one address, for batches: the best hit alone, without the parts.
struct Geocode {
  Hit hit;
  bool found = false;
  /// Other answers somewhere else that fit the words as well, so that only its people put this one
  /// first; counted up to kNamesakesMax.
  std::uint8_t namesakes = 0;
};
inline constexpr std::uint8_t kNamesakesMax = 9;
/// As `search` with one hit. Cost of a clean road or lot address: about 1 µs, no allocation.
[[nodiscard]] Geocode geocode(const Index& index, std::string_view query, Scratch& scratch);

}  // namespace haetae::address
