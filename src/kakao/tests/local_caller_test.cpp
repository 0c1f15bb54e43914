// SPDX-License-Identifier: Apache-2.0
// Who may call the Local API, what it refuses, and in which words (spec kakao-local §1, §8).
#include "../src/local_caller.hpp"

#include "local_town.hpp"

namespace haetae::kakao::test {
namespace {

constexpr std::string_view kSearch = "/v2/local/search/address.json";
constexpr std::string_view kKeyword = "/v2/local/search/keyword.json";
constexpr std::string_view kCategory = "/v2/local/search/category.json";
constexpr std::string_view kTranscoord = "/v2/local/geo/transcoord.json";
constexpr std::string_view kDenied = "AccessDeniedError";
constexpr std::string_view kPage =
    "sdk/4.4.19 os/javascript lang/ko-KR device/Linux origin/https%3A%2F%2Fshop.example.kr";
const Fields kQuery{{"query", "판교역로 235"}};

TEST(LocalCaller, TakesTheRestKeyFromAnywhere) {
  LocalSite site;
  EXPECT_EQ(site.call(kSearch, kQuery).status, 200);
  EXPECT_EQ(site.call(kSearch, kQuery, {.origin = "https://elsewhere.test"}).status, 200);
  EXPECT_EQ(
      site.call(kSearch, kQuery, {.authorization = "kakaoak " + site.site.app.rest_api_key}).status,
      200);
}

TEST(LocalCaller, RefusesACallWithoutKeyOrWithAWrongOne) {
  LocalSite site;
  constexpr std::string_view kNoHeader = "cannot find Authorization : KakaoAK header";
  expect_local(site.call(kSearch, kQuery, {.key = "-"}), 401, kDenied, kNoHeader);
  expect_local(site.call(kSearch, kQuery, {.authorization = "Bearer x"}), 401, kDenied, kNoHeader);
  expect_local(site.call(kSearch, kQuery, {.key = "short"}), 401, kDenied,
               "wrong appKey(short) format");
  const std::string unknown(32, 'a');
  expect_local(site.call(kSearch, kQuery, {.key = unknown}), 401, kDenied,
               "appKey(" + unknown + ") does not exist");
  expect_local(site.call(kSearch, kQuery, {.key = site.site.app.admin_key}), 401, kDenied);
}

TEST(LocalCaller, AsksTheKeyBeforeTheParameters) {
  LocalSite site;
  expect_local(site.call(kSearch, {}, {.key = "-"}), 401, kDenied);
}

TEST(LocalCaller, TakesTheJavaScriptKeyOnTheAppsPagesAlone) {
  LocalSite site;
  const std::string key = site.site.app.javascript_key;
  expect_local(site.call(kSearch, kQuery, {.key = key}), 401, kDenied,
               "KA Header is required but neither os nor origin field is given");
  EXPECT_EQ(site.call(kSearch, kQuery, {.key = key, .ka = std::string{kPage}}).status, 200);
  EXPECT_EQ(site.call(kSearch, kQuery,
                      {.key = key,
                       .ka = "sdk/1 os/javascript origin/http://localhost:3000",
                       .origin = "http://localhost:3000"})
                .status,
            200);
  expect_local(site.call(kSearch, kQuery,
                         {.key = key, .ka = "sdk/1 os/javascript origin/https%3A%2F%2Fevil.test"}),
               401, kDenied,
               "domain mismatched! caller=https://evil.test. check out registered web domains.");
  // A page may write anything into KA, but not into Origin.
  expect_local(site.call(kSearch, kQuery,
                         {.key = key, .ka = std::string{kPage}, .origin = "https://evil.test"}),
               401, kDenied,
               "domain mismatched! caller=https://evil.test. check out registered web domains.");
}

TEST(LocalCaller, TakesTheKeyAsAParameterFromBrowsersThatCannotSendHeaders) {
  LocalSite site;
  Fields fields = kQuery;
  fields.push_back({"appkey", site.site.app.javascript_key});
  fields.push_back({"version", "4.4.19"});
  EXPECT_EQ(site.call(kSearch, fields, {.key = "-", .origin = "https://shop.example.kr"}).status,
            200);
  EXPECT_EQ(
      site.call(kSearch, fields, {.key = "-", .referer = "https://shop.example.kr/map?x=1"}).status,
      200);
  expect_local(site.call(kSearch, fields, {.key = "-", .referer = "https://evil.test/"}), 401,
               kDenied);
  expect_local(site.call(kSearch, fields, {.key = "-"}), 401, kDenied);
}

TEST(LocalCaller, ComparesAllowedAddressesAsNumbers) {
  accounts::App draft = LocalSite::local_app();
  draft.allowed_ips = {"192.0.2.7", "2001:DB8:0:0::7"};
  LocalSite site{draft};
  for (const char* address : {"192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7",
                              "2001:0db8:0000:0000:0000:0000:0000:0007"}) {
    EXPECT_EQ(site.call(kSearch, kQuery, {.address = address}).status, 200) << address;
  }
  expect_local(site.call(kSearch, kQuery, {.address = "198.51.100.4"}), 401, kDenied,
               "ip mismatched! callerIp=198.51.100.4. check out registered ips.");
}

TEST(LocalCaller, RefusesAnAppWhoseSwitchIsOff) {
  accounts::App draft = LocalSite::local_app();
  draft.local.enabled = false;
  LocalSite site{draft};
  expect_local(site.call(kSearch, kQuery), 403, "NotAuthorizedError",
               "App(Shop) disabled OPEN_MAP_AND_LOCAL service.");
}

TEST(LocalCaller, ThrottlesPerDayOfKoreaAndEndpoint) {
  accounts::App draft = LocalSite::local_app();
  draft.local.per_day = 2;
  LocalSite site{draft};
  EXPECT_EQ(site.call(kSearch, kQuery).status, 200);
  EXPECT_EQ(site.call(kSearch, kQuery).status, 200);
  expect_local(site.call(kSearch, kQuery), 429, "RequestThrottled", "API limit has been exceeded.");
  EXPECT_EQ(site.call(kKeyword, kQuery).status, 200);  // another endpoint
  site.site.clock.advance(std::chrono::hours{7});      // 17:00 becomes midnight in Korea
  EXPECT_EQ(site.call(kSearch, kQuery).status, 200);
}

TEST(LocalCaller, ThrottlesPerSecond) {
  accounts::App draft = LocalSite::local_app();
  draft.local.per_second = 3;
  LocalSite site{draft};
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(site.call(kSearch, kQuery).status, 200);
  expect_local(site.call(kKeyword, kQuery), 429, "RequestThrottled");
  site.site.clock.advance(std::chrono::seconds{1});
  EXPECT_EQ(site.call(kSearch, kQuery).status, 200);
}

TEST(LocalCaller, KeepsNoLimitWhereItIsZero) {
  accounts::App draft = LocalSite::local_app();
  draft.local.per_day = draft.local.per_second = 0;
  LocalSite site{draft};
  for (int i = 0; i < 2000; ++i)
    ASSERT_EQ(site.call(kTranscoord, {{"x", "127"}, {"y", "37"}}).status, 200);
}

TEST(LocalCaller, SaysThatNoDataIsThereExceptWhereNoneIsNeeded) {
  LocalSite site;
  site.addresses.index = nullptr;
  const Response response = site.call(kSearch, kQuery);
  expect_local(response, 503, "ServiceUnavailable");
  EXPECT_NE(response.body.find("haetae import juso"), std::string::npos);
  EXPECT_EQ(site.call(kTranscoord, {{"x", "127"}, {"y", "37"}}).status, 200);
}

TEST(LocalParameters, NamesWhatIsMissing) {
  LocalSite site;
  const auto missing = [&](std::string_view path, const Fields& fields, std::string_view name) {
    expect_local(site.call(path, fields), 400, "MissingParameter",
                 std::string{name} + " parameter required");
  };
  missing(kSearch, {}, "query");
  missing(kSearch, {{"query", "  "}}, "query");
  missing(kKeyword, {}, "query");
  missing(kKeyword, {{"query", "a"}, {"x", "127"}}, "y");
  missing(kCategory, {}, "category_group_code");
  missing(kCategory, {{"category_group_code", "PM9"}}, "x");
  missing(kTranscoord, {{"y", "37"}}, "x");
  missing("/v2/local/geo/coord2address", {{"x", "37"}}, "y");
  missing("/v2/local/geo/coord2regioncode", {}, "x");
}

TEST(LocalParameters, RefusesValuesOutOfRange) {
  LocalSite site;
  const auto invalid = [&](std::string_view path, Fields fields, std::string_view message) {
    expect_local(site.call(path, fields), 400, "InvalidArgument", message);
  };
  invalid(kSearch, {{"query", "a"}, {"page", "46"}}, "page is more than max");
  invalid(kSearch, {{"query", "a"}, {"page", "0"}}, "page is less than min");
  invalid(kSearch, {{"query", "a"}, {"page", "99999999999999999999"}}, "page is more than max");
  invalid(kSearch, {{"query", "a"}, {"page", "1.5"}}, "page is not an integer");
  invalid(kSearch, {{"query", "a"}, {"size", "31"}}, "size is more than max");
  invalid(kSearch, {{"query", "a"}, {"analyze_type", "other"}}, "analyze_type is not supported");
  invalid(kKeyword, {{"query", "a"}, {"size", "16"}}, "size is more than max");
  invalid(kKeyword, {{"query", "a"}, {"radius", "20001"}}, "radius is more than max");
  invalid(kKeyword, {{"query", "a"}, {"rect", "1,2,3"}}, "rect is not minX,minY,maxX,maxY");
  invalid(kKeyword, {{"query", "a"}, {"sort", "name"}}, "sort is not supported");
  invalid(kKeyword, {{"query", "a"}, {"category_group_code", "ZZ9"}},
          "category_group_code is not supported");
  invalid(kTranscoord, {{"x", "abc"}, {"y", "1"}}, "x is not a number");
  invalid(kTranscoord, {{"x", "nan"}, {"y", "1"}}, "x is not a number");
  invalid(kTranscoord, {{"x", "1e999"}, {"y", "1"}}, "x is not a number");
  invalid(kTranscoord, {{"x", "37"}, {"y", "127"}}, "x, y out of range");
  invalid(kTranscoord, {{"x", "127"}, {"y", "37"}, {"output_coord", "EPSG:5179"}},
          "output_coord is not supported");
  invalid("/v2/local/geo/coord2address", {{"x", "1"}, {"y", "2"}, {"input_coord", "KTM"}},
          "input_coord is not supported");
}

TEST(LocalParameters, WritesErrorsInTheFormThatWasAskedFor) {
  LocalSite site;
  const Response response = site.call("/v2/local/search/address.xml", {});
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(
      response.body.ends_with("<result><errorType>MissingParameter</errorType>"
                              "<message>query parameter required</message></result>"));
}

TEST(LocalParameters, ReadsTheKaHeader) {
  const KaHeader ka = parse_ka(kPage);
  EXPECT_EQ(ka.os, "javascript");
  EXPECT_EQ(ka.origin, "https://shop.example.kr");
  EXPECT_EQ(parse_ka("  origin/a%2 os").origin, "a%2");
  EXPECT_TRUE(parse_ka("").os.empty());
}

}  // namespace
}  // namespace haetae::kakao::test
