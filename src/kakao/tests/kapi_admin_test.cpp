// SPDX-License-Identifier: Apache-2.0
// The app's own servers and its people: ids, users (spec kakao-login §3.2).
#include "haetae/wire/uri.hpp"
#include "site.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace haetae::kakao::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The first app with seven people.
struct Crowd : Site {
  Crowd() {
    subjects.push_back(link.subject);
    for (int i = 0; i < 6; ++i) {
      const auto one = add_person("user" + std::to_string(i) + "@example.kr");
      subjects.push_back(agree(one, app, {"profile_nickname", "account_email"}).subject);
    }
    std::sort(subjects.begin(), subjects.end());
  }
  std::vector<std::int64_t> subjects;
};

std::vector<std::int64_t> elements(const Response& response) {
  std::vector<std::int64_t> out;
  const Json body = json_of(response);
  const Json* list = body.find("elements");
  if (list == nullptr || list->if_array() == nullptr) {
    ADD_FAILURE() << response.body;
    return out;
  }
  for (const Json& one : *list->if_array())
    out.push_back(*one.if_integer());
  return out;
}

/// Follows an address of the answer; the test fails when it is null.
Response follow(Site& site, const Response& response, std::string_view name) {
  const auto url = wire::Uri::parse(text_at(response, name));
  EXPECT_TRUE(url && url->query);
  if (!url || !url->query) return {};
  EXPECT_EQ(url->path, "/v1/user/ids");
  return site.admin_get(url->path, wire::Form::parse(*url->query).fields());
}

bool is_end(const Response& response, std::string_view name) {
  const Json body = json_of(response);
  return body.find(name) != nullptr && body.find(name)->is_null();
}

std::vector<std::int64_t> slice(const std::vector<std::int64_t>& all, std::size_t from,
                                std::size_t to) {
  return {all.begin() + static_cast<std::ptrdiff_t>(from),
          all.begin() + static_cast<std::ptrdiff_t>(to)};
}

TEST(UserIds, AreListedInOrderWithoutFurtherPagesWhenTheyFit) {
  Crowd site;
  const Response response = site.admin_get("/v1/user/ids");
  EXPECT_EQ(elements(response), site.subjects);
  EXPECT_TRUE(is_end(response, "before_url"));
  EXPECT_TRUE(is_end(response, "after_url"));
}

TEST(UserIds, ArePagedForthAndBack) {
  Crowd site;
  const Response first = site.admin_get("/v1/user/ids", {{"limit", "3"}});
  EXPECT_EQ(elements(first), slice(site.subjects, 0, 3));
  EXPECT_TRUE(is_end(first, "before_url"));
  const Response second = follow(site, first, "after_url");
  EXPECT_EQ(elements(second), slice(site.subjects, 3, 6));
  const Response third = follow(site, second, "after_url");
  EXPECT_EQ(elements(third), slice(site.subjects, 6, 7));
  EXPECT_TRUE(is_end(third, "after_url"));
  EXPECT_EQ(elements(follow(site, third, "before_url")), slice(site.subjects, 3, 6));
  EXPECT_EQ(elements(follow(site, second, "before_url")), slice(site.subjects, 0, 3));
}

TEST(UserIds, ArePagedDownwardsToo) {
  Crowd site;
  std::vector<std::int64_t> down = site.subjects;
  std::reverse(down.begin(), down.end());
  const Response first = site.admin_get("/v1/user/ids", {{"limit", "4"}, {"order", "desc"}});
  EXPECT_EQ(elements(first), slice(down, 0, 4));
  const Response second = follow(site, first, "after_url");
  EXPECT_EQ(elements(second), slice(down, 4, 7));
  EXPECT_EQ(elements(follow(site, second, "before_url")), slice(down, 0, 4));
}

TEST(UserIds, BeginWithTheGivenNumberWhetherItExistsOrNot) {
  Crowd site;
  const auto from = [&](std::int64_t number) {
    return site.admin_get("/v1/user/ids", {{"from_id", std::to_string(number)}});
  };
  EXPECT_EQ(elements(from(site.subjects[4])), slice(site.subjects, 4, 7));
  const Response between = from(site.subjects[3] + 1);
  EXPECT_EQ(elements(between), slice(site.subjects, 4, 7));
  EXPECT_EQ(elements(follow(site, between, "before_url")), site.subjects);
}

