// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/builder.hpp"
#include "haetae/address/source.hpp"
#include "haetae/kakao/postcode_rows.hpp"
#include "haetae/wire/json.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace haetae::kakao {
namespace {

using address::AddressKey;
using wire::Json;

/// The 39 fields of `oncomplete` (spec kakao-postcode §3).
const std::set<std::string> kFields{"zonecode",
                                    "address",
                                    "addressEnglish",
                                    "addressType",
                                    "userSelectedType",
                                    "userLanguageType",
                                    "noSelected",
                                    "roadAddress",
                                    "jibunAddress",
                                    "roadAddressEnglish",
                                    "autoRoadAddress",
                                    "jibunAddressEnglish",
                                    "autoJibunAddress",
                                    "autoRoadAddressEnglish",
                                    "buildingCode",
                                    "autoJibunAddressEnglish",
                                    "buildingName",
                                    "apartment",
                                    "sido",
                                    "sidoEnglish",
                                    "sigungu",
                                    "sigunguEnglish",
                                    "sigunguCode",
                                    "roadnameCode",
                                    "bcode",
                                    "roadname",
                                    "roadnameEnglish",
                                    "bname",
                                    "bnameEnglish",
                                    "bname1",
                                    "bname1English",
                                    "bname2",
                                    "bname2English",
                                    "hname",
                                    "query",
                                    "postcode",
                                    "postcode1",
                                    "postcode2",
                                    "postcodeSeq"};

constexpr std::uint64_t kPangyoyeok = 411353179025;
constexpr std::uint64_t kSampyeong = 4113510900;

struct Place {
  std::uint64_t road;
  std::string_view road_name;
  address::RoadNumber number;
  address::RegionRecord region;
  address::LotNumber lot;
  std::uint32_t zip;
  std::string_view building = {};
  bool apartment = false;
  std::string_view district = {};
};

address::RegionRecord sampyeong() {
  return {kSampyeong, "경기도", "성남시 분당구", "삼평동", ""};
}

void add(address::IndexBuilder& builder, const Place& place) {
  builder.add(place.region);
  builder.add(address::RoadRecord{place.road, place.road_name, {}});
  address::AddressRecord record;
  record.key = {place.road, place.number};
  record.region = place.region.code;
  record.lot = place.lot;
  record.zip = place.zip;
  record.building = place.building;
  record.apartment = place.apartment;
  record.district = place.district.empty() ? 0 : 1168064000;
  record.district_name = place.district;
  builder.add(record);
}

std::string build() {
  address::IndexBuilder builder;
  const address::RegionRecord town{5179031021, "강원특별자치도", "홍천군", "두촌면", "자은리"};
  const address::RegionRecord sejong{3611011000, "세종특별자치시", "", "보람동", ""};
  builder.add(address::RegionEnglishRecord{kSampyeong, "Gyeonggi-do", "Bundang-gu, Seongnam-si",
                                           "Sampyeong-dong", ""});
  add(builder, {kPangyoyeok,
                "판교역로",
                {.main = 235},
                sampyeong(),
                {.main = 681},
                13494,
                "에이치스퀘어 엔동"});
  // One lot with two road addresses.
  add(builder, {kPangyoyeok, "판교역로", {.main = 231}, sampyeong(), {.main = 680}, 13493, "가동"});
  add(builder,
      {411353179999, "대왕판교로", {.main = 660}, sampyeong(), {.main = 680}, 13493, "나동"});
  // One road address on three lots.
  add(builder, {kPangyoyeok, "판교역로", {.main = 241}, sampyeong(), {.main = 682}, 13495});
  const AddressKey wide{kPangyoyeok, {.main = 241}};
  builder.add(address::LotRecord{wide, kSampyeong, {.main = 682, .sub = 1}});
  builder.add(address::LotRecord{wide, kSampyeong, {.mountain = true, .main = 9}});
  add(builder,
      {517903333333, "증골길", {.main = 61}, town, {.main = 12, .sub = 3}, 25104, "두촌집", true});
  add(builder, {361102000002,
                "한누리대로",
                {.main = 2130},
                sejong,
                {.main = 656},
                30151,
                "세종특별자치시청"});
  add(builder, {116803122001,
                "테헤란로",
                {.main = 152},
                {1168010100, "서울특별시", "강남구", "역삼동", ""},
                {.main = 737},
                6236,
                "",
                false,
                "역삼1동"});
  for (std::uint32_t number = 1; number <= 25; ++number)
    add(builder,
        {411354444444, "긴길", {.main = number}, sampyeong(), {.main = 1000 + number}, 13000});
  builder.add(address::PlaceRecord{.id = "1",
                                   .name = "판교도서관",
                                   .road_address = "경기도 성남시 분당구 판교역로 235",
                                   .position = {127.1, 37.4}});
  std::string bytes;
  address::Sequential sequential;
  const auto done = builder.finish({.version = "test"}, sequential, [&](base::BytesView part) {
    bytes.append(reinterpret_cast<const char*>(part.data()), part.size());
    return true;
  });
  EXPECT_TRUE(done.has_value());
  return bytes;
}

struct OneIndex final : address::IndexSource {
  std::shared_ptr<const address::Index> index;
  [[nodiscard]] std::shared_ptr<const address::Index> current() const override { return index; }
};

class Postcode : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    bytes_ = new std::string{build()};
    auto opened = address::Index::open(
        {reinterpret_cast<const std::uint8_t*>(bytes_->data()), bytes_->size()});
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    index_ = new std::shared_ptr<const address::Index>{
        std::make_shared<const address::Index>(std::move(*opened))};
  }
  static void TearDownTestSuite() {
    delete index_;
    delete bytes_;
  }

  void SetUp() override { source_.index = *index_; }

  wire::Response get(std::string_view path, std::string query = {}, std::string language = "ko") {
    wire::Request request;
    request.path = path;
    request.query = std::move(query);
    request.headers.set("Accept-Language", language);
    const auto exact = [&](const wire::Endpoint& row) {
      return row.path == path || (row.path.ends_with("/*") &&
                                  path.starts_with(row.path.substr(0, row.path.size() - 1)));
    };
    const auto row = std::find_if(rows_.begin(), rows_.end(), exact);
    return row == rows_.end() ? wire::text_response(404, "") : row->handler(request);
  }

  Json ask(std::string_view query, std::string more = {}) {
    wire::Form form;
    form.add("q", query);
    const wire::Response response = get("/postcode/api/search", form.to_text() + std::move(more));
    EXPECT_EQ(response.status, 200);
    return Json::parse(response.payload()).value_or(Json{});
  }

  static Json row_of(const Json& answer, std::size_t at = 0) {
    const Json::Array* rows = answer.find("rows") ? answer.find("rows")->if_array() : nullptr;
    return rows && at < rows->size() ? (*rows)[at] : Json::object();
  }

  static std::string field(const Json& row, std::string_view name) {
    const Json* data = row.find("data");
    return std::string{data ? data->string_at(name).value_or("(none)") : "(no data)"};
  }

  static std::vector<std::string> related(const Json& row, std::string_view name) {
    std::vector<std::string> out;
    for (const Json& one : *row.find("related")->if_array())
      out.emplace_back(one.find("data")->string_at(name).value_or("(none)"));
    return out;
  }

  static inline std::string* bytes_ = nullptr;
  static inline std::shared_ptr<const address::Index>* index_ = nullptr;
  OneIndex source_;
  base::SeededEntropy entropy_{7};
  base::ManualClock clock_{base::from_unix_seconds(1'767'225'600)};
  wire::Endpoints rows_ = postcode_rows({source_, entropy_, clock_});
};

TEST_F(Postcode, AnswersSoManyQuestionsOfAnAddressInAMinute) {
  rows_ = postcode_rows({source_, entropy_, clock_, 2});
  const auto status = [this](std::string_view path, std::string_view address) {
    wire::Request request;
    request.method = wire::Method::get;
    request.path = path;
    request.query = "q=a";
    request.address = address;
    const auto row = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const wire::Endpoint& one) { return one.path == path; });
    return row->handler(request).status;
  };
  const auto* const search = "/postcode/api/search";
  const auto* const suggest = "/postcode/api/suggest";
  EXPECT_EQ(status(search, "203.0.113.1"), 200);
  EXPECT_EQ(status(suggest, "203.0.113.1"), 200);
  EXPECT_EQ(status(search, "203.0.113.1"), 429);
  EXPECT_EQ(status(suggest, "203.0.113.1"), 429);
  // One home of IPv6 is one address, the next one another.
  EXPECT_EQ(status(search, "2001:db8:1:2::3"), 200);
  EXPECT_EQ(status(search, "2001:db8:1:2:ffff::4"), 200);
  EXPECT_EQ(status(search, "2001:db8:1:2::5"), 429);
  EXPECT_EQ(status(search, "2001:db8:1:3::3"), 200);
  EXPECT_EQ(status("/postcode/search", "203.0.113.1"), 200);
  clock_.advance(base::Seconds{60});
  EXPECT_EQ(status(search, "203.0.113.1"), 200);
}

