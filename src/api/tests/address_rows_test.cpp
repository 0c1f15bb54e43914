// SPDX-License-Identifier: Apache-2.0
#include "haetae/api/address_rows.hpp"

#include "answer_writer.hpp"
#include "haetae/accounts/audit.hpp"
#include "haetae/address/text.hpp"
#include "haetae/storage/memory.hpp"
#include "haetae/wire/json.hpp"
#include "small_index.hpp"

#include <gmock/gmock.h>

namespace haetae::api {
namespace {

using testing::ElementsAre;
using wire::Form;
using wire::Json;
using wire::Method;

class AddressRowsTest : public testing::Test {
 protected:
  AddressRowsTest() {
    accounts::App draft;
    draft.name = "한강책방";
    app = *directory.create(draft);
    rows = address_rows({.source = source,
                         .directory = directory,
                         .take_quota = [this](const accounts::App&) { return left-- > 0; }});
  }

  wire::Response send(Method method, std::string_view path, wire::Request request) {
    request.method = method;
    request.path = path;
    request.address = "203.0.113.7";
    if (!key.empty()) request.headers.add("Authorization", "KakaoAK " + key);
    for (const wire::Endpoint& row : rows) {
      if (row.method == method && row.path == path) return row.handler(request);
    }
    ADD_FAILURE() << "no row " << path;
    return {};
  }
  wire::Response get(std::string_view path, const Form& query) {
    wire::Request request;
    request.query = query.to_text();
    return send(Method::get, path, request);
  }
  Json json(std::string_view path, const Form& query) {
    const auto response = get(path, query);
    EXPECT_EQ(response.status, 200) << response.body;
    return Json::parse(response.body).value_or(Json{});
  }
  Json validate(std::string_view address) {
    return json("/v1/address/validate", {{"address", std::string{address}}});
  }
  static std::vector<std::string> words(const Json& json, std::string_view name) {
    std::vector<std::string> out;
    for (const Json& one : *json.find(name)->if_array())
      out.push_back(*one.if_string());
    return out;
  }
  std::string batch(const Form& query, std::string_view type, std::string body) {
    request_.query = query.to_text();
    request_.body = std::move(body);
    request_.headers = {{"Content-Type", std::string{type}}};
    const auto response = [&] {
      request_.method = Method::post;
      request_.path = "/v1/address/batch";
      request_.headers.add("Authorization", "KakaoAK " + key);
      for (const wire::Endpoint& row : rows)
        if (row.path == request_.path) return row.handler(request_);
      return wire::Response{};
    }();
    if (!response.stream) return response.body;
    std::string out;
    while (response.stream->next(out)) {
    }
    return out;
  }

