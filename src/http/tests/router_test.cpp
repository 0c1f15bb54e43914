// SPDX-License-Identifier: Apache-2.0
#include "haetae/http/router.hpp"

#include <gtest/gtest.h>

namespace haetae::http {
namespace {

using wire::Cors;
using wire::Method;

wire::Response nothing(const wire::Request&) {
  return {};
}

Router make_router() {
  return Router{wire::Endpoints{
      {.method = Method::get, .path = "/", .handler = nothing},
      {.method = Method::get, .path = "/a", .handler = nothing, .cors = Cors::any},
      {.method = Method::post, .path = "/a", .handler = nothing},
      {.method = Method::get, .path = "/files/*", .handler = nothing},
      {.method = Method::get, .path = "/files/deep/*", .handler = nothing},
      {.method = Method::post, .path = "/files/deep/x", .handler = nothing},
  }};
}

TEST(RouterTest, FindsExactRows) {
  const auto router = make_router();
  EXPECT_EQ(router.find(Method::get, "/").row, 0U);
  EXPECT_EQ(router.find(Method::get, "/a").row, 1U);
  EXPECT_EQ(router.find(Method::post, "/a").row, 2U);
}

TEST(RouterTest, ServesHeadThroughGetRows) {
  const auto found = make_router().find(Method::head, "/a");
  EXPECT_EQ(found.match, Router::Match::row);
  EXPECT_EQ(found.row, 1U);
}

TEST(RouterTest, TakesTheLongestPrefix) {
  const auto router = make_router();
  EXPECT_EQ(router.find(Method::get, "/files/x").row, 3U);
  EXPECT_EQ(router.find(Method::get, "/files/deep/x").row, 4U);
  EXPECT_EQ(router.find(Method::post, "/files/deep/x").row, 5U);
}

TEST(RouterTest, PrefixRowsNeedSomethingBelow) {
  const auto router = make_router();
  EXPECT_EQ(router.find(Method::get, "/files").match, Router::Match::not_found);
  EXPECT_EQ(router.find(Method::get, "/files/").match, Router::Match::not_found);
}

TEST(RouterTest, NamesTheMethodsOfAPath) {
  const auto found = make_router().find(Method::delete_, "/a");
  EXPECT_EQ(found.match, Router::Match::method_not_allowed);
  EXPECT_EQ(found.allow, "GET, HEAD, POST, OPTIONS");
  const auto both = make_router().find(Method::delete_, "/files/deep/x");
  EXPECT_EQ(both.allow, "GET, HEAD, POST, OPTIONS");
}

TEST(RouterTest, AnswersOptionsWithTheCrossOriginMethodsApart) {
  const auto found = make_router().find(Method::options, "/a");
  EXPECT_EQ(found.match, Router::Match::options);
  EXPECT_EQ(found.cors_allow, "GET, HEAD");
  EXPECT_EQ(make_router().find(Method::options, "/none").match, Router::Match::not_found);
}

TEST(RouterTest, NeverNormalisesAPathIntoARow) {
  const auto router = make_router();
  for (const auto* path : {"/%61", "/a/", "//a", "/./a", "/b/../a", "/a;x", "/A"}) {
    EXPECT_EQ(router.find(Method::get, path).match, Router::Match::not_found) << path;
  }
}

TEST(RouterTest, KeepsTrickyPathsFromPrefixRows) {
  const auto router = make_router();
  for (const auto* path :
       {"/files/../a", "/files/x/..", "/files/./x", "/files/%2e%2e/a", "/files/.%2E/a",
        "/files/%2E", "/files/a%2fb", "/files/a%2Fb", "/files/a%5cb", "/files/a\\b", "/files/a%00",
        "/files/a%", "/files/a%4", "/files/a%zz"}) {
    EXPECT_EQ(router.find(Method::get, path).match, Router::Match::not_found) << path;
  }
  for (const auto* path : {"/files/.well", "/files/...", "/files/a.b", "/files/%41"}) {
    EXPECT_EQ(router.find(Method::get, path).match, Router::Match::row) << path;
  }
}

TEST(RouterDeathTest, RefusesRowsThatCannotBe) {
  const auto make = [](wire::Endpoints rows) { Router{std::move(rows)}; };
  EXPECT_DEATH(make({{.path = "/a", .handler = nothing}, {.path = "/a", .handler = nothing}}), "");
  EXPECT_DEATH(make({{.path = "a", .handler = nothing}}), "");
  EXPECT_DEATH(make({{.path = "/a", .handler = {}}}), "");
  EXPECT_DEATH(make({{.method = Method::head, .path = "/a", .handler = nothing}}), "");
}

}  // namespace
}  // namespace haetae::http
