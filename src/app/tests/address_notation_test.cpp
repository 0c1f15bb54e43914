// SPDX-License-Identifier: Apache-2.0
#include "../src/address_notation.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>

namespace haetae::app {
namespace {

AddressWords teheran() {
  AddressWords words;
  words.sido = "서울특별시";
  words.sigungu = "강남구";
  words.dong = "역삼동";
  words.place = "역삼동";
  words.road = "테헤란로4길";
  words.number = "12-3";
  words.lot = "산 825-1";
  words.building = "가나빌딩";
  words.zip = "06241";
  words.english = "12-3 Teheran-ro 4-gil, Gangnam-gu, Seoul";
  return words;
}

TEST(WrittenAddress, HasEveryNotationThatPeopleUse) {
  const std::map<Notation, std::string> expected = {
      {Notation::full, "서울특별시 강남구 테헤란로4길 12-3"},
      {Notation::short_sido, "서울 강남구 테헤란로4길 12-3"},
      {Notation::spoken_sido, "서울시 강남구 테헤란로4길 12-3"},
      {Notation::former_sido, ""},
      {Notation::no_sido, "강남구 테헤란로4길 12-3"},
      {Notation::no_spaces, "서울특별시강남구테헤란로4길12-3"},
      {Notation::extra_spaces, " 서울특별시  강남구  테헤란로4길  12-3 "},
      {Notation::wide_spaces, "서울특별시\u3000강남구\u3000테헤란로4길\u300012-3"},
      {Notation::joined_number, "서울특별시 강남구 테헤란로4길12-3"},
      {Notation::split_road, "서울특별시 강남구 테헤란로 4길 12-3"},
      {Notation::split_sub_number, "서울특별시 강남구 테헤란로4길 12 - 3"},
      {Notation::commas, "서울특별시, 강남구, 테헤란로4길 12-3"},
      {Notation::dong_before_road, "서울특별시 강남구 역삼동 테헤란로4길 12-3"},
      {Notation::dong_behind, "서울특별시 강남구 테헤란로4길 12-3 (역삼동)"},
      {Notation::building_behind, "서울특별시 강남구 테헤란로4길 12-3 가나빌딩"},
      {Notation::dong_and_building, "서울특별시 강남구 테헤란로4길 12-3 (역삼동, 가나빌딩)"},
      {Notation::floor_behind, "서울특별시 강남구 테헤란로4길 12-3, 3층"},
      {Notation::unit_behind, "서울특별시 강남구 테헤란로4길 12-3, 101동 1203호"},
      {Notation::zip_before, "06241 서울특별시 강남구 테헤란로4길 12-3"},
      {Notation::zip_in_brackets, "(06241) 서울특별시 강남구 테헤란로4길 12-3"},
      {Notation::wide_digits, "서울특별시 강남구 테헤란로４길 １２－３"},
      {Notation::joined_ground, ""},
      {Notation::lot, "서울특별시 강남구 역삼동 산 825-1"},
      {Notation::lot_short_sido, "서울 강남구 역삼동 산 825-1"},
      {Notation::lot_no_sido, "강남구 역삼동 산 825-1"},
      {Notation::lot_beonji, "서울특별시 강남구 역삼동 산 825-1번지"},
      {Notation::lot_beonji_parts, "서울특별시 강남구 역삼동 산 825번지 1호"},
      {Notation::lot_no_spaces, "서울특별시강남구역삼동산825-1"},
      {Notation::lot_joined_mountain, "서울특별시 강남구 역삼동 산825-1"},
      {Notation::english, "12-3 Teheran-ro 4-gil, Gangnam-gu, Seoul"}};
  for (const auto& [notation, text] : expected)
    EXPECT_EQ(written(teheran(), notation), text) << to_text(notation);
  EXPECT_GE(expected.size(), 20U);
}

TEST(WrittenAddress, TakesSyllablesApartAsMacintoshesDo) {
  AddressWords words;
  words.sido = "각";
  words.road = "a가";
  EXPECT_EQ(written(words, Notation::decomposed), "\u1100\u1161\u11a8 a\u1100\u1161");
}

TEST(WrittenAddress, NamesTheTownBeforeTheRoadAndTheVillageInTheLot) {
  AddressWords words;
  words.sido = "강원특별자치도";
  words.sigungu = "홍천군";
  words.town = "두촌면";
  words.place = "두촌면 철정리";
  words.road = "증골길";
  words.number = "61";
  words.lot = "12";
  EXPECT_EQ(written(words, Notation::former_sido), "강원도 홍천군 두촌면 증골길 61");
  EXPECT_EQ(written(words, Notation::lot), "강원특별자치도 홍천군 두촌면 철정리 12");
  EXPECT_EQ(written(words, Notation::spoken_sido), "");
  for (const Notation none :
       {Notation::dong_behind, Notation::dong_before_road, Notation::building_behind,
        Notation::zip_before, Notation::split_road, Notation::split_sub_number,
        Notation::lot_beonji_parts, Notation::lot_joined_mountain})
    EXPECT_EQ(written(words, none), "") << to_text(none);
}

TEST(WrittenAddress, SaysUndergroundWithAndWithoutSpace) {
  AddressWords words;
  words.sido = "서울특별시";
  words.sigungu = "종로구";
  words.road = "세종대로";
  words.number = "지하 172";
  words.ground = false;
  EXPECT_EQ(written(words, Notation::joined_ground), "서울특별시 종로구 세종대로 지하172");
}

TEST(WrittenAddress, SplitsOnlyRoadsThatBranchOffByNumber) {
  AddressWords words;
  words.number = "1";
  const auto split = [&](const char* road) {
    words.road = road;
    return written(words, Notation::split_road);
  };
  EXPECT_EQ(split("판교로255번길"), "판교로 255번길 1");
  EXPECT_EQ(split("증골길12번길"), "증골길 12번길 1");
  EXPECT_EQ(split("세종대로"), "");
  EXPECT_EQ(split("종로1가길"), "종로 1가길 1");
  EXPECT_EQ(split("63로"), "");
}

TEST(WrittenAddress, LeavesTheProvinceOnInSejongWhichHasNoCities) {
  AddressWords words;
  words.sido = "세종특별자치시";
  words.dong = words.place = "보람동";
  words.road = "한누리대로";
  words.number = "2130";
  words.lot = "718";
  EXPECT_EQ(written(words, Notation::full), "세종특별자치시 한누리대로 2130");
  EXPECT_EQ(written(words, Notation::no_sido), "");
  EXPECT_EQ(written(words, Notation::lot_no_sido), "");
}

TEST(NotationNames, AreDistinct) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kNotations; ++i)
    names.insert(to_text(static_cast<Notation>(i)));
  EXPECT_EQ(names.size(), kNotations);
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace haetae::app