  address::test::SmallIndex source;
  base::ManualClock clock{base::from_unix_seconds(1'800'000'000)};
  base::SeededEntropy entropy{7};
  storage::MemoryStore store;
  crypto::Sealer sealer{[] {
                          std::vector<crypto::SealKey> keys;
                          keys.push_back({1, base::SecretText{std::string(32, 'k')}});
                          return keys;
                        }(),
                        entropy};
  accounts::Ports ports{store, clock, entropy, sealer};
  accounts::Audit audit{ports};
  accounts::Directory directory{ports, audit, true};
  accounts::App app;
  wire::Endpoints rows;
  std::string key;
  int left = 1000;
  wire::Request request_;

  void SetUp() override { key = app.rest_api_key; }
};

TEST_F(AddressRowsTest, FindsAndTakesTheQueryApart) {
  const Json found = json("/v1/address/search", {{"query", "성남시 분당구 판교역로 235 3층"}});
  EXPECT_EQ(found.integer_at("total"), 1);
  EXPECT_EQ(found.find("parsed")->string_at("detail"), "3층");
  const Json& first = found.find("results")->if_array()->front();
  EXPECT_EQ(first.string_at("kind"), "road_address");
  EXPECT_EQ(first.string_at("match"), "exact");
  const Json* const address = first.find("address");
  ASSERT_NE(address, nullptr);
  EXPECT_EQ(address->string_at("road_address"), "경기도 성남시 분당구 판교역로 235");
  EXPECT_EQ(address->string_at("zip"), "13494");
  EXPECT_EQ(address->find("region")->string_at("sigungu"), "성남시 분당구");
  EXPECT_EQ(address->find("road")->string_at("code"), "411353180023");
  EXPECT_EQ(address->find("district")->string_at("name"), "삼평동");
}

TEST_F(AddressRowsTest, SpellsEveryAddressAsTheTextsOfTheModuleDo) {
  const auto index = source.current();
  for (std::uint32_t i = 0; i < index->address_count(); ++i) {
    const address::AddressId id{i};
    const auto road = road_address_text(*index, id, address::SidoStyle::full);
    const Json found = json("/v1/address/search", {{"query", road}});
    const Json* const shown = found.find("results")->if_array()->front().find("address");
    ASSERT_NE(shown, nullptr) << road;
    EXPECT_EQ(shown->string_at("road_address"), road);
    EXPECT_EQ(shown->string_at("reference").value_or(""), reference_text(*index, id));
    EXPECT_EQ(shown->string_at("english_address"), road_address_english(*index, id));
    const auto one = index->address(id);
    EXPECT_EQ(shown->string_at("lot_address"),
              lot_address_text(*index, one.region, one.lot, address::SidoStyle::full));
    EXPECT_EQ(shown->string_at("building_number"), building_number(*index, id));
  }
}

TEST(AnswerWriter, EscapesWhatStrangersSend) {
  AnswerWriter out;
  out.text("a", "say \"no\" \\ \n");
  out.text("b", "\xED\xA0\x80 \xF0\x9F\x98\x80 \xFF 힣");
  out.begin_array("c");
  out.text_element("x");
  out.begin_element();
  out.number("whole", 127);
  out.number("part", 126.4539626);
  out.code("code", 42, 5);
  out.null("none");
  out.end_object();
  out.end_array();
  const auto text = out.finish();
  const auto json = Json::parse(text);
  ASSERT_TRUE(json) << text;
  EXPECT_EQ(json->string_at("a"), "say \"no\" \\ \n");
  EXPECT_EQ(json->string_at("b"), "\uFFFD\uFFFD\uFFFD 😀 \uFFFD 힣");
  EXPECT_NE(text.find(R"("whole":127.0,"part":126.4539626,"code":"00042","none":null)"),
            std::string::npos)
      << text;
}

TEST_F(AddressRowsTest, ShowsRoadsAndRegionsThatStandForMany) {
  const Json found = json("/v1/address/search", {{"query", "판교역로"}});
  const Json& first = found.find("results")->if_array()->front();
  EXPECT_EQ(first.string_at("kind"), "road");
  EXPECT_EQ(first.integer_at("addresses"), 2);
  EXPECT_EQ(first.string_at("name"), "경기도 성남시 분당구 판교역로");
}

TEST_F(AddressRowsTest, SuggestsWhileTyping) {
  const Json found = json("/v1/address/suggest", {{"query", "판교역"}});
  ASSERT_FALSE(found.find("suggestions")->if_array()->empty());
  EXPECT_NE(found.find("suggestions")->if_array()->front().string_at("text")->find("판교역로"),
            std::string_view::npos);
}

TEST_F(AddressRowsTest, TellsWhatIsAtAPoint) {
  const Json here = json("/v1/address/reverse", {{"lon", "127.10801"}, {"lat", "37.40201"}});
  const Json& near = here.find("results")->if_array()->front();
  EXPECT_EQ(near.find("address")->string_at("road_address"), "경기도 성남시 분당구 판교역로 235");
  EXPECT_LT(near.find("distance_m")->if_number().value_or(99), 2.0);
  EXPECT_EQ(here.find("region")->string_at("emd"), "삼평동");
  const Json sea = json("/v1/address/reverse", {{"lon", "130.0"}, {"lat", "36.0"}});
  EXPECT_TRUE(sea.find("region")->is_null());
  EXPECT_TRUE(sea.find("results")->if_array()->empty());
  EXPECT_EQ(get("/v1/address/reverse", {{"lon", "127x"}, {"lat", "37"}}).status, 400);
  EXPECT_EQ(get("/v1/address/reverse", {{"lon", "nan"}, {"lat", "37"}}).status, 400);
}

TEST_F(AddressRowsTest, JudgesWhetherPostArrives) {
  const Json good = validate("경기도 성남시 분당구 판교역로 235");
  EXPECT_EQ(good.bool_at("deliverable"), true);
  EXPECT_THAT(words(good, "reasons"), ElementsAre());

  const Json bare = validate("경기도 성남시 분당구 판교역로 99-1");
  EXPECT_EQ(bare.bool_at("deliverable"), false);
  EXPECT_THAT(words(bare, "reasons"), ElementsAre("detail_missing"));
  EXPECT_THAT(words(bare, "missing"), ElementsAre("detail"));

  const Json home = validate("경기도 성남시 분당구 판교역로 99-1 102동 201호");
  EXPECT_EQ(home.bool_at("deliverable"), true) << home.to_text();
  EXPECT_NE(home.string_at("corrected")->find("판교역로 99-1, 102동 201호"),
            std::string_view::npos);

  const Json doubt = validate("경기도 성남시 분당구 판교역로 99-1 109동 909호");
  EXPECT_EQ(doubt.bool_at("deliverable"), true);
  EXPECT_THAT(words(doubt, "reasons"), ElementsAre("detail_unknown"));

  const Json road = validate("경기도 성남시 분당구 판교역로");
  EXPECT_THAT(words(road, "reasons"), ElementsAre("number_missing"));
  EXPECT_THAT(words(road, "missing"), ElementsAre("building_number"));

  EXPECT_THAT(words(validate("세종특별자치시 정부2청사로 15"), "reasons"),
              ElementsAre("number_not_found"));
  EXPECT_THAT(words(validate("중앙로 7"), "reasons"), ElementsAre("ambiguous"));
  EXPECT_THAT(words(validate("?!"), "reasons"), ElementsAre("not_found"));
  const Json former = validate("세종특별자치시 옛청사로 13");
  EXPECT_EQ(former.bool_at("deliverable"), true);
  EXPECT_THAT(words(former, "reasons"), ElementsAre("former_name"));
}

TEST_F(AddressRowsTest, ValidatesWhatAJsonBodyHolds) {
  wire::Request request;
  request.headers.add("Content-Type", "application/json");
  request.body = R"({"address":"정부2청사로 13"})";
  const auto response = send(Method::post, "/v1/address/validate", request);
  EXPECT_EQ(Json::parse(response.body)->bool_at("deliverable"), true);
  request.body = "{}";
  EXPECT_EQ(send(Method::post, "/v1/address/validate", request).status, 400);
}

TEST_F(AddressRowsTest, StreamsBatchesInOrder) {
  std::string body = "번호,주소\n";
  for (int i = 0; i < 5000; ++i)
    body += std::to_string(i) + (i % 2 == 0 ? ",판교역로 235\n" : ",정부2청사로 13\n");
  const std::string out = batch({{"output", "ndjson"}, {"progress", "true"}}, "text/csv", body);
  std::size_t at = 0, row = 0;
  for (std::size_t end = 0; (end = out.find('\n', at)) != std::string::npos; at = end + 1) {
    const auto json = Json::parse(out.substr(at, end - at));
    ASSERT_TRUE(json);
    if (json->find("summary")) {
      EXPECT_EQ(json->find("summary")->integer_at("found"), 5000);
      continue;
    }
    ASSERT_EQ(json->integer_at("index"), static_cast<std::int64_t>(++row));
    EXPECT_EQ(json->string_at("zip"), row % 2 == 1 ? "13494" : "30128");
  }
  EXPECT_EQ(row, 5000U);
}

TEST_F(AddressRowsTest, AnswersABatchInItsOwnFormUnlessAsked) {
  EXPECT_TRUE(
      batch({}, "text/csv; charset=utf-8", "주소\n판교역로 235\n").starts_with("index,query"));
  EXPECT_TRUE(batch({}, "application/x-ndjson", "\"판교역로 235\"\n").starts_with("{\"index\":1,"));
  EXPECT_TRUE(batch({}, "text/plain", "판교역로 235").starts_with("{\"index\":1,"));
  EXPECT_TRUE(
      batch({{"input", "lines"}, {"output", "csv"}}, "", "판교역로 235").starts_with("index"));
  EXPECT_EQ(Json::parse(batch({}, "image/png", "x"))->string_at("code"), "input_unknown");
  EXPECT_EQ(Json::parse(batch({{"column", "곳"}}, "text/csv", "a,b\n"))->string_at("code"),
            "column_unknown");
}

TEST_F(AddressRowsTest, SaysWhyItDoesNotAnswer) {
  const auto code = [&](const wire::Response& response) {
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
    return std::string{Json::parse(response.body)->string_at("code").value_or("")};
  };
  EXPECT_EQ(code(get("/v1/address/search", {})), "query_missing");
  EXPECT_EQ(code(get("/v1/address/search", {{"query", "\xff"}})), "not_utf8");
  EXPECT_EQ(code(get("/v1/address/search", {{"query", "a"}, {"limit", "0"}})),
            "number_out_of_range");
  source.unload();
  EXPECT_EQ(code(get("/v1/address/search", {{"query", "a"}})), "no_data");
  key = app.javascript_key;
  EXPECT_EQ(code(get("/v1/address/search", {{"query", "a"}})), "key_unknown");
  key.clear();
  EXPECT_EQ(get("/v1/address/search", {{"query", "a"}}).status, 401);
  key = app.rest_api_key;
  left = 0;
  EXPECT_EQ(get("/v1/address/search", {{"query", "a"}}).status, 429);
}

TEST_F(AddressRowsTest, NeedsNoKeyWhereTheOperatorSaysSo) {
  rows = address_rows({.source = source, .directory = directory, .open = true});
  key.clear();
  EXPECT_EQ(get("/v1/address/search", {{"query", "판교역로 235"}}).status, 200);
  EXPECT_EQ(get("/v1/address/search", {{"query", "판교역로 235"}, {"key", "wrong"}}).status, 401);
}

}  // namespace
}  // namespace haetae::api
