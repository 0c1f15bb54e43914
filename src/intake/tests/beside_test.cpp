// SPDX-License-Identifier: Apache-2.0
// Places, boundaries and regions: what stands beside the official addresses.
#include "fixture.hpp"
#include "haetae/intake/import.hpp"
#include "haetae/intake/places.hpp"
#include "haetae/intake/regions.hpp"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae;
using namespace haetae::intake;
using namespace haetae::intake::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

/// An index of one 시군구 with two 행정동.
std::shared_ptr<const address::Index> small_index(const TempDir& dir) {
  const base::ManualClock clock{base::from_unix_seconds(0)};
  const DataStore store{dir.path() / "data"};
  const auto row = [](int number, int district, std::string_view name) {
    return fmt::format(
        "1111010130001230{0:05}00000|1111010100|서울특별시|종로구|청운동||0|{0}|1|111103000123|"
        "바다로|0|{0}|"
        "0|11110{1}00|{2}|12345||20260105|0||||\n",
        number, district, name);
  };
  const auto path = dir.write(
      "a.txt", row(1, 515, "청운효자동") + row(2, 530, "사직동") + row(3, 640, "종로5·6가동"));
  const auto done = import_juso(store, clock, {path}, {}, {}, false);
  return open_index(store.index_file(done.value().built.version)).value();
}

std::string square(std::string_view properties, std::string_view ring = "") {
  return fmt::format(
      R"({{"type":"Feature","properties":{{{}}},"geometry":{{"type":"Polygon","coordinates":[{}]}}}})",
      properties, ring.empty() ? "[[126.9,37.5],[127.0,37.5],[127.0,37.6],[126.9,37.5]]" : ring);
}
std::string collection(const std::vector<std::string>& features) {
  std::string all;
  for (const std::string& feature : features)
    all += (all.empty() ? "" : ",") + feature;
  return R"({"type":"FeatureCollection","features":[)" + all + "]}";
}

}  // namespace

TEST(Places, FindsItsColumnsAndKinds) {
  Journal journal;
  const auto report = read_places(
      "category,name,road_address,jibun,lon,lat,phone\n"
      "pharmacy,바다약국,가나도 다라시 바다로 12,,126.9,37.5,02-000-0000\n"
      "\"카페, 빵\",산카페,,마바동 12-1,127.1,37.6,\n",
      "x.csv", {}, journal);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->used, 2U);
  EXPECT_THAT(
      journal.lines,
      ElementsAre(
          "place 바다약국|의료,건강 > 약국|PM9|02-000-0000|가나도 다라시 바다로 12| 126.9000 "
          "37.5000",
          "place 산카페|카페, 빵||||마바동 12-1 127.1000 37.6000"));
}

TEST(Places, TakesTheColumnsAndGroupsThatAreNamed) {
  Journal journal;
  PlacesOptions options;
  options.columns = {{"name", "가게"}, {"lon", "동경"}, {"lat", "북위"}, {"category", "업태"}};
  options.groups = {{"찻집", "CE7"}};
  const auto report = read_places(cp949("가게\t업태\t동경\t북위\n산차\t찻집\t127.1\t37.6\n"), "x",
                                  options, journal);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_THAT(journal.lines, ElementsAre("place 산차|찻집|CE7||| 127.1000 37.6000"));
}

TEST(Places, SaysWhichColumnIsMissing) {
  Journal journal;
  const auto none = read_places("a,b\n1,2\n", "x", {}, journal);
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().message, HasSubstr("--map name=COLUMN"));
  PlacesOptions options;
  options.columns = {{"name", "nothing"}};
  EXPECT_FALSE(read_places("name,lon,lat\n", "x", options, journal).has_value());
  options.columns.clear();
  options.groups = {{"a", "XX1"}};
  EXPECT_FALSE(read_places("name,lon,lat\n", "x", options, journal).has_value());
}

TEST(Places, LeavesOutRowsWithoutNameOrPosition) {
  Journal journal;
  const auto report = read_places(
      "name,lon,lat\n,126.9,37.5\n바다,,\n바다,37.5,126.9\n바다,126.9,37.5\n", "x", {}, journal);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->used, 1U);
  EXPECT_THAT(report->problems, ElementsAre("x:2: it has no name", "x:3: it has no position",
                                            "x:4: it lies outside Korea"));
}

TEST(Places, EveryKindIsFoundByItsWord) {
  for (const char* word : {"airport", "cafe", "metro", "pharmacy", "zoo"}) {
    const PlaceKind* kind = kind_of_place(word);
    ASSERT_NE(kind, nullptr) << word;
    EXPECT_EQ(kind->word, word);
    EXPECT_TRUE(kind->group.empty() || is_category_group(kind->group));
  }
  EXPECT_EQ(kind_of_place("nonsense"), nullptr);
}

TEST(OsmPlaces, RefusesWhatIsNoMap) {
  Journal journal;
  std::string bytes("\0\0\0\x0D\x0A\x09OSMHeader\x18\x05rubbish", 24);
  EXPECT_TRUE(is_osm_pbf(bytes));
  EXPECT_FALSE(is_osm_pbf("name,lon,lat"));
  const auto report = read_osm_places(base::as_bytes(bytes), "x.pbf", journal);
  ASSERT_FALSE(report.has_value());
  EXPECT_THAT(report.error().message, HasSubstr("x.pbf is damaged"));
}

