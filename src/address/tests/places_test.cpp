// SPDX-License-Identifier: Apache-2.0
// Keyword and category search (spec kakao-local §6, §7) over a small town.
#include "haetae/address/places.hpp"

#include "haetae/address/builder.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace haetae::address {
namespace {

struct Given {
  const char* id;
  const char* name;
  const char* category;
  const char* group;
  const char* road;
  geo::Point position;
};

constexpr Given kGiven[] = {
    {"1",
     "판교약국",
     "의료,건강 > 약국",
     "PM9",
     "경기도 성남시 분당구 판교역로 235",
     {127.1086, 37.4012}},
    {"2", "한마음 약국", "의료,건강 > 약국", "PM9", "", {127.1096, 37.4012}},
    {"3",
     "큰별약국",
     "의료,건강 > 약국",
     "PM9",
     "서울특별시 종로구 세종대로 189",
     {126.9770, 37.5720}},
    {"4",
     "카페 봄날",
     "음식점 > 카페",
     "CE7",
     "서울특별시 종로구 세종대로 175",
     {126.9760, 37.5725}},
    {"5", "봄날", "음식점 > 한식", "FD6", "", {126.9761, 37.5726}},
    {"6", "Café GS25 판교점", "가정,생활 > 편의점", "CS2", "", {127.1090, 37.4020}},
    {"7", "경기고등학교", "교육,학문 > 학교", "SC4", "", {127.0500, 37.5100}},
    {"8", "판교고등학교", "교육,학문 > 학교", "SC4", "", {127.1000, 37.4000}},
    {"9", "이름 없는 자리", "", "", "경기도 성남시 분당구 판교역로 235", {0, 0}},
    {"10", "어디에도 없음", "", "", "", {0, 0}},
};

void add_addresses(IndexBuilder& builder) {
  builder.add(RegionRecord{4113510900, "경기도", "성남시 분당구", "삼평동", ""});
  builder.add(RegionRecord{1111011900, "서울특별시", "종로구", "세종로", ""});
  builder.add(RoadRecord{411353180019, "판교역로", ""});
  builder.add(RoadRecord{111102005001, "세종대로", ""});
  const auto add = [&](std::uint64_t road, std::uint32_t number, std::uint64_t region,
                       geo::Point point) {
    const AddressKey key{road, {Ground::surface, number, 0}};
    builder.add(AddressRecord{.key = key, .region = region, .lot = {false, number, 0}});
    builder.add(PositionRecord{key, point});
  };
  add(411353180019, 235, 4113510900, {127.1086, 37.4012});
  add(111102005001, 189, 1111011900, {126.9770, 37.5720});
  add(111102005001, 175, 1111011900, {126.9760, 37.5725});
}

std::string build(const std::vector<Given>& given) {
  IndexBuilder builder;
  add_addresses(builder);
  for (const Given& one : given) {
    builder.add(PlaceRecord{.id = one.id,
                            .name = one.name,
                            .category = one.category,
                            .category_group = one.group,
                            .phone = "02-000-0000",
                            .road_address = one.road,
                            .position = one.position});
  }
  std::string bytes;
  Sequential sequential;
  const auto report = builder.finish({.version = "1"}, sequential, [&](base::BytesView more) {
    bytes += base::as_text(more);
    return true;
  });
  EXPECT_TRUE(report.has_value());
  return bytes;
}

/// The town, and its bytes at a multiple of 16.
class Town {
 public:
  Town() : Town(build({std::begin(kGiven), std::end(kGiven)})) {}
  explicit Town(const std::string& bytes) : room_(bytes.size() / 16 + 1) {
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(room_.data()));
    auto opened = Index::open({reinterpret_cast<const std::uint8_t*>(room_.data()), bytes.size()});
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().message);
    index_.emplace(*std::move(opened));
  }
  [[nodiscard]] const Index& index() const { return *index_; }

  PlaceAnswer ask(const PlaceQuery& query) { return find_places(*index_, query, scratch_); }
  /// Ids of the hits, by comma.
  std::string ids(const PlaceQuery& query) {
    std::string out;
    for (const PlaceHit& hit : ask(query).hits)
      out.append(out.empty() ? "" : ",").append(index_->place(hit.place).id);
    return out;
  }
  std::string ids(std::string_view text) { return ids(PlaceQuery{.text = text}); }

 private:
  struct alignas(16) Block {
    char bytes[16];
  };
  std::vector<Block> room_;
  std::optional<Index> index_;
  Scratch scratch_;
};

