// SPDX-License-Identifier: Apache-2.0
#include "haetae/status/metrics.hpp"
#include "haetae/status/rows.hpp"
#include "haetae/wire/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::status {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

wire::Endpoints sample_rows() {
  return {{.method = wire::Method::post,
           .path = "/oauth/token",
           .summary = "Tokens",
           .handler = [](const wire::Request&) { return wire::Response{}; },
           .auth = wire::Auth::client,
           .parameters = {{.name = "grant_type",
                           .in = wire::Parameter::In::form,
                           .required = true,
                           .description = "what for"}}},
          {.method = wire::Method::get,
           .path = "/assets/*",
           .summary = "Files",
           .handler = [](const wire::Request&) { return wire::Response{}; }}};
}

const wire::Endpoint& row_of(const wire::Endpoints& rows, std::string_view path) {
  for (const wire::Endpoint& row : rows) {
    if (row.path == path) return row;
  }
  throw std::out_of_range{std::string{path}};
}

TEST(Metrics, CountRequestsByRowAndStatus) {
  const wire::Endpoints rows = sample_rows();
  Metrics metrics{rows};
  metrics.request(0, 200, std::chrono::milliseconds{3}, {});
  metrics.request(0, 200, std::chrono::milliseconds{3}, {});
  metrics.request(std::nullopt, 404, std::chrono::microseconds{3}, {});
  metrics.sign_in("password", "wrong");
  const std::string text = metrics.text();
  EXPECT_THAT(
      text,
      HasSubstr(R"(haetae_requests_total{method="POST",path="/oauth/token",status="200"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(haetae_requests_total{method="",path="",status="404"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(path="/oauth/token",le="0.0025"} 0)"));
  EXPECT_THAT(text, HasSubstr(R"(path="/oauth/token",le="0.005"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(haetae_sign_ins_total{method="password",outcome="wrong"} 1)"));
}

TEST(Metrics, EscapeLabelValues) {
  EXPECT_EQ(label_value("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
}

TEST(OpenApi, DescribesEveryRow) {
  const auto document = wire::Json::parse(openapi_document(sample_rows(), "1.2.3", "https://a.kr"));
  ASSERT_TRUE(document.has_value());
  const wire::Json* paths = document->find("paths");
  ASSERT_NE(paths, nullptr);
  ASSERT_NE(paths->find("/oauth/token"), nullptr);
  EXPECT_THAT(paths->find("/oauth/token")->to_text(), HasSubstr(R"("required":["grant_type"])"));
  EXPECT_THAT(paths->find("/oauth/token")->to_text(), HasSubstr(R"("security":[{"client":[]}])"));
  EXPECT_NE(paths->find("/assets/{rest}"), nullptr);
}

StatusParts parts(bool ready) {
  return {.may_read_metrics = [](std::string_view address) { return address == "127.0.0.1"; },
          .metrics_text = [] { return std::string{"haetae_up 1\n"}; },
          .ready_checks =
              [ready](bool) {
                return std::vector<ReadyCheck>{{"store", ready, "free some disk space"}};
              },
          .standing = [] { return wire::Json::object().set("mode", "whole"); },
          .openapi = [] { return std::make_shared<const std::string>("{}"); }};
}

TEST(Standing, IsForEverybodyToRead) {
  const wire::Endpoints rows = status_rows(parts(false));
  const wire::Response response = row_of(rows, "/status.json").handler({});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"mode":"whole"})");
  EXPECT_EQ(row_of(rows, "/status.json").cors, wire::Cors::any);
}

TEST(Readyz, SaysWhatToDoWhenNotReady) {
  const wire::Endpoints rows = status_rows(parts(false));
  const wire::Response response = row_of(rows, "/readyz").handler({});
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("free some disk space"));
  const wire::Endpoints good = status_rows(parts(true));
  EXPECT_EQ(row_of(good, "/readyz").handler({}).status, 200);
}

TEST(MetricsRow, HidesFromForeignAddresses) {
  const wire::Endpoints rows = status_rows(parts(true));
  wire::Request request;
  request.address = "203.0.113.9";
  EXPECT_EQ(row_of(rows, "/metrics").handler(request).status, 404);
  request.address = "127.0.0.1";
  EXPECT_THAT(row_of(rows, "/metrics").handler(request).body, HasSubstr("haetae_up 1"));
}

}  // namespace
}  // namespace haetae::status