TEST(UserIds, KeepTheAdminKeyOutOfTheirAddresses) {
  Crowd site;
  const Response response = site.admin_get("/v1/user/ids", {{"limit", "1"}});
  EXPECT_THAT(response.body, Not(HasSubstr(site.app.admin_key)));
  EXPECT_THAT(
      text_at(response, "after_url"),
      testing::StartsWith("https://kapi.example.kr/v1/user/ids?limit=1&order=asc&from_id="));
}

TEST(UserIds, RefuseABadPage) {
  Site site;
  for (const Fields& query :
       {Fields{{"limit", "0"}}, Fields{{"limit", "101"}}, Fields{{"limit", "x"}},
        Fields{{"order", "up"}}, Fields{{"from_id", "x"}}}) {
    expect_kapi(site.admin_get("/v1/user/ids", query), 400, -2);
  }
}

TEST(UserIds, AreLimitedToAHundredCallsAMinutePerApp) {
  Site site;
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(site.admin_get("/v1/user/ids").status, 200) << i;
  }
  expect_kapi(site.admin_get("/v1/user/ids"), 429, -10, "API limit has been exceeded.");
  const accounts::App other = site.add_app(usual_app());
  EXPECT_EQ(site.call("/v1/user/ids", {.authorization = "KakaoAK " + other.admin_key}).status, 200);
  site.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(site.admin_get("/v1/user/ids").status, 200);
}

Response users(Site& site, const std::string& ids, const std::string& keys = {}) {
  Fields query{{"target_id_type", "user_id"}, {"target_ids", ids}};
  if (!keys.empty()) query.push_back({"property_keys", keys});
  return site.admin_get("/v2/app/users", query);
}

std::string list_of(const std::vector<std::int64_t>& numbers) {
  Json list = Json::array();
  for (const auto number : numbers)
    list.push(number);
  return list.to_text();
}

TEST(AppUsers, AreABareArrayOfDefaultFieldsWithoutStrangers) {
  Crowd site;
  const Response response =
      users(site, list_of({site.subjects[0], site.subjects[1], 1, site.subjects[0]}));
  ASSERT_EQ(response.status, 200) << response.body;
  const Json list = json_of(response);
  ASSERT_NE(list.if_array(), nullptr);
  ASSERT_EQ(list.if_array()->size(), 2U);
  const Json& first = list.if_array()->front();
  EXPECT_EQ(first.integer_at("id"), site.subjects[0]);
  EXPECT_EQ(first.string_at("connected_at"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(first.find("kakao_account"), nullptr);
}

TEST(AppUsers, CarryTheAskedProperties) {
  Crowd site;
  const Response response =
      users(site, "[\"" + std::to_string(site.link.subject) + "\"]", R"(["kakao_account.email"])");
  const Json list = json_of(response);
  ASSERT_EQ(list.if_array()->size(), 1U);
  EXPECT_EQ(list.if_array()->front().find("kakao_account")->string_at("email"), "kim@example.kr");
}

TEST(AppUsers, RefuseTooManyOrUnreadableNumbers) {
  Site site;
  std::vector<std::int64_t> many(101);
  for (std::size_t i = 0; i < many.size(); ++i)
    many[i] = static_cast<std::int64_t>(i) + 1;
  expect_kapi(users(site, list_of(many)), 400, -2);
  many.resize(100);
  EXPECT_EQ(users(site, list_of(many)).status, 200);
  many.resize(21);
  expect_kapi(users(site, list_of(many), R"(["kakao_account.email"])"), 400, -2);
  many.resize(20);
  EXPECT_EQ(users(site, list_of(many), R"(["kakao_account.email"])").status, 200);
  for (const char* ids : {"x", "{}", "[]", "[1.5]", "[-1]", "[\"x\"]", "7"}) {
    expect_kapi(users(site, ids), 400, -2);
  }
  expect_kapi(site.admin_get("/v2/app/users", {{"target_ids", "[1]"}}), 400, -2);
  expect_kapi(users(site, "[1]", R"(["kakao_account.gender"])"), 403, -3);
}

}  // namespace
}  // namespace haetae::kakao::test