constexpr geo::Point kPangyo{127.1086, 37.4012};

TEST(Places, KeepsWhatTheRecordsSayAndLinksThemToTheirAddress) {
  Town town;
  EXPECT_EQ(town.index().place_count(), 9U);  // one is nowhere
  const auto hits = town.ask({.text = "판교약국"}).hits;
  ASSERT_EQ(hits.size(), 1U);
  const Place place = town.index().place(hits[0].place);
  EXPECT_EQ(place.name, "판교약국");
  EXPECT_EQ(place.category, "의료,건강 > 약국");
  EXPECT_EQ(place.category_group, "PM9");
  EXPECT_EQ(place.phone, "02-000-0000");
  ASSERT_NE(place.address, kNoAddress);
  EXPECT_EQ(town.index().address(place.address).number.main, 235U);
  EXPECT_NEAR(place.position.lat, kPangyo.lat, 1e-9);
  EXPECT_EQ(hits[0].distance_m, -1);
}

TEST(Places, TakesThePositionOfTheAddressWhereTheRecordHasNone) {
  Town town;
  const auto hits = town.ask({.text = "이름없는자리"}).hits;
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_NEAR(town.index().place(hits[0].place).position.lon, kPangyo.lon, 1e-7);
}

TEST(Places, FindsByTheWholeNameThenByItsBeginningThenByAPart) {
  Town town;
  EXPECT_EQ(town.ids("봄날"), "5,4");
  EXPECT_EQ(town.ids("판교"), "1,8,6");
  EXPECT_EQ(town.ids("고등"), "7,8");
}

TEST(Places, FindsWithSpacesMissingOrAddedAndInAnyCase) {
  Town town;
  EXPECT_EQ(town.ids("한마음약국"), "2");
  EXPECT_EQ(town.ids("판 교 약 국"), "1");
  EXPECT_EQ(town.ids("gs25 판교"), "6");
  EXPECT_EQ(town.ids("판교점 GS25"), "6");
}

TEST(Places, FindsByInitialConsonants) {
  Town town;
  EXPECT_EQ(town.ids("ㅍㄱㅇㄱ"), "1");
  EXPECT_EQ(town.ids("ㅎㅁㅇ"), "2");
  EXPECT_EQ(town.ids("ㅇㄱ"), "3,1,2");
}

TEST(Places, FindsByTheWordsOfACategory) {
  Town town;
  EXPECT_EQ(town.ids("한식"), "5");
  EXPECT_EQ(town.ids("편의점"), "6");
  EXPECT_EQ(town.ids("봄날 한식"), "5");
  EXPECT_EQ(town.ids("봄날 약국"), "");
}

TEST(Places, SplitsRegionWordsFromTheRest) {
  Town town;
  const PlaceAnswer answer = town.ask({.text = "종로구  약국"});
  ASSERT_EQ(answer.hits.size(), 1U);
  EXPECT_EQ(town.index().place(answer.hits[0].place).id, "3");
  EXPECT_EQ(answer.keyword, "약국");
  EXPECT_EQ(answer.selected_region, "서울 종로구");
  EXPECT_EQ(answer.regions, std::vector<std::string>{"서울 종로구"});
  EXPECT_EQ(town.ids("경기 성남시 분당구 약국"), "1,2");
  const PlaceAnswer none = town.ask({.text = "약국"});
  EXPECT_EQ(none.keyword, "약국");
  EXPECT_TRUE(none.regions.empty());
  EXPECT_TRUE(none.selected_region.empty());
}