TEST_F(Postcode, GivesTheDocumentedFieldsOfARoadAddress) {
  const Json row = row_of(ask("판교역로 235"));
  EXPECT_EQ(row.string_at("type"), "R");
  EXPECT_EQ(field(row, "zonecode"), "13494");
  EXPECT_EQ(field(row, "address"), "경기 성남시 분당구 판교역로 235");
  EXPECT_EQ(field(row, "roadAddress"), "경기 성남시 분당구 판교역로 235");
  EXPECT_EQ(field(row, "jibunAddress"), "경기 성남시 분당구 삼평동 681");
  EXPECT_EQ(field(row, "addressEnglish"),
            "235 Pangyoyeok-ro, Bundang-gu, Seongnam-si, Gyeonggi-do, Republic of Korea");
  EXPECT_EQ(field(row, "addressType"), "R");
  EXPECT_EQ(field(row, "sido"), "경기");
  EXPECT_EQ(field(row, "sidoEnglish"), "Gyeonggi-do");
  EXPECT_EQ(field(row, "sigungu"), "성남시 분당구");
  EXPECT_EQ(field(row, "sigunguEnglish"), "Bundang-gu Seongnam-si");
  EXPECT_EQ(field(row, "sigunguCode"), "41135");
  EXPECT_EQ(field(row, "roadnameCode"), "3179025");
  EXPECT_EQ(field(row, "bcode"), "4113510900");
  EXPECT_EQ(field(row, "roadname"), "판교역로");
  EXPECT_EQ(field(row, "roadnameEnglish"), "Pangyoyeok-ro");
  EXPECT_EQ(field(row, "bname"), "삼평동");
  EXPECT_EQ(field(row, "bname1"), "");
  EXPECT_EQ(field(row, "bname2"), "삼평동");
  EXPECT_EQ(field(row, "bname2English"), "Sampyeong-dong");
  EXPECT_EQ(field(row, "buildingName"), "에이치스퀘어 엔동");
  EXPECT_EQ(field(row, "buildingCode").size(), 25U);
  EXPECT_EQ(field(row, "apartment"), "N");
  EXPECT_EQ(field(row, "query"), "판교역로 235");
  EXPECT_THAT(related(row, "jibunAddress"), testing::ElementsAre("경기 성남시 분당구 삼평동 681"));
}

