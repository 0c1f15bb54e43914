// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rank.hpp"
#include "reading.hpp"
#include "vocabulary.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace haetae::address {

/// Reads a query into `scratch` and begins to fetch what its words lead to.
void prepare(const Vocabulary& words, std::string_view query, Scratch::Impl& scratch);
/// geocode() of a query that was prepared.
[[nodiscard]] Geocode geocode_prepared(const Index& index, Scratch::Impl& scratch);

/// Tries the readings of a query that was prepared: region words, then a road with its number, a
/// lot, or a building. Four rounds, each freer than the one before, until one is good.
class Reader {
 public:
  Reader(const Tables& tables, const Vocabulary& words, const SearchOptions& options,
         Scratch::Impl& scratch);

  /// Fills Scratch::Impl::found, in no order.
  void run();
  [[nodiscard]] bool exhausted() const { return exhausted_; }

 private:
  enum class Round : std::uint8_t { exact, typo, skip, both };
  [[nodiscard]] bool typos() const { return round_ == Round::typo || round_ == Round::both; }
  [[nodiscard]] bool skips() const { return round_ == Round::skip || round_ == Round::both; }

  bool spend(std::uint32_t steps);
  [[nodiscard]] bool hopeless(std::uint32_t cost) const { return cost > best_ + slack_; }
  /// A correction costs kCostTypo and 2 at least, and is no use once one answer is as good.
  [[nodiscard]] bool hopeless_typo(std::uint32_t cost) const {
    return cost + kCostTypo + 2 + (slack_ == 0 ? 1 : 0) > best_ + slack_;
  }
  void emit(const Reading& reading, const Found& found, std::uint32_t cost, Match match);
  /// "기암리(岐岩) 4" means that village, not 기암리(基岩), whose name sounds the same.
  [[nodiscard]] bool other_hanja(RegionId region) const;

  // query.cpp
  void round(Round round);
  void read(const Reading& reading);
  void skip(const Reading& reading);
  void end_in_region(const Reading& reading, std::uint32_t cost, Match match);
  [[nodiscard]] bool boundary(std::uint32_t i) const { return scratch_.bounds.boundary(i); }
  [[nodiscard]] bool joins(std::uint32_t from, std::uint32_t to) const {
    return scratch_.bounds.joins(from, to);
  }

  // query_region.cpp
  void regions(const Reading& reading);
  void region_typos(const Reading& reading);
  void region_word(const Reading& reading, std::uint32_t term, std::uint16_t to, std::uint32_t cost,
                   Match match);
  bool narrow(const Reading& reading, std::uint32_t term, Reading& next);
  void override_areas(std::uint32_t term, Reading& next);
  void push_area(std::uint32_t from, Area area);
  [[nodiscard]] Area area_of(RegionPosting posting) const;
  /// The best area that holds a road or an address; its cost is kCostMax when none does.
  struct Fit {
    std::uint8_t cost = 0;
    bool former = false;
    DistrictId district = kNoDistrict;
    RegionId region = kNoRegion;  ///< the area itself
  };
  [[nodiscard]] Fit fit_road(const Reading& reading, RegionId sigungu) const;
  /// Whether the road has an address in the region; asks a bounded number of them.
  [[nodiscard]] bool runs_in(RoadId road, RegionId region) const;
  [[nodiscard]] Fit fit_address(const Reading& reading, AddressId address) const;
  /// Rows of the terms of the range that stand in a 시군구 of the areas; until the next call.
  std::span<const std::uint64_t> in_areas(const Reading& reading, const AreaTerms& terms,
                                          TermRange range);

  // query_road.cpp
  static constexpr std::size_t kRoadEndsMax = 24;
  using RoadEnds = std::array<std::uint16_t, kRoadEndsMax>;
  /// Where the name of a road that begins at `at` may end; how many there are.
  std::size_t road_ends(std::uint32_t at, RoadEnds& ends) const;
  void roads(const Reading& reading);
  void road_typos(const Reading& reading);
  void road_word(const Reading& reading, std::uint32_t term, std::uint16_t to, std::uint32_t cost,
                 Match match);
  void road_alone(const Reading& reading, std::uint32_t term, std::uint16_t to, std::uint32_t cost,
                  Match match);
  void road_line(const Reading& reading, RoadPosting posting, std::uint16_t to, std::uint32_t cost,
                 Match match);
  void road_number(const Reading& reading, RoadPosting posting, const WrittenNumber& number,
                   Found found, std::uint32_t cost, Match match);

  // query_lot.cpp
  void lots(const Reading& reading);
  void lots_of_area(const Reading& reading, const Area& area, const WrittenNumber& number,
                    std::uint32_t cost);
  bool lots_in(const Reading& reading, const Area& area, RegionId region,
               const WrittenNumber& number, std::uint32_t cost);
  [[nodiscard]] WrittenNumber road_number_at(std::uint32_t at) const;
  [[nodiscard]] WrittenNumber lot_number_at(std::uint32_t at) const;
  void digits(std::uint32_t at, WrittenNumber& number) const;
  /// What the text behind a number says against the reading.
  [[nodiscard]] std::uint32_t tail_cost(std::uint32_t at, bool lot) const;
  [[nodiscard]] bool follows(std::uint32_t at, std::u16string_view text) const {
    return at + text.size() <= text_.size() &&
           text_.units(at, at + static_cast<std::uint32_t>(text.size())) == text;
  }

  // query_building.cpp
  void buildings(const Reading& reading);
  void building_word(const Reading& reading, std::uint32_t term, std::uint16_t to,
                     std::uint32_t cost, Match match);
  void building_line(const Reading& reading, AddressId address, std::uint16_t to,
                     std::uint32_t cost, Match match);
  void begun_buildings(const Reading& reading);
  [[nodiscard]] bool only_detail(std::uint32_t at) const;

  // query_open.cpp: names that were not written out
  void initials(const Reading& reading);
  void initials_word(const Reading& reading, std::uint16_t to, bool open);
  void complete(const Reading& reading);
  void complete_with(const Reading& reading, std::u16string_view head, char16_t low, char16_t high);

  // query_english.cpp: "110 Sejong-daero, Jung-gu, Seoul"
  struct EnglishWords;
  void english();
  [[nodiscard]] EnglishWords english_words() const;
  bool english_name(std::uint32_t& at, EnglishWords& out) const;
  void english_parts(const EnglishWords& words);

  const Tables& tables_;
  const Vocabulary& words_;
  const SearchOptions& options_;
  Scratch::Impl& scratch_;
  const Text& text_;
  std::uint32_t steps_left_;
  std::uint32_t best_ = kCostMax;
  std::uint32_t slack_;
  Round round_ = Round::exact;
  bool exhausted_ = false;
  bool has_initials_ = false;
  bool all_latin_ = true;
  bool bent_ = false;
  bool side_hanja_ = false;  ///< Hanja stand in parentheses
};

}  // namespace haetae::address
