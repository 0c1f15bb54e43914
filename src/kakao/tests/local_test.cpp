// SPDX-License-Identifier: Apache-2.0
// What the Local API answers (spec kakao-local §2–§7).
#include "haetae/geo/systems.hpp"
#include "local_town.hpp"

namespace haetae::kakao::test {
namespace {

constexpr std::string_view kKeyword = "/v2/local/search/keyword.json";
constexpr std::string_view kCategory = "/v2/local/search/category.json";
constexpr std::string_view kToAddress = "/v2/local/geo/coord2address.json";
constexpr std::string_view kToRegion = "/v2/local/geo/coord2regioncode.json";
constexpr std::string_view kTranscoord = "/v2/local/geo/transcoord.json";

std::int64_t integer_of(const Json& json, std::string_view member) {
  return json.integer_at(member).value_or(-1);
}
double number_of(const Json& json, std::string_view member) {
  return at(json, member).if_number().value_or(0);
}

TEST(LocalSearch, ShowsARoadAddressWithEveryFieldInKakaosOrder) {
  LocalSite site;
  const Response response = site.call("/v2/local/search/address.json", {{"query", "판교역로 235"}});
  EXPECT_EQ(
      response.body,
      R"({"documents":[{"address":{"address_name":"경기 성남시 분당구 삼평동 681",)"
      R"("b_code":"4113510900","h_code":"4113565500","main_address_no":"681","mountain_yn":"N",)"
      R"("region_1depth_name":"경기","region_2depth_name":"성남시 분당구",)"
      R"("region_3depth_h_name":"삼평동","region_3depth_name":"삼평동","sub_address_no":"",)"
      R"("x":"127.1086228","y":"37.4012191"},)"
      R"("address_name":"경기 성남시 분당구 판교역로 235","address_type":"ROAD_ADDR",)"
      R"("road_address":{"address_name":"경기 성남시 분당구 판교역로 235",)"
      R"("building_name":"에이치스퀘어 엔동","main_building_no":"235","region_1depth_name":"경기",)"
      R"("region_2depth_name":"성남시 분당구","region_3depth_name":"삼평동",)"
      R"("road_name":"판교역로","sub_building_no":"","underground_yn":"N","x":"127.1086228",)"
      R"("y":"37.4012191","zone_no":"13494"},"x":"127.1086228","y":"37.4012191"}],)"
      R"("meta":{"is_end":true,"pageable_count":1,"total_count":1}})");
}

TEST(LocalSearch, ShowsALotAddressOfAVillageWithSubNumbers) {
  LocalSite site;
  const Json document = at(site.search("안성시 죽산면 죽산리 343-1"), "documents", 0);
  EXPECT_EQ(text_of(document, "address_type"), "REGION_ADDR");
  EXPECT_EQ(text_of(document, "address_name"), "경기 안성시 죽산면 죽산리 343-1");
  const Json lot = at(document, "address");
  EXPECT_EQ(text_of(lot, "region_3depth_name"), "죽산면 죽산리");
  EXPECT_EQ(text_of(lot, "main_address_no"), "343");
  EXPECT_EQ(text_of(lot, "sub_address_no"), "1");
  EXPECT_EQ(text_of(lot, "b_code"), "4155025521");
  const Json road = at(document, "road_address");
  EXPECT_EQ(text_of(road, "region_3depth_name"), "죽산면");
  EXPECT_EQ(text_of(road, "main_building_no"), "69");
  EXPECT_EQ(text_of(road, "sub_building_no"), "4");
}

TEST(LocalSearch, ShowsARegionWithoutNumbersAndARoadWithoutAddress) {
  LocalSite site;
  const Json region = at(site.search("성남시 분당구 삼평동"), "documents", 0);
  EXPECT_EQ(text_of(region, "address_type"), "REGION");
  EXPECT_TRUE(at(region, "road_address").is_null());
  EXPECT_EQ(text_of(at(region, "address"), "main_address_no"), "");
  EXPECT_EQ(text_of(at(region, "address"), "h_code"), "");
  EXPECT_EQ(text_of(at(region, "address"), "region_3depth_h_name"), "");
  EXPECT_EQ(text_of(at(region, "address"), "b_code"), "4113510900");
  const Json road = at(site.search("경기 성남시 분당구 판교역로"), "documents", 0);
  EXPECT_EQ(text_of(road, "address_type"), "ROAD");
  EXPECT_EQ(text_of(road, "address_name"), "경기 성남시 분당구 판교역로");
  EXPECT_TRUE(at(road, "address").is_null());
  EXPECT_EQ(text_of(at(road, "road_address"), "main_building_no"), "");
  EXPECT_EQ(text_of(at(road, "road_address"), "zone_no"), "");
}

TEST(LocalSearch, WritesTheProvincesThatKakaoDoesNotShorten) {
  LocalSite site;
  const Json document = at(site.search("한누리대로 2130"), "documents", 0);
  EXPECT_EQ(text_of(document, "address_name"), "세종특별자치시 한누리대로 2130");
  const Json lot = at(document, "address");
  EXPECT_EQ(text_of(lot, "address_name"), "세종특별자치시 반곡동 산 12-3");
  EXPECT_EQ(text_of(lot, "mountain_yn"), "Y");
  EXPECT_EQ(text_of(lot, "region_2depth_name"), "");
}

TEST(LocalSearch, MarksUndergroundAndLeavesAnUnknownLotEmpty) {
  LocalSite site;
  const Json document = at(site.search("서울 중구 세종대로 지하 2"), "documents", 0);
  EXPECT_EQ(text_of(at(document, "road_address"), "underground_yn"), "Y");
  EXPECT_EQ(text_of(at(document, "road_address"), "zone_no"), "04526");
  EXPECT_EQ(text_of(at(document, "address"), "address_name"), "서울 중구 태평로1가");
  EXPECT_EQ(text_of(at(document, "address"), "main_address_no"), "");
}

TEST(LocalSearch, AnswersNothingFoundWithAnEmptyList) {
  LocalSite site;
  for (const char* query : {"없는로 12", "qwertyuiop", "\xff\xfe\xfd"}) {
    const Response response = site.call("/v2/local/search/address", {{"query", query}});
    EXPECT_EQ(response.body,
              R"({"documents":[],"meta":{"is_end":true,"pageable_count":0,"total_count":0}})");
  }
}

TEST(LocalSearch, EscapesWhatPagesMightRun) {
  LocalSite site;
  const Response response =
      site.call("/v2/local/search/address.json", {{"query", "죽산초교길 69-4"}});
  EXPECT_NE(response.body.find(R"("무지개아파트 \u0026 \u003cb\u003e")"), std::string::npos);
  EXPECT_EQ(response.body.find('<'), std::string::npos);
  const Json road = at(at(local_json(response), "documents", 0), "road_address");
  EXPECT_EQ(text_of(road, "building_name"), "무지개아파트 & <b>");
}

TEST(LocalSearch, WritesXmlWithRepeatedDocuments) {
  LocalSite site;
  const Response response =
      site.call("/v2/local/search/address.xml", {{"query", "죽산초교길 69-4"}});
  EXPECT_EQ(response.headers.get("Content-Type"), "application/xml; charset=utf-8");
  EXPECT_TRUE(response.body.starts_with(
      R"(<?xml version="1.0" encoding="UTF-8"?><result><documents><address><address_name>)"));
  EXPECT_NE(response.body.find("<building_name>무지개아파트 &amp; &lt;b&gt;</building_name>"),
            std::string::npos);
  EXPECT_TRUE(
      response.body.ends_with("</documents><meta><is_end>true</is_end><pageable_count>1"
                              "</pageable_count><total_count>1</total_count></meta>"
                              "</result>"));
}

TEST(LocalSearch, HasTheHeadersOfTheApi) {
  LocalSite site;
  const Response response = site.call("/v2/local/search/address", {{"query", "판교역로 235"}});
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Methods"), "GET, OPTIONS");
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Headers"),
            "Authorization, KA, Origin, X-Requested-With, Content-Type, Accept");
  for (const wire::Endpoint& row : site.rows) {
    EXPECT_EQ(row.cors, wire::Cors::any);
    EXPECT_EQ(row.cost, wire::Cost::inline_);
  }
  EXPECT_EQ(site.rows.size(), 6U * 3 * 2);
}

TEST(LocalSearch, TakesAFormToo) {
  LocalSite site;
  const Response response = site.call("/v2/local/search/address.json", {{"query", "판교역로 235"}},
                                      {.method = Method::post});
  EXPECT_EQ(integer_of(at(local_json(response), "meta"), "total_count"), 1);
}

TEST(LocalSearch, EndsAPageAfterTheLast) {
  LocalSite site;
  const Json answer = site.search("판교역로 235", {{"page", "2"}, {"size", "30"}});
  EXPECT_TRUE(at(answer, "documents").if_array()->empty());
  EXPECT_EQ(at(answer, "meta").bool_at("is_end"), true);
}

TEST(LocalCoords, GivesTheRegionsOfAPointWithTheirWholeNames) {
  LocalSite site;
  const Json answer = site.ask(kToRegion, {{"x", "127.4235"}, {"y", "37.0765"}});
  EXPECT_EQ(integer_of(at(answer, "meta"), "total_count"), 2);
  const Json legal = at(answer, "documents", 0);
  EXPECT_EQ(text_of(legal, "region_type"), "B");
  EXPECT_EQ(text_of(legal, "address_name"), "경기도 안성시 죽산면 죽산리");
  EXPECT_EQ(text_of(legal, "region_1depth_name"), "경기도");
  EXPECT_EQ(text_of(legal, "region_3depth_name"), "죽산면");
  EXPECT_EQ(text_of(legal, "region_4depth_name"), "죽산리");
  EXPECT_EQ(text_of(legal, "code"), "4155025521");
  EXPECT_NEAR(number_of(legal, "x"), 127.4234, 1e-6);
  const Json district = at(answer, "documents", 1);
  EXPECT_EQ(text_of(district, "region_type"), "H");
  EXPECT_EQ(text_of(district, "address_name"), "경기도 안성시 죽산면");
  EXPECT_EQ(text_of(district, "region_4depth_name"), "");
  EXPECT_EQ(text_of(district, "code"), "4155025500");
}

TEST(LocalCoords, ReadsAndWritesOtherSystems) {
  LocalSite site;
  const auto metres =
      geo::transform(geo::System::wgs84, geo::System::wtm, {127.1086228, 37.4012191});
  const Fields point{
      {"x", std::to_string(metres->x)}, {"y", std::to_string(metres->y)}, {"input_coord", "WTM"}};
  EXPECT_EQ(text_of(at(at(site.ask(kToAddress, point), "documents", 0), "address"), "address_name"),
            "경기 성남시 분당구 삼평동 681");
  Fields asked = point;
  asked.push_back({"output_coord", "WCONGNAMUL"});
  const Json region = at(site.ask(kToRegion, asked), "documents", 0);
  EXPECT_EQ(number_of(region, "x"), std::round(metres->x * 2.5));
  EXPECT_EQ(number_of(region, "y"), std::round(metres->y * 2.5));
}

TEST(LocalCoords, GivesTheAddressAtAPoint) {
  LocalSite site;
  const Json answer = site.ask(kToAddress, {{"x", "127.4235"}, {"y", "37.0765"}});
  EXPECT_EQ(integer_of(at(answer, "meta"), "total_count"), 1);
  const Json document = at(answer, "documents", 0);
  const Json lot = at(document, "address");
  EXPECT_EQ(text_of(lot, "address_name"), "경기 안성시 죽산면 죽산리 343-1");
  EXPECT_EQ(lot.find("x"), nullptr);
  EXPECT_EQ(lot.find("b_code"), nullptr);
  const Json road = at(document, "road_address");
  EXPECT_EQ(text_of(road, "address_name"), "경기도 안성시 죽산면 죽산초교길 69-4");
  EXPECT_EQ(text_of(road, "region_1depth_name"), "경기");
  EXPECT_EQ(text_of(road, "zone_no"), "17519");
  EXPECT_EQ(road.find("x"), nullptr);
}

TEST(LocalCoords, HasNoRoadAddressFarFromAnyAndNothingAtSea) {
  LocalSite site;
  const Json field =
      at(site.ask(kToAddress, {{"x", "127.4300"}, {"y", "37.0764"}}), "documents", 0);
  EXPECT_TRUE(at(field, "road_address").is_null());
  EXPECT_EQ(text_of(at(field, "address"), "address_name"), "경기 안성시 죽산면 죽산리");
  EXPECT_EQ(text_of(at(field, "address"), "main_address_no"), "");
  for (const std::string_view path : {kToAddress, kToRegion}) {
    for (const Fields& point :
         {Fields{{"x", "131.5"}, {"y", "36.5"}}, Fields{{"x", "37.4"}, {"y", "127.1"}},
          Fields{{"x", "0"}, {"y", "0"}}}) {
      const Json answer = site.ask(path, point);
      EXPECT_EQ(integer_of(at(answer, "meta"), "total_count"), 0);
      EXPECT_TRUE(at(answer, "documents").if_array()->empty());
    }
  }
}

TEST(LocalCoords, TransformsTheExampleOfTheDocument) {
  LocalSite site;
  const Json point = at(site.ask(kTranscoord, {{"x", "160710.37729270622"},
                                               {"y", "-4388.879299157299"},
                                               {"input_coord", "WTM"},
                                               {"output_coord", "WGS84"}}),
                        "documents", 0);
  EXPECT_NEAR(number_of(point, "x"), 126.57740680000002, 1e-10);
  EXPECT_NEAR(number_of(point, "y"), 33.453357700000005, 1e-9);
  const Response whole = site.call(
      kTranscoord, {{"x", "126.99116337285824"}, {"y", "37.25"}, {"output_coord", "wcongnamul"}});
  EXPECT_NE(whole.body.find(".0,\"y\":"), std::string::npos) << whole.body;
  const Json same = at(site.ask(kTranscoord, {{"x", "127.25"}, {"y", "37.5"}}), "documents", 0);
  EXPECT_EQ(number_of(same, "x"), 127.25);
}

TEST(LocalPlaces, ShowsAPlaceWithTheAddressOfTheIndex) {
  LocalSite site;
  const Json answer = site.ask(kKeyword, {{"query", "판교 큰약국"}});
  const Json place = at(answer, "documents", 0);
  EXPECT_EQ(place.to_text(),
            R"({"address_name":"경기 성남시 분당구 삼평동 681","category_group_code":"PM9",)"
            R"("category_group_name":"약국","category_name":"의료,건강 > 약국","distance":"",)"
            R"("id":"11","phone":"031-000-0000","place_name":"판교 큰약국",)"
            R"("place_url":"http://place.map.kakao.com/11",)"
            R"("road_address_name":"경기 성남시 분당구 판교역로 235","x":"127.1086228",)"
            R"("y":"37.4012191"})");
  EXPECT_EQ(at(answer, "meta").to_text(),
            R"({"is_end":true,"pageable_count":1,"same_name":{"keyword":"판교 큰약국","region":[],)"
            R"("selected_region":""},"total_count":1})");
}

TEST(LocalPlaces, KeepsTheTextOfTheSourceWhereTheAddressIsUnknown) {
  LocalSite site;
  const Json place = at(site.ask(kKeyword, {{"query", "카페 봄"}}), "documents", 0);
  EXPECT_EQ(text_of(place, "road_address_name"), "서울 중구 남대문로 999");
  EXPECT_EQ(text_of(place, "address_name"), "서울 중구 태평로1가 60");
}

TEST(LocalPlaces, TellsTheDistanceInWholeMetresAndOrdersByIt) {
  LocalSite site;
  const Json answer = site.ask(
      kKeyword,
      {{"query", "봄"}, {"x", "126.97"}, {"y", "37.56"}, {"sort", "distance"}, {"radius", "50"}});
  EXPECT_EQ(integer_of(at(answer, "meta"), "total_count"), 6);
  EXPECT_EQ(text_of(at(answer, "documents", 0), "distance"), "0");
  EXPECT_EQ(text_of(at(answer, "documents", 1), "distance"), "9");
}

TEST(LocalPlaces, SplitsTheRegionFromTheKeyword) {
  LocalSite site;
  const Json same = at(at(site.ask(kKeyword, {{"query", "분당구 약국"}}), "meta"), "same_name");
  EXPECT_EQ(same.to_text(), R"({"keyword":"약국","region":["경기 성남시 분당구"],)"
                            R"("selected_region":"경기 성남시 분당구"})");
}

TEST(LocalPlaces, PagesToFortyFiveAndShowsTheLastPageBehindThem) {
  LocalSite site;
  const Json first = site.ask(kKeyword, {{"query", "주차장"}});
  EXPECT_EQ(at(first, "documents").if_array()->size(), 15U);
  EXPECT_EQ(integer_of(at(first, "meta"), "pageable_count"), 45);
  EXPECT_EQ(integer_of(at(first, "meta"), "total_count"), 60);
  EXPECT_EQ(at(first, "meta").bool_at("is_end"), false);
  const Json last = site.ask(kKeyword, {{"query", "주차장"}, {"page", "3"}});
  EXPECT_EQ(at(last, "meta").bool_at("is_end"), true);
  const Json behind = site.ask(kKeyword, {{"query", "주차장"}, {"page", "45"}});
  EXPECT_EQ(behind, last);
}

TEST(LocalPlaces, FindsACategoryAroundAPointOrInARectangle) {
  LocalSite site;
  const Json near = site.ask(
      kCategory,
      {{"category_group_code", "CE7,PM9"}, {"x", "126.9779"}, {"y", "37.5663"}, {"radius", "500"}});
  EXPECT_EQ(text_of(at(near, "documents", 0), "id"), "12");
  EXPECT_TRUE(at(at(near, "meta"), "same_name").is_null());
  const Json inside =
      site.ask(kCategory, {{"category_group_code", "PM9"}, {"rect", "127.0,37.3,127.2,37.5"}});
  EXPECT_EQ(text_of(at(inside, "documents", 0), "id"), "11");
  EXPECT_EQ(text_of(at(inside, "documents", 0), "distance"), "");
}

}  // namespace
}  // namespace haetae::kakao::test