TEST_F(Postcode, GivesEveryFieldAsAStringAndNoOther) {
  for (const char* query : {"판교역로 235", "삼평동 680", "자은리 12-3", "한누리대로 2130"}) {
    const Json row = row_of(ask(query));
    const Json* data = row.find("data");
    ASSERT_NE(data, nullptr) << query;
    std::set<std::string> names;
    for (const auto& [name, value] : *data->if_object()) {
      EXPECT_NE(value.if_string(), nullptr) << name;
      EXPECT_TRUE(names.insert(name).second) << name << " stands there twice";
    }
    EXPECT_EQ(names, kFields) << query;
  }
}

TEST_F(Postcode, ListsALotWithAllItsRoadAddresses) {
  const Json answer = ask("삼평동 680");
  EXPECT_EQ(answer.integer_at("count"), 1);
  const Json row = row_of(answer);
  EXPECT_EQ(row.string_at("type"), "J");
  EXPECT_EQ(field(row, "addressType"), "J");
  EXPECT_EQ(field(row, "address"), "경기 성남시 분당구 삼평동 680");
  EXPECT_THAT(related(row, "roadAddress"),
              testing::UnorderedElementsAre("경기 성남시 분당구 판교역로 231",
                                            "경기 성남시 분당구 대왕판교로 660"));
  EXPECT_THAT(related(row, "buildingName"), testing::UnorderedElementsAre("가동", "나동"));
}

TEST_F(Postcode, ListsARoadAddressWithAllItsLots) {
  const Json row = row_of(ask("판교역로 241"));
  EXPECT_EQ(row.string_at("type"), "R");
  EXPECT_THAT(related(row, "jibunAddress"), testing::ElementsAre("경기 성남시 분당구 삼평동 682",
                                                                 "경기 성남시 분당구 삼평동 682-1",
                                                                 "경기 성남시 분당구 삼평동 산 9"));
}

TEST_F(Postcode, NamesTheTownshipOfAVillage) {
  const Json row = row_of(ask("자은리 12-3"));
  EXPECT_EQ(field(row, "jibunAddress"), "강원특별자치도 홍천군 두촌면 자은리 12-3");
  EXPECT_EQ(field(row, "roadAddress"), "강원특별자치도 홍천군 두촌면 증골길 61");
  EXPECT_EQ(field(row, "bname"), "자은리");
  EXPECT_EQ(field(row, "bname1"), "두촌면");
  EXPECT_EQ(field(row, "bname2"), "자은리");
  EXPECT_EQ(field(row, "apartment"), "Y");
}

TEST_F(Postcode, LeavesSigunguEmptyInSejong) {
  const Json row = row_of(ask("한누리대로 2130"));
  EXPECT_EQ(field(row, "sido"), "세종특별자치시");
  EXPECT_EQ(field(row, "sigungu"), "");
  EXPECT_EQ(field(row, "sigunguEnglish"), "");
  EXPECT_EQ(field(row, "roadAddress"), "세종특별자치시 한누리대로 2130");
}