TEST(Places, PrefersANameToTheRegionItBeginsWith) {
  Town town;
  EXPECT_EQ(town.ids("경기 고등학교"), "7,8");
}

TEST(Places, KeepsToGroupsRadiusAndRectangle) {
  Town town;
  EXPECT_EQ(town.ids({.text = "판교", .groups = {"SC4", "CS2"}}), "8,6");
  EXPECT_EQ(town.ids({.text = "약국", .centre = kPangyo, .radius_m = 50}), "1");
  EXPECT_EQ(town.ids({.text = "약국", .centre = kPangyo, .radius_m = 500}), "1,2");
  EXPECT_EQ(town.ids({.text = "약국", .box = Box{{126.9, 37.5}, {127, 37.6}}}), "3");
}

TEST(Places, OrdersByDistanceWhenAsked) {
  Town town;
  const PlaceAnswer answer =
      town.ask({.text = "봄날", .centre = geo::Point{126.9760, 37.5725}, .by_distance = true});
  ASSERT_EQ(answer.hits.size(), 2U);
  EXPECT_EQ(town.index().place(answer.hits[0].place).id, "4");
  EXPECT_NEAR(answer.hits[0].distance_m, 0, 0.1);
  EXPECT_NEAR(answer.hits[1].distance_m, 14.2, 0.2);
}

TEST(Places, FindsACategoryAroundAPointAndInARectangle) {
  Town town;
  EXPECT_EQ(town.ids({.groups = {"PM9"}, .centre = kPangyo, .radius_m = 1000}), "1,2");
  EXPECT_EQ(town.ids({.groups = {"PM9"}, .centre = kPangyo, .radius_m = 40000}), "1,2,3");
  EXPECT_EQ(town.ids({.groups = {"CE7", "FD6"}, .box = Box{{126.9, 37.5}, {127, 37.6}}}), "4,5");
  EXPECT_EQ(town.ids({.groups = {"MT1"}, .centre = kPangyo, .radius_m = 20000}), "");
}

TEST(Places, GivesAnyStretchOfTheAnswerAndTheWholeCount) {
  Town town;
  const PlaceAnswer answer = town.ask({.text = "약국", .offset = 1, .limit = 1});
  EXPECT_EQ(answer.total, 3U);
  ASSERT_EQ(answer.hits.size(), 1U);
  EXPECT_EQ(town.index().place(answer.hits[0].place).id, "1");
  EXPECT_TRUE(town.ask({.text = "약국", .offset = 9, .limit = 9}).hits.empty());
}

TEST(Places, AnswersNothingToWhatNamesNothing) {
  Town town;
  for (const char* text : {"", " ", "!?", "없는가게이름", "\xff\xfe", "ㅁㅁㅁㅁㅁ", "<script>"})
    EXPECT_EQ(town.ids(text), "") << text;
  EXPECT_EQ(town.ids({.text = "판교", .centre = geo::Point{1e9, -1e9}, .radius_m = 10}), "");
}

TEST(Places, BecomesTheSameBytesInAnyOrderOfRecords) {
  std::vector<Given> given(std::begin(kGiven), std::end(kGiven));
  const std::string first = build(given);
  std::reverse(given.begin(), given.end());
  EXPECT_EQ(build(given), first);
  given.push_back(given.front());  // twice the same
  EXPECT_EQ(build(given), first);
}

TEST(Places, LeavesAnIndexWithoutPlacesUsable) {
  Town town{build({})};
  EXPECT_EQ(town.index().place_count(), 0U);
  EXPECT_EQ(town.ids("약국"), "");
}

}  // namespace
}  // namespace haetae::address
