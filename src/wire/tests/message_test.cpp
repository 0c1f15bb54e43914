// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/message.hpp"

#include "haetae/wire/cookie.hpp"
#include "haetae/wire/headers.hpp"

#include <gtest/gtest.h>

namespace haetae::wire {
namespace {

Request with_cookies(std::string_view cookies, bool secure) {
  Request request;
  request.secure = secure;
  request.headers.add("cookie", cookies);
  return request;
}

std::vector<std::string> all(const Response& response, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& field : response.headers.fields()) {
    if (equal_no_case(field.name, name)) values.emplace_back(field.value);
  }
  return values;
}

TEST(Headers, CompareNamesWithoutCase) {
  Headers headers{{"Accept", "a"}, {"ACCEPT", "b"}, {"Host", "h"}};
  EXPECT_EQ(headers.get("accept"), "a");
  headers.set("aCCept", *headers.get("Accept"));
  ASSERT_EQ(headers.fields().size(), 2U);
  EXPECT_EQ(headers.get("accept"), "a");
  headers.remove("HOST");
  EXPECT_FALSE(headers.contains("host"));
  EXPECT_EQ(trim(" \t a b\t"), "a b");
  EXPECT_FALSE(equal_no_case("ab", "abc"));
  EXPECT_EQ(to_lower("ÀZ"), "Àz") << "only ASCII";
}

TEST(Method, ReadsBackItsText) {
  for (const auto method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                            Method::delete_, Method::options}) {
    EXPECT_EQ(method_from_text(to_text(method)), method);
  }
  EXPECT_EQ(method_from_text("get"), std::nullopt);
  EXPECT_EQ(method_from_text("TRACE"), std::nullopt);
}

TEST(Request, KnowsItsOrigin) {
  Request request;
  request.host = "id.example:8443";
  EXPECT_EQ(request.origin(), "http://id.example:8443");
  request.secure = true;
  EXPECT_EQ(request.origin(), "https://id.example:8443");
}

TEST(Response, SaysItsTypeAsKakaoDoes) {
  EXPECT_EQ(json_response(400, "{}").headers.get("Content-Type"), "application/json;charset=UTF-8");
  EXPECT_EQ(html_response(200, "").headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(text_response(200, "x").payload(), "x");
  Response shared;
  shared.shared_body = std::make_shared<const std::string>("y");
  EXPECT_EQ(shared.payload(), "y");
  forbid_storing(shared);
  EXPECT_EQ(shared.headers.get("Pragma"), "no-cache");
}

TEST(RedirectResponse, LeavesAGoodLocationAsItIs) {
  constexpr std::string_view kPlace = "https://a.example/cb?x=%20&y=[1]#z";
  const auto response = redirect_response(303, kPlace);
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(response.headers.get("Location"), kPlace);
  EXPECT_TRUE(response.payload().empty());
}

TEST(RedirectResponse, CannotBreakOutOfItsHeaderLine) {
  const auto response = redirect_response(302, "/a\r\nSet-Cookie: x=1\n\t\x7f\\해");
  EXPECT_EQ(response.headers.get("Location"), "/a%0D%0ASet-Cookie:%20x=1%0A%09%7F%5C%ED%95%B4");
  EXPECT_EQ(response.headers.fields().size(), 1U);
}

TEST(RedirectResponseDeathTest, NeverRepeatsAPostElsewhere) {
  EXPECT_DEATH((void)redirect_response(307, "/"), "status");
}

TEST(Cookies, ParsePairsAndSkipNonsense) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(parse_cookies("a=1; b = 2 ;c;=d; e=f=g;"),
            (Pairs{{"a", "1"}, {"b", "2"}, {"e", "f=g"}}));
  EXPECT_TRUE(parse_cookies("").empty());
}

TEST(Cookies, OverTlsReadOnlyTheHostName) {
  EXPECT_EQ(read_cookie(with_cookies("sid=planted; __Host-sid=own", true), "sid"), "own");
  EXPECT_EQ(read_cookie(with_cookies("sid=planted", true), "sid"), std::nullopt);
  EXPECT_EQ(read_cookie(with_cookies("sid=dev", false), "sid"), "dev");
  EXPECT_EQ(read_cookie(with_cookies("SID=dev", false), "sid"), std::nullopt);
}

TEST(Cookies, RefuseTwoOfOneName) {
  EXPECT_EQ(read_cookie(with_cookies("sid=a; sid=b", false), "sid"), std::nullopt);
  auto request = with_cookies("sid=a", false);
  request.headers.add("Cookie", "x=1; sid=a");
  EXPECT_EQ(read_cookie(request, "sid"), std::nullopt);
  EXPECT_EQ(read_cookie(request, "x"), "1");
}

TEST(Cookies, AreSetWithEveryGuard) {
  Request request;
  request.secure = true;
  Response response;
  set_cookie(response, request, {.name = "sid", .value = "v-_1", .max_age = base::Seconds{60}});
  EXPECT_EQ(all(response, "Set-Cookie"),
            (std::vector<std::string>{
                "__Host-sid=v-_1; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"}));
  request.secure = false;
  Response plain;
  set_cookie(plain, request, {.name = "sid", .value = "v"});
  EXPECT_EQ(plain.headers.get("Set-Cookie"), "sid=v; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Cookies, TheLastWordOnANameWins) {
  const Request request;
  Response response;
  set_cookie(response, request, {.name = "sid", .value = "v"});
  set_cookie(response, request, {.name = "sid2", .value = "w"});
  clear_cookie(response, request, "sid");
  EXPECT_EQ(all(response, "Set-Cookie"),
            (std::vector<std::string>{"sid2=w; Path=/; HttpOnly; SameSite=Lax",
                                      "sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"}));
}

TEST(CookiesDeathTest, StopAtAValueThatWouldBreakTheHeader) {
  const Request request;
  Response response;
  EXPECT_DEATH(set_cookie(response, request, {.name = "a", .value = "x;Domain=evil"}), "value");
  EXPECT_DEATH(set_cookie(response, request, {.name = "a b", .value = "x"}), "name");
}

}  // namespace
}  // namespace haetae::wire