TEST_F(Postcode, NamesTheAdministrativeDongThatWasAskedFor) {
  const Json asked = row_of(ask("역삼1동 737"));
  EXPECT_EQ(field(asked, "jibunAddress"), "서울 강남구 역삼동 737");
  EXPECT_EQ(field(asked, "hname"), "역삼1동");
  EXPECT_EQ(field(row_of(ask("역삼동 737")), "hname"), "");
  EXPECT_EQ(row_of(ask("역삼동 737")).string_at("district"), "역삼1동");
}

TEST_F(Postcode, WritesTheSidoInFullWhenAsked) {
  EXPECT_EQ(field(row_of(ask("판교역로 235", "&full=1")), "sido"), "경기도");
  EXPECT_EQ(field(row_of(ask("판교역로 235", "&full=1")), "address"),
            "경기도 성남시 분당구 판교역로 235");
  EXPECT_EQ(field(row_of(ask("증골길 61")), "sido"), "강원특별자치도");
}

TEST_F(Postcode, TurnsPagesOfTen) {
  const Json first = ask("긴길");
  EXPECT_EQ(first.integer_at("count"), 25);
  EXPECT_EQ(first.integer_at("pages"), 3);
  EXPECT_EQ(first.find("rows")->if_array()->size(), 10U);
  const Json last = ask("긴길", "&page=3");
  EXPECT_EQ(last.find("rows")->if_array()->size(), 5U);
  EXPECT_EQ(ask("긴길", "&page=99").integer_at("page"), 3);
  EXPECT_EQ(ask("긴길", "&page=x").integer_at("page"), 1);
}

TEST_F(Postcode, CountsNoNeighbourOfANumberThatDoesNotExist) {
  const Json answer = ask("판교역로 237");
  EXPECT_EQ(answer.integer_at("count"), 0);
  EXPECT_FALSE(answer.find("near")->if_array()->empty());
  EXPECT_EQ(ask("없는말씀").integer_at("count"), 0);
  EXPECT_EQ(ask("삼평동 없는말씀").integer_at("count"), 0) << "not all of 삼평동";
  EXPECT_EQ(ask("").integer_at("count"), 0);
}

TEST_F(Postcode, FindsAPlaceByItsNameWhereNoAddressIsNamed) {
  const Json answer = ask("판교도서관");
  EXPECT_EQ(answer.integer_at("count"), 1);
  EXPECT_EQ(field(row_of(answer), "zonecode"), "13494");
}

TEST_F(Postcode, AnswersWithoutDataThatThereIsNone) {
  source_.index = nullptr;
  const wire::Response response = get("/postcode/api/search", "q=a");
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.headers.contains("Retry-After"));
  EXPECT_EQ(get("/postcode/search").status, 200);
}

TEST_F(Postcode, ServesOneScriptAtEveryPathOfTheSites) {
  const std::string first{get("/mapjsapi/bundle/postcode/prod/postcode.v2.js").payload()};
  EXPECT_GT(first.size(), 1000U);
  for (const char* path : {"/map_js_init/postcode.v2.js", "/dmaps/map_js_init/postcode.v2.js",
                           "/imap/map_js_init/postcode.v2.js"}) {
    const wire::Response response = get(path, "autoload=false");
    EXPECT_EQ(response.payload(), first) << path;
    EXPECT_EQ(response.headers.get("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(response.headers.get("Cross-Origin-Resource-Policy"), "cross-origin");
  }
}

TEST_F(Postcode, LetsAnySiteFrameThePageUnderAStrictPolicy) {
  const wire::Response page = get("/postcode/search", "origin=x", "en-US,en");
  const std::string policy{page.headers.get("Content-Security-Policy").value_or("")};
  EXPECT_THAT(policy, testing::HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, testing::HasSubstr("frame-ancestors *"));
  EXPECT_THAT(policy, testing::Not(testing::HasSubstr("unsafe")));
  const std::size_t at = policy.find("'nonce-") + 7;
  const std::string nonce = policy.substr(at, policy.find('\'', at) - at);
  const std::string html{page.payload()};
  EXPECT_THAT(html, testing::HasSubstr("nonce=\"" + nonce + "\""));
  EXPECT_THAT(html, testing::Not(testing::HasSubstr("{{")));
  EXPECT_THAT(html, testing::HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(get("/postcode/search").payload(), testing::Not(testing::HasSubstr(nonce)));
  const std::size_t script = html.find("/postcode/assets/");
  const std::string url = html.substr(script, html.find('"', script) - script);
  EXPECT_EQ(get(url).status, 200);
  EXPECT_EQ(get("/postcode/assets/other.js").status, 404);
}

}  // namespace
}  // namespace haetae::kakao
