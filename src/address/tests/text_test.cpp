// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/text.hpp"

#include "index_bytes.hpp"

#include <gtest/gtest.h>

namespace haetae::address {
namespace {

TEST(Romanise, WritesRoadNamesAsTheirSignsDo) {
  EXPECT_EQ(romanise("판교역로"), "Pangyoyeok-ro");
  EXPECT_EQ(romanise("세종대로"), "Sejong-daero");
  EXPECT_EQ(romanise("세종대로23길"), "Sejong-daero 23-gil");
  EXPECT_EQ(romanise("중흥로322번길"), "Jungheung-ro 322beon-gil");
  EXPECT_EQ(romanise("노해로63가길"), "Nohae-ro 63ga-gil");
  EXPECT_EQ(romanise("마곡중앙6로"), "Magokjungang 6-ro");
  EXPECT_EQ(romanise("정부2청사로"), "Jeongbu 2cheongsa-ro");
  EXPECT_EQ(romanise("삼일대로"), "Samil-daero");
  EXPECT_EQ(romanise("종로"), "Jong-ro");
  EXPECT_EQ(romanise("증골1길"), "Jeunggol 1-gil");
  EXPECT_EQ(romanise("증골길"), "Jeunggol-gil");
  EXPECT_EQ(romanise("1100로"), "1100-ro");
}

TEST(Romanise, WritesWhatIsSpoken) {
  EXPECT_EQ(romanise("신림로"), "Sillim-ro");
  EXPECT_EQ(romanise("왕십리로"), "Wangsimni-ro");
  EXPECT_EQ(romanise("독립문로"), "Dongnimmun-ro");
  EXPECT_EQ(romanise("압구정로"), "Apgujeong-ro");
  EXPECT_EQ(romanise("설악로"), "Seorak-ro");
  EXPECT_EQ(romanise("한라대로"), "Halla-daero");
  EXPECT_EQ(romanise("집현전로"), "Jiphyeonjeon-ro");
  EXPECT_EQ(romanise("울릉읍"), "Ulleung-eup");
  EXPECT_EQ(romanise("백령면"), "Baengnyeong-myeon");
  EXPECT_EQ(romanise("굳이길"), "Guji-gil");
}

TEST(Romanise, WritesRegionsWithTheirUnits) {
  EXPECT_EQ(romanise("종로구"), "Jongno-gu");
  EXPECT_EQ(romanise("삼평동"), "Sampyeong-dong");
  EXPECT_EQ(romanise("운산리"), "Unsan-ri");
  EXPECT_EQ(romanise("종로1가"), "Jongno 1(il)-ga");
  EXPECT_EQ(romanise("신문로2가"), "Sinmunno 2(i)-ga");
  EXPECT_EQ(romanise("영등포동7가"), "Yeongdeungpo-dong 7(chil)-ga");
}

TEST(Romanise, LetsAnyBytesPass) {
  EXPECT_EQ(romanise(""), "");
  EXPECT_EQ(romanise("로"), "Ro");
  EXPECT_FALSE(romanise("\xff\xea\xb0").empty());
}

TEST(SidoText, AbbreviatesAllButTheSpecialOnes) {
  EXPECT_EQ(sido_text("경기도", SidoStyle::abbreviated), "경기");
  EXPECT_EQ(sido_text("경기도", SidoStyle::full), "경기도");
  EXPECT_EQ(sido_text("제주특별자치도", SidoStyle::abbreviated), "제주특별자치도");
  EXPECT_EQ(sido_text("세종특별자치시", SidoStyle::abbreviated), "세종특별자치시");
}

class AddressText : public testing::Test {
 protected:
  static IndexBuilder make() {
    IndexBuilder builder;
    builder.add(RegionRecord{4113510900, "경기도", "성남시 분당구", "삼평동", ""});
    builder.add(RegionRecord{5172025021, "강원특별자치도", "홍천군", "두촌면", "철정리"});
    builder.add(RegionRecord{1111011900, "서울특별시", "종로구", "세종로", ""});
    builder.add(RegionRecord{3611010100, "세종특별자치시", "", "반곡동", ""});
    builder.add(RoadRecord{411353179110, "판교역로", ""});
    builder.add(RoadRecord{517204454545, "증골길", ""});
    builder.add(RoadRecord{111102005001, "세종대로", "Sejong-daero"});
    builder.add(RoadRecord{361102000002, "한누리대로", ""});
    put(builder, 411353179110, {Ground::surface, 235, 0}, 4113510900, "에이치스퀘어 엔동", true);
    put(builder, 517204454545, {Ground::surface, 61, 2}, 5172025021, "", false);
    put(builder, 111102005001, {Ground::underground, 189, 0}, 1111011900, "", false);
    put(builder, 361102000002, {Ground::surface, 1820, 0}, 3611010100, "왕관빌딩", false);
    return builder;
  }
  static void put(IndexBuilder& builder, std::uint64_t road, RoadNumber number,
                  std::uint64_t region, std::string_view building, bool apartment) {
    AddressRecord record;
    record.key = {road, number};
    record.region = region;
    record.building = building;
    record.apartment = apartment;
    builder.add(record);
  }
  IndexBuilder builder_ = make();
  OpenIndex open_{builder_};
  const Index& index_ = open_.index;

