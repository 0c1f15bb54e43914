// SPDX-License-Identifier: Apache-2.0
#include "index_bytes.hpp"

#include <gmock/gmock.h>

namespace haetae::address {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kPangyo = 411353179110;  // 판교역로
constexpr std::uint64_t kSampyeong = 4113510900;
constexpr std::uint64_t kUnjung = 4113511600;

RegionRecord bundang(std::uint64_t code, std::string_view dong) {
  return {code, "경기도", "성남시 분당구", dong, ""};
}

AddressRecord address(std::uint64_t road, RoadNumber number, std::uint64_t region,
                      LotNumber lot = {}) {
  AddressRecord record;
  record.key = {road, number};
  record.region = region;
  record.lot = lot;
  return record;
}

/// Two dong, one road, three addresses.
void add_town(IndexBuilder& builder) {
  builder.add(bundang(kSampyeong, "삼평동"));
  builder.add(bundang(kUnjung, "운중동"));
  builder.add(RoadRecord{kPangyo, "판교역로", "Pangyoyeok-ro"});
  auto record = address(kPangyo, {Ground::surface, 235, 0}, kSampyeong, {false, 681, 0});
  record.zip = 13494;
  record.building = "에이치스퀘어 엔동";
  record.district = 4113565500;
  record.district_name = "삼평동";
  builder.add(record);
  record = address(kPangyo, {Ground::surface, 166, 0}, kSampyeong, {false, 532, 0});
  record.zip = 99999;
  record.register_name = "카카오판교아지트";
  record.apartment = true;
  builder.add(record);
  builder.add(address(kPangyo, {Ground::surface, 235, 3}, kUnjung, {true, 12, 4}));
}

AddressKey key(std::uint32_t main, std::uint32_t sub = 0) {
  return {kPangyo, {Ground::surface, main, sub}};
}

TEST(IndexBuilder, KeepsEveryFieldOfAnAddress) {
  IndexBuilder builder;
  add_town(builder);
  builder.add(PositionRecord{key(235), {127.1084, 37.4019}});
  const OpenIndex open(builder);
  const auto& index = open.index;
  ASSERT_EQ(index.address_count(), 3U);
  const auto road = index.find_road(kPangyo).value();
  const auto id = index.find_address(road, {Ground::surface, 235, 0}).value();
  const auto found = index.address(id);
  EXPECT_EQ(found.road, road);
  EXPECT_EQ(found.number, (RoadNumber{Ground::surface, 235, 0}));
  EXPECT_EQ(found.lot, (LotNumber{false, 681, 0}));
  EXPECT_EQ(found.zip, 13494U);
  EXPECT_EQ(found.building, "에이치스퀘어 엔동");
  EXPECT_FALSE(found.apartment);
  EXPECT_EQ(index.region(found.region).name, "삼평동");
  EXPECT_EQ(index.district(found.district).name, "삼평동");
  ASSERT_TRUE(found.position.has_value());
  EXPECT_NEAR(found.position->lon, 127.1084, 1e-7);
  const auto other = index.address(index.find_address(road, {Ground::surface, 166, 0}).value());
  EXPECT_EQ(other.zip, 99999U);
  EXPECT_EQ(other.building, "카카오판교아지트");
  EXPECT_TRUE(other.apartment);
  EXPECT_EQ(other.district, kNoDistrict);
  EXPECT_FALSE(other.position.has_value());
  EXPECT_EQ(index.report().addresses, 3U);
  EXPECT_EQ(index.report().positions, 1U);
  EXPECT_EQ(index.report().size_bytes, open.built.bytes.size());
}

TEST(IndexBuilder, HangsRegionsUnderEachOtherAndCountsWhatLiesInThem) {
  IndexBuilder builder;
  add_town(builder);
  builder.add(PopulationRecord{4113500000, 480'000});
  builder.add(RegionRecord{3611010100, "세종특별자치시", "", "반곡동", ""});
  const OpenIndex open(builder);
  const auto& index = open.index;
  const auto sido = index.find_region(4100000000).value();
  const auto sigungu = index.find_region(4113500000).value();
  const auto emd = index.find_region(kUnjung).value();
  EXPECT_EQ(index.region(sigungu).parent, sido);
  EXPECT_EQ(index.region(sigungu).addresses, 3U);
  EXPECT_EQ(index.region(sigungu).population, 480'000U);
  EXPECT_EQ(index.region(emd).addresses, 1U);
  EXPECT_TRUE(index.contains(sido, emd));
  EXPECT_FALSE(index.contains(emd, sido));
  EXPECT_FALSE(index.contains(index.find_region(kSampyeong).value(), emd));
  const auto sejong = index.lineage(index.find_region(3611010100).value());
  EXPECT_NE(sejong.at[0], kNoRegion);
  EXPECT_EQ(sejong.at[1], kNoRegion);
}

TEST(IndexBuilder, KeepsTheLastOfTwoAndCountsIt) {
  IndexBuilder builder;
  add_town(builder);
  auto record = address(kPangyo, {Ground::surface, 235, 0}, kUnjung, {false, 1, 0});
  builder.add(record);
  builder.add(PositionRecord{key(235), {127, 37}});
  builder.add(PositionRecord{key(235), {128, 37}});
  const OpenIndex open(builder);
  EXPECT_EQ(open.built.report.duplicates, 1U);
  EXPECT_EQ(open.index.address_count(), 3U);
  const auto road = open.index.find_road(kPangyo).value();
  const auto found =
      open.index.address(open.index.find_address(road, {Ground::surface, 235, 0}).value());
  EXPECT_EQ(open.index.region(found.region).name, "운중동");
  EXPECT_NEAR(found.position->lon, 128, 1e-6);
}

TEST(IndexBuilder, CountsRecordsThatBelongToNothing) {
  IndexBuilder builder;
  add_town(builder);
  builder.add(address(411359999999, {Ground::surface, 1, 0}, kSampyeong));  // no such road
  builder.add(address(kPangyo, {Ground::surface, 2, 0}, 4113519900));       // no such region
  builder.add(PositionRecord{key(999), {127, 37}});
  builder.add(LotRecord{key(999), kSampyeong, {false, 5, 0}});
  builder.add(BuildingRecord{key(235), "123", "", ""});  // no 25 digits
  builder.add(BoundaryRecord{BoundaryKind::legal, 1111010100, "", {}});
  const OpenIndex open(builder);
  EXPECT_EQ(open.built.report.orphans, 6U);
  EXPECT_EQ(open.index.address_count(), 3U);
}

TEST(IndexBuilder, RefusesToWriteAnIndexWithoutAddresses) {
  IndexBuilder builder;
  builder.add(bundang(kSampyeong, "삼평동"));
  Sequential sequential;
  const auto report = builder.finish({}, sequential, [](base::BytesView) { return true; });
  EXPECT_EQ(report.error(), BuildError::empty);
}

TEST(IndexBuilder, SaysThatTheSinkWasFull) {
  IndexBuilder builder;
  add_town(builder);
  Sequential sequential;
  const auto report = builder.finish({}, sequential, [](base::BytesView) { return false; });
  EXPECT_EQ(report.error(), BuildError::sink_failed);
}

TEST(IndexBuilder, ForgetsAnAddressWithAllThatHangsOnIt) {
  IndexBuilder builder;
  add_town(builder);
  builder.add(PositionRecord{key(235), {127, 37}});
  builder.add(LotRecord{key(235), kSampyeong, {false, 5, 0}});
  builder.add(UnitRecord{key(235), "101동", "1", "101", false});
  builder.add(BuildingRecord{key(235), "4113510900106810000000001", "", ""});
  builder.remove(key(235));
  builder.remove(key(166));
  builder.add(address(kPangyo, {Ground::surface, 166, 0}, kUnjung));  // and is born again
  const OpenIndex open(builder);
  const auto& report = open.built.report;
  EXPECT_EQ(report.addresses, 2U);
  EXPECT_EQ(report.positions, 0U);
  EXPECT_EQ(report.lots, 2U);
  EXPECT_EQ(report.units, 0U);
  EXPECT_EQ(report.buildings, 0U);
  EXPECT_EQ(report.orphans, 0U);
  const auto road = open.index.find_road(kPangyo).value();
  EXPECT_FALSE(open.index.find_address(road, {Ground::surface, 235, 0}).has_value());
  EXPECT_TRUE(open.index.find_address(road, {Ground::surface, 166, 0}).has_value());
}

TEST(IndexBuilder, ForgetsOneRelatedLot) {
  IndexBuilder builder;
  add_town(builder);
  builder.add(LotRecord{key(235), kSampyeong, {false, 5, 0}});
  builder.add(LotRecord{key(235), kSampyeong, {false, 6, 0}});
  builder.remove(LotRecord{key(235), kSampyeong, {false, 5, 0}});
  const OpenIndex open(builder);
  const auto region = open.index.find_region(kSampyeong).value();
  EXPECT_THAT(open.index.find_lots(region, {false, 5, 0}), IsEmpty());
  EXPECT_EQ(open.index.find_lots(region, {false, 6, 0}).size(), 1U);
}

TEST(Index, FindsTheNearestNumberOnTheSameSideFirst) {
  IndexBuilder builder;
  builder.add(bundang(kSampyeong, "삼평동"));
  builder.add(RoadRecord{kPangyo, "판교역로", ""});
  for (const std::uint32_t main : {10U, 11U, 20U, 41U})
    builder.add(address(kPangyo, {Ground::surface, main, 0}, kSampyeong));
  builder.add(address(kPangyo, {Ground::surface, 11, 2}, kSampyeong));
  builder.add(address(kPangyo, {Ground::underground, 5, 0}, kSampyeong));
  builder.add(RoadRecord{kPangyo + 1, "빈로", ""});
  const OpenIndex open(builder);
  const auto road = open.index.find_road(kPangyo).value();
  const auto nearest = [&](RoadNumber number) {
    return open.index.address(open.index.nearest_number(road, number).value()).number;
  };
  EXPECT_EQ(nearest({Ground::surface, 12, 0}).main, 10U);
  EXPECT_EQ(nearest({Ground::surface, 18, 0}).main, 20U);
  EXPECT_EQ(nearest({Ground::surface, 13, 0}), (RoadNumber{Ground::surface, 11, 2}));
  EXPECT_EQ(nearest({Ground::surface, 11, 7}), (RoadNumber{Ground::surface, 11, 2}));
  EXPECT_EQ(nearest({Ground::surface, 99'999, 0}).main, 41U);
  EXPECT_EQ(nearest({Ground::underground, 8, 0}).main, 5U);  // the only one down there
  EXPECT_EQ(nearest({Ground::aerial, 12, 0}).main, 10U);     // none up there
  const auto empty = open.index.find_road(kPangyo + 1).value();
  EXPECT_FALSE(open.index.nearest_number(empty, {Ground::surface, 1, 0}).has_value());
}

TEST(Index, FindsLotsExactlyAndByMainNumberAndTellsThoseOfAnAddress) {
  IndexBuilder builder;
  add_town(builder);
  builder.add(LotRecord{key(235), kUnjung, {false, 9, 1}});
  builder.add(LotRecord{key(235), kUnjung, {false, 9, 1}});
  builder.add(LotRecord{key(235), kSampyeong, {false, 681, 0}});  // the representative one again
  builder.add(LotRecord{key(166), kUnjung, {false, 9, 2}});
  const OpenIndex open(builder);
  const auto& index = open.index;
  const auto region = index.find_region(kUnjung).value();
  EXPECT_EQ(index.find_lots(region, {false, 9, 1}).size(), 1U);
  EXPECT_EQ(index.find_lots(region, {false, 9, 0}).size(), 2U);
  EXPECT_THAT(index.find_lots(region, {false, 9, 3}), IsEmpty());
  EXPECT_EQ(index.find_lots(region, {true, 12, 4}).size(), 1U);
  EXPECT_THAT(index.find_lots(region, {false, 12, 4}), IsEmpty());
  const auto road = index.find_road(kPangyo).value();
  const auto lots = index.lots_of(index.find_address(road, {Ground::surface, 235, 0}).value());
  ASSERT_EQ(lots.size(), 2U);
  EXPECT_EQ(lots[0].number, (LotNumber{false, 681, 0}));
  EXPECT_EQ(lots[1].number, (LotNumber{false, 9, 1}));
  EXPECT_EQ(lots[1].region, region);
  EXPECT_EQ(index.addresses_in(index.find_region(4100000000).value(), 1, 10).size(), 2U);
}

TEST(Index, TellsBuildingsUnitsAndFormerAddresses) {
  IndexBuilder builder;
  add_town(builder);
  auto record = address(kPangyo, {Ground::surface, 7, 0}, kUnjung);
  record.former_address = "경기도 성남시 분당구 옛길 7";
  builder.add(record);
  builder.add(BuildingRecord{key(7), "0000000000000000000000042", "행복마을", "102동"});
  builder.add(BuildingRecord{key(7), "4113510900106810000031291", "행복마을", "101동"});
  builder.add(UnitRecord{key(7), "101동", "지하1", "B101", true});
  builder.add(UnitRecord{key(7), "101동", "지하1", "B101", true});
  const OpenIndex open(builder);
  const auto road = open.index.find_road(kPangyo).value();
  const auto id = open.index.find_address(road, {Ground::surface, 7, 0}).value();
  const auto buildings = open.index.buildings_of(id);
  ASSERT_EQ(buildings.size(), 2U);
  EXPECT_EQ(buildings[0].number, "0000000000000000000000042");
  EXPECT_EQ(buildings[1].number, "4113510900106810000031291");
  EXPECT_EQ(buildings[1].dong, "101동");
  const auto units = open.index.units_of(id);
  ASSERT_EQ(units.size(), 1U);
  EXPECT_EQ(units[0].ho, "B101");
  EXPECT_TRUE(units[0].underground);
  EXPECT_EQ(open.index.former_address(id), "경기도 성남시 분당구 옛길 7");
  EXPECT_EQ(open.index.former_address(AddressId{index_of(id) + 1}), "");
}

TEST(Index, KeepsItsLabel) {
  IndexBuilder builder;
  add_town(builder);
  const auto built =
      write_index(builder, {"20261101-1", "도로명주소 한글", "20261101", 1793500000});
  const auto index = Index::open(built.bytes.view()).value();
  EXPECT_EQ(index.label().version, "20261101-1");
  EXPECT_EQ(index.label().source, "도로명주소 한글");
  EXPECT_EQ(index.label().edition, "20261101");
  EXPECT_EQ(index.label().built, 1793500000);
}

}  // namespace
}  // namespace haetae::address
