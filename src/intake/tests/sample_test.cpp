// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/sample.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

namespace haetae::intake {
namespace {

/// Keeps what the tests ask about.
struct Kept final : RecordSink {
  struct Known {
    address::AddressKey key;
    std::uint64_t region = 0;
    std::uint32_t zip = 0;
    std::string building;
  };
  std::vector<Known> addresses;
  std::set<std::uint64_t> regions, roads;
  std::set<std::string> places, road_addresses;
  std::uint64_t people = 0;
  std::uint32_t positions = 0;

  void add(const address::RegionRecord& record) override { regions.insert(record.code); }
  void add(const address::RegionEnglishRecord&) override {}
  void add(const address::RoadRecord& record) override { roads.insert(record.code); }
  void add(const address::AddressRecord& record) override {
    addresses.push_back({record.key, record.region, record.zip, std::string{record.building}});
  }
  void add(const address::LotRecord&) override {}
  void add(const address::PositionRecord&) override { ++positions; }
  void add(const address::BuildingRecord&) override {}
  void add(const address::UnitRecord&) override {}
  void add(const address::DistrictRecord&) override {}
  void add(const address::FormerRegionRecord&) override {}
  void add(const address::FormerRoadRecord&) override {}
  void add(const address::PopulationRecord& record) override { people += record.people; }
  void add(const address::BoundaryRecord&) override {}
  void add(const address::PlaceRecord& record) override {
    places.insert(std::string{record.id});
    road_addresses.insert(std::string{record.road_address});
  }
  void remove(const address::AddressKey&) override {}
  void remove(const address::LotRecord&) override {}
  void remove(const address::BuildingRemoval&) override {}
};

const std::string kHead{sample_places().substr(0, sample_places().find('\n') + 1)};

TEST(Sample, HoldsHundredsOfPlacesInEveryProvince) {
  Kept kept;
  const auto count = read_sample(sample_places(), kept);
  ASSERT_TRUE(count.has_value()) << count.error().message;
  EXPECT_GE(*count, 500U);
  EXPECT_EQ(kept.addresses.size(), *count);
  EXPECT_EQ(kept.positions, *count);
  EXPECT_GE(kept.places.size(), *count);
  std::set<std::uint64_t> provinces;
  for (const std::uint64_t code : kept.regions)
    provinces.insert(code / 100'000'000);
  EXPECT_EQ(provinces.size(), 17U);
}

TEST(Sample, KeepsToTheRangesOfOfficialNumbers) {
  Kept kept;
  ASSERT_TRUE(read_sample(sample_places(), kept).has_value());
  for (const auto& known : kept.addresses) {
    EXPECT_EQ(known.key.road / 10'000'000, known.region / 100'000) << known.building;
    EXPECT_EQ(known.key.road / 100'000 % 10, 9U) << "a made number shows as made";
    EXPECT_TRUE(known.zip == 0 || (known.zip >= 1000 && known.zip <= 63'999)) << known.building;
    EXPECT_GT(known.key.number.main, 0U);
  }
  EXPECT_TRUE(kept.road_addresses.contains("경기도 성남시 분당구 판교역로 166"));
  EXPECT_TRUE(kept.road_addresses.contains("서울특별시 종로구 세종대로 지하 172"));
}

TEST(Sample, MakesTheSameCodesEveryTime) {
  Kept first, second;
  ASSERT_TRUE(read_sample(sample_places(), first).has_value());
  ASSERT_TRUE(read_sample(sample_places(), second).has_value());
  EXPECT_EQ(first.roads, second.roads);
  EXPECT_EQ(first.places, second.places);
}

TEST(Sample, NamesTheBuildingAfterTheFirstOfTwoPlacesAtOneAddress) {
  const std::string cells =
      "\tgov\tPO3\t서울특별시\t중구\t태평로1가\t\t세종대로\t110\t04524\t31\t126.9784\t37.5666\tx\t"
      "1114010300\t";
  Kept kept;
  ASSERT_TRUE(read_sample(kHead + "A" + cells + "A\n" + "B" + cells + "B\n", kept).has_value());
  ASSERT_EQ(kept.addresses.size(), 1U);
  EXPECT_EQ(kept.addresses[0].building, "A");
  EXPECT_EQ(kept.addresses[0].zip, 4524U);
  EXPECT_EQ(kept.places.size(), 2U);
}

TEST(Sample, NamesTheLineThatIsBroken) {
  for (const std::string line : {"too\tfew",
                                 "A\tgov\t\t서울특별시\t중구\t태평로1가\t\t세종대로\tnone\t"
                                 "04524\t31\t126.9\t37.5\tx\t1114010300\tA"}) {
    Kept kept;
    const auto read = read_sample(kHead + line + "\n", kept);
    ASSERT_FALSE(read.has_value());
    EXPECT_NE(read.error().message.find("line 2"), std::string::npos);
  }
  Kept kept;
  EXPECT_FALSE(read_sample("", kept).has_value());
}

TEST(Populations, CountEveryProvinceAndCity) {
  Kept kept;
  const auto count = read_populations(populations(), kept);
  ASSERT_TRUE(count.has_value());
  EXPECT_GE(*count, 250U);
  // 시도, 시군구, and 구 within 시: between two and three times 51 million.
  EXPECT_GT(kept.people, 100'000'000U);
  EXPECT_LT(kept.people, 153'000'000U);
  EXPECT_FALSE(read_populations("code\tname\tpeople\n11\tx\ty\n", kept).has_value());
}

}  // namespace
}  // namespace haetae::intake