TEST(OsmPlaces, TakesNamedNodesAndTheMiddleOfNamedWays) {
  // Written by hand: a café as a node, a bakery as a way of three nodes.
  std::ifstream file{std::string{HAETAE_SOURCE_DIR} + "/tests/fuzz/seeds/osm_places/hand.osm.pbf",
                     std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  ASSERT_TRUE(is_osm_pbf(bytes));
  Journal journal;
  const auto report = read_osm_places(base::as_bytes(bytes), "x.pbf", journal);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_THAT(journal.lines,
              ElementsAre("place 바다|음식점 > 카페|CE7||| 127.0000 37.5000",
                          "place 바다|음식점 > 간식 > 제과,베이커리|FD6||| 127.0050 37.5100"));
}

TEST(Regions, TellRegionsOfTodayTheirFormerNames) {
  Journal journal;
  const auto report = read_regions(
      "\xEF\xBB\xBF법정동코드,시도명,시군구명,읍면동명,리명,순위,생성일자,삭제일자,"
      "과거법정동코드\r\n"
      "4200000000,옛도,,,,1,1988-04-23,2023-06-09,\r\n"
      "5100000000,새도,,,,1,2023-06-09,,4200000000\r\n"
      "5111000000,새도,다라시,,,1,2023-06-09,,4211000000\r\n"
      "4211000000,옛도,다라군,,,1,1988-04-23,2023-06-09,\r\n"
      "3611000000,세종특별자치시,세종시,,,1,2012-07-01,,\r\n"
      "3611010100,세종특별자치시,세종시,반곡동,,1,2012-07-01,,\r\n",
      "x", journal);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_THAT(
      journal.lines,
      ElementsAre("region 5100000000 새도|||", "former region 5100000000 옛도 4200000000",
                  "region 5111000000 새도|다라시||", "former region 5111000000 다라군 4211000000",
                  "region 3611010100 세종특별자치시||반곡동|"));
  EXPECT_FALSE(read_regions("a,b\n", "x", journal).has_value());
}

TEST(Boundaries, TakesLegalCodesOfAnyLength) {
  const TempDir dir;
  Journal journal;
  const auto report =
      read_boundaries(collection({square(R"("code":"1111010100","name":"청운동")"),
                                  square(R"("EMD_CD":"11110101","EMD_KOR_NM":"청운동")"),
                                  square(R"("SIG_CD":"11110","SIG_KOR_NM":"종로구")"),
                                  square(R"("name":"nothing")")}),
                      "x", BoundaryCodes::guess, *small_index(dir), journal);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->used, 3U);
  EXPECT_EQ(report->problems.size(), 1U);
  EXPECT_THAT(journal.lines, ElementsAre("boundary legal 1111010100 청운동 rings 1 points 4",
                                         "boundary legal 1111010100 청운동 rings 1 points 4",
                                         "boundary legal 1111000000 종로구 rings 1 points 4"));
}

TEST(Boundaries, TellsAdministrativeCodes) {
  const TempDir dir;
  Journal journal;
  const auto report =
      read_boundaries(collection({square(R"("adm_cd2":"1111051500","adm_nm":"청운효자동")")}), "x",
                      BoundaryCodes::guess, *small_index(dir), journal);
  ASSERT_TRUE(report.has_value());
  EXPECT_THAT(journal.lines,
              ElementsAre("boundary administrative 1111051500 청운효자동 rings 1 points 4"));
}

TEST(Boundaries, MapsStatisticsCodesByName) {
  const TempDir dir;
  Journal journal;
  const auto report =
      read_boundaries(collection({square(R"("code":"1101072","name":"청운효자동")"),
                                  square(R"("code":"1101053","name":"사직동")"),
                                  square(R"("code":"1101061","name":"종로5.6가동")"),
                                  square(R"("code":"1101099","name":"없는동")")}),
                      "x", BoundaryCodes::guess, *small_index(dir), journal);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_TRUE(report->statistics);
  EXPECT_THAT(journal.lines,
              ElementsAre("boundary administrative 1111051500 청운효자동 rings 1 points 4",
                          "boundary administrative 1111053000 사직동 rings 1 points 4",
                          "boundary administrative 1111064000 종로5.6가동 rings 1 points 4"));
  EXPECT_THAT(report->problems, ElementsAre(HasSubstr("없는동")));
}

TEST(Boundaries, ReadsTopologiesWithSharedArcs) {
  const TempDir dir;
  Journal journal;
  const auto report = read_boundaries(
      R"({"type":"Topology","transform":{"scale":[0.1,0.1],"translate":[126,37]},
          "arcs":[[[0,0],[5,0],[0,5]],[[0,0],[5,5]]],
          "objects":{"x":{"type":"GeometryCollection","geometries":[
            {"type":"Polygon","arcs":[[0,-2]],"properties":{"code":"1111010100"}}]}}})",
      "x", BoundaryCodes::legal, *small_index(dir), journal);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_THAT(journal.lines, ElementsAre("boundary legal 1111010100  rings 1 points 4"));
}

TEST(Boundaries, CarriesMetresToDegreesAndRefusesTheRest) {
  const TempDir dir;
  const auto index = small_index(dir);
  Journal journal;
  EXPECT_TRUE(
      read_boundaries(collection({square(R"("code":"1111010100")",
                                         "[[953000,1954000],[954000,1954000],[954000,1955000]]")}),
                      "x", BoundaryCodes::guess, *index, journal)
          .has_value());
  EXPECT_EQ(journal.lines.size(), 1U);
  for (const std::string& text :
       {std::string{"{"}, std::string{R"({"type":"x"})"}, std::string{R"({"a":1})"},
        collection({square(R"("code":"1111010100")", "[[1,2],[3,4],[5,6]]")}),
        std::string{R"({"type":"Topology","arcs":[],"objects":{"x":{"geometries":[{"type":"Polygon",
          "arcs":[[7]],"properties":{"code":"1"}}]}}})"}}) {
    EXPECT_FALSE(read_boundaries(text, "x", BoundaryCodes::guess, *index, journal).has_value())
        << text;
  }
}
