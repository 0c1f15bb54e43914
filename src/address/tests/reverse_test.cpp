// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/reverse.hpp"

#include "index_bytes.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace haetae::address {
namespace {

constexpr std::uint64_t kRoad = 411353179110;
constexpr std::uint64_t kWest = 4113510900;
constexpr std::uint64_t kEast = 4113511600;

void add_address(IndexBuilder& builder, std::uint32_t number, std::uint64_t region,
                 geo::Point point) {
  AddressRecord record;
  record.key = {kRoad, {Ground::surface, number, 0}};
  record.region = region;
  record.district = region == kWest ? 4113565500 : 4113565600;
  record.district_name = region == kWest ? "서행정동" : "동행정동";
  builder.add(record);
  builder.add(PositionRecord{record.key, point});
}

IndexBuilder two_dong() {
  IndexBuilder builder;
  builder.add(RegionRecord{kWest, "경기도", "성남시 분당구", "서동", ""});
  builder.add(RegionRecord{kEast, "경기도", "성남시 분당구", "동동", ""});
  builder.add(RoadRecord{kRoad, "판교역로", ""});
  add_address(builder, 1, kWest, {127.100, 37.400});
  add_address(builder, 2, kWest, {127.105, 37.400});
  add_address(builder, 3, kEast, {127.115, 37.400});
  return builder;
}

std::vector<geo::Point> box(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

std::uint32_t number_of(const Index& index, const NearAddress& near) {
  return index.address(near.address).number.main;
}

TEST(NearestAddresses, ComeInTheOrderOfTheirDistance) {
  auto builder = two_dong();
  const OpenIndex open(builder);
  const auto found = nearest_addresses(open.index, {127.106, 37.400}, 5000, 10);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(number_of(open.index, found[0]), 2U);
  EXPECT_EQ(number_of(open.index, found[1]), 1U);
  EXPECT_EQ(number_of(open.index, found[2]), 3U);
  EXPECT_NEAR(found[0].distance_m, geo::distance_m({127.106, 37.4}, {127.105, 37.4}), 0.1);
  EXPECT_EQ(nearest_addresses(open.index, {127.106, 37.4}, 200, 10).size(), 1U);
  EXPECT_EQ(nearest_addresses(open.index, {127.106, 37.4}, 5000, 2).size(), 2U);
  EXPECT_TRUE(nearest_addresses(open.index, {127.106, 37.4}, 5000, 0).empty());
}

TEST(NearestAddresses, SurviveAnyPoint) {
  auto builder = two_dong();
  const OpenIndex open(builder);
  for (const double value : {0.0, 180.0, -180.0, 90.0, -90.0, 1e300, std::nan(""), HUGE_VAL}) {
    EXPECT_TRUE(nearest_addresses(open.index, {value, value}, 20'000, 5).empty());
    EXPECT_FALSE(regions_at(open.index, {value, value}).has_value());
  }
  EXPECT_EQ(nearest_addresses(open.index, {127.1, 37.4}, 1e300, 1).size(), 1U);
  EXPECT_TRUE(nearest_addresses(open.index, {127.1, 37.4}, std::nan(""), 1).empty());
}

TEST(RegionsAt, FollowTheNearestAddressWithoutBoundaries) {
  auto builder = two_dong();
  const OpenIndex open(builder);
  const auto found = regions_at(open.index, {127.114, 37.401});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(open.index.region(found->legal).name, "동동");
  EXPECT_EQ(open.index.district(found->district).name, "동행정동");
  EXPECT_FALSE(found->by_boundary);
  EXPECT_FALSE(regions_at(open.index, {127.2, 37.4}).has_value());
}

TEST(RegionsAt, FollowTheBoundaryWhereThereIsOne) {
  auto builder = two_dong();
  // The border runs at 127.107, nearer to the western address than to the eastern one.
  builder.add(BoundaryRecord{BoundaryKind::legal, kWest, "", {box(127.09, 37.39, 127.107, 37.41)}});
  builder.add(BoundaryRecord{BoundaryKind::legal, kEast, "", {box(127.107, 37.39, 127.13, 37.41)}});
  builder.add(BoundaryRecord{
      BoundaryKind::administrative, 4113565600, "", {box(127.09, 37.39, 127.13, 37.41)}});
  const OpenIndex open(builder);
  const auto found = regions_at(open.index, {127.1071, 37.4});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(open.index.region(found->legal).name, "동동");
  EXPECT_EQ(open.index.district(found->district).name, "동행정동");
  EXPECT_TRUE(found->by_boundary);
  EXPECT_EQ(open.index.region(regions_at(open.index, {127.1069, 37.4})->legal).name, "서동");
  // 900 m from an address, but outside of all boundaries: the sea.
  EXPECT_FALSE(regions_at(open.index, {127.105, 37.3885}).has_value());
  EXPECT_TRUE(open.built.report.boundaries == 3);
}

TEST(RegionsAt, DeepenACoarseBoundaryByTheNearestAddressInIt) {
  auto builder = two_dong();
  builder.add(BoundaryRecord{BoundaryKind::legal, 4113500000, "", {box(127.0, 37.3, 127.2, 37.5)}});
  const OpenIndex open(builder);
  const auto near = regions_at(open.index, {127.114, 37.4});
  EXPECT_EQ(open.index.region(near->legal).name, "동동");
  const auto far = regions_at(open.index, {127.19, 37.49});
  ASSERT_TRUE(far.has_value());
  EXPECT_EQ(open.index.region(far->legal).name, "성남시 분당구");
  EXPECT_EQ(far->district, kNoDistrict);
}

TEST(RegionsAt, TrustAnAddressAtTheDoorMoreThanTheOutlineOfACity) {
  auto builder = two_dong();
  builder.add(RegionRecord{5172025021, "강원특별자치도", "홍천군", "두촌면", "철정리"});
  builder.add(BoundaryRecord{BoundaryKind::legal, 5172000000, "", {box(127.0, 37.3, 127.2, 37.5)}});
  const OpenIndex open(builder);
  EXPECT_EQ(open.index.region(regions_at(open.index, {127.1151, 37.4})->legal).name, "동동");
  EXPECT_EQ(open.index.region(regions_at(open.index, {127.117, 37.4})->legal).name, "홍천군");
}

TEST(RegionsAt, LeaveHolesOut) {
  auto builder = two_dong();
  builder.add(
      BoundaryRecord{BoundaryKind::legal,
                     kWest,
                     "",
                     {box(127.09, 37.39, 127.11, 37.41), box(127.099, 37.399, 127.101, 37.401)}});
  builder.add(
      BoundaryRecord{BoundaryKind::legal, kEast, "", {box(127.099, 37.399, 127.101, 37.401)}});
  const OpenIndex open(builder);
  EXPECT_EQ(open.index.region(regions_at(open.index, {127.095, 37.4})->legal).name, "서동");
  EXPECT_EQ(open.index.region(regions_at(open.index, {127.1, 37.4})->legal).name, "동동");
}

TEST(RegionsAt, SeeARingOfManyPointsWhole) {
  auto builder = two_dong();
  // A comb whose teeth reach north, with far more edges than one span.
  std::vector<geo::Point> comb;
  constexpr int kTeeth = 100;
  for (int i = 0; i < kTeeth; ++i) {
    const double lon = 127.1 + i * 0.0002;
    comb.push_back({lon, i % 2 == 0 ? 37.401 : 37.410});
    comb.push_back({lon + 0.0002, i % 2 == 0 ? 37.401 : 37.410});
  }
  comb.push_back({127.1 + kTeeth * 0.0002, 37.39});
  comb.push_back({127.1, 37.39});
  builder.add(BoundaryRecord{BoundaryKind::legal, kEast, "", {comb}});
  const OpenIndex open(builder);
  for (int i = 0; i < kTeeth; ++i) {
    const auto found = regions_at(open.index, {127.1001 + i * 0.0002, 37.405});
    EXPECT_EQ(found && found->by_boundary, i % 2 == 1) << i;
  }
}

TEST(Centres, LieInsideTheBoundaryAndOtherwiseInTheMiddleOfTheAddresses) {
  auto builder = two_dong();
  builder.add(BoundaryRecord{BoundaryKind::legal, kEast, "", {box(127.2, 37.2, 127.4, 37.4)}});
  const OpenIndex open(builder);
  const auto east = open.index.region(open.index.find_region(kEast).value()).centre.value();
  EXPECT_NEAR(east.lon, 127.3, 1e-6);
  EXPECT_NEAR(east.lat, 37.3, 1e-6);
  const auto whole = open.index.region(open.index.find_region(4113500000).value()).centre.value();
  EXPECT_NEAR(whole.lon, 127.105, 1e-6);
}

}  // namespace
}  // namespace haetae::address