  [[nodiscard]] AddressId of(std::uint64_t road) const {
    return index_.road(index_.find_road(road).value()).first;
  }
};

TEST_F(AddressText, WritesRoadAddresses) {
  const auto text = [&](std::uint64_t road) {
    return road_address_text(index_, of(road), SidoStyle::abbreviated);
  };
  EXPECT_EQ(text(411353179110), "경기 성남시 분당구 판교역로 235");
  EXPECT_EQ(text(517204454545), "강원특별자치도 홍천군 두촌면 증골길 61-2");
  EXPECT_EQ(text(111102005001), "서울 종로구 세종대로 지하 189");
  EXPECT_EQ(text(361102000002), "세종특별자치시 한누리대로 1820");
  EXPECT_EQ(road_text(index_, index_.find_road(411353179110).value(), SidoStyle::full),
            "경기도 성남시 분당구 판교역로");
}

TEST_F(AddressText, WritesLotsAndRegions) {
  const auto region = index_.find_region(5172025021).value();
  EXPECT_EQ(lot_address_text(index_, region, {true, 12, 3}, SidoStyle::full),
            "강원특별자치도 홍천군 두촌면 철정리 산 12-3");
  EXPECT_EQ(lot_address_text(index_, region, {}, SidoStyle::full),
            "강원특별자치도 홍천군 두촌면 철정리");
  EXPECT_EQ(region_text(index_, index_.find_region(4113510900).value(), SidoStyle::abbreviated),
            "경기 성남시 분당구 삼평동");
}

TEST_F(AddressText, WritesTheReferenceInParentheses) {
  EXPECT_EQ(reference_text(index_, of(411353179110)), "(삼평동, 에이치스퀘어 엔동)");
  EXPECT_EQ(reference_text(index_, of(111102005001)), "(세종로)");
  EXPECT_EQ(reference_text(index_, of(361102000002)), "(반곡동)");
  EXPECT_EQ(reference_text(index_, of(517204454545)), "");
}

TEST_F(AddressText, WritesEnglish) {
  EXPECT_EQ(road_address_english(index_, of(411353179110)),
            "235 Pangyoyeok-ro, Bundang-gu, Seongnam-si, Gyeonggi-do");
  EXPECT_EQ(road_address_english(index_, of(517204454545)),
            "61-2 Jeunggol-gil, Duchon-myeon, Hongcheon-gun, Gangwon-do");
  EXPECT_EQ(road_address_english(index_, of(111102005001)), "B189 Sejong-daero, Jongno-gu, Seoul");
  EXPECT_EQ(road_address_english(index_, of(361102000002)), "1820 Hannuri-daero, Sejong-si");
  const auto region = index_.find_region(5172025021).value();
  EXPECT_EQ(lot_address_english(index_, region, {true, 99, 0}),
            "San99 Cheoljeong-ri, Duchon-myeon, Hongcheon-gun, Gangwon-do");
  EXPECT_EQ(region_english(index_, index_.find_region(1111011900).value()),
            "Sejongno, Jongno-gu, Seoul");
}

TEST(RegionEnglish, PutsTheDistrictBeforeItsCityHoweverTheFileHasThem) {
  for (const std::string_view given :
       {"Seongnam-si Bundang-gu", "Bundang-gu Seongnam-si", "Bundang-gu, Seongnam-si"}) {
    IndexBuilder builder;
    builder.add(RegionRecord{4113510900, "경기도", "성남시 분당구", "삼평동", ""});
    builder.add(RegionEnglishRecord{4113510900, "Gyeonggi-do", given, "Sampyeong-dong", ""});
    builder.add(RoadRecord{411353179110, "판교역로", ""});
    AddressRecord record;
    record.key = {411353179110, {Ground::surface, 1, 0}};
    record.region = 4113510900;
    builder.add(record);
    const OpenIndex open(builder);
    EXPECT_EQ(region_english(open.index, open.index.find_region(4113510900).value()),
              "Sampyeong-dong, Bundang-gu, Seongnam-si, Gyeonggi-do");
  }
}

}  // namespace
}  // namespace haetae::address
