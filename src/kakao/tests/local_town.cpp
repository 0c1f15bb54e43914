// SPDX-License-Identifier: Apache-2.0
#include "local_town.hpp"

#include "haetae/address/builder.hpp"

namespace haetae::kakao::test {
namespace {

using namespace address;

void add_regions(IndexBuilder& builder) {
  builder.add(RegionRecord{4113510900, "경기도", "성남시 분당구", "삼평동", ""});
  builder.add(RegionRecord{4155025521, "경기도", "안성시", "죽산면", "죽산리"});
  builder.add(RegionRecord{1114010300, "서울특별시", "중구", "태평로1가", ""});
  builder.add(RegionRecord{3611010100, "세종특별자치시", "", "반곡동", ""});
  builder.add(RoadRecord{411353180019, "판교역로", ""});
  builder.add(RoadRecord{415504456092, "죽산초교길", ""});
  builder.add(RoadRecord{111402005001, "세종대로", ""});
  builder.add(RoadRecord{361102000002, "한누리대로", ""});
}

void add(IndexBuilder& builder, AddressRecord record, geo::Point point) {
  builder.add(record);
  builder.add(PositionRecord{record.key, point});
}

void add_addresses(IndexBuilder& builder) {
  add(builder,
      {.key = {411353180019, {Ground::surface, 235, 0}},
       .region = 4113510900,
       .district = 4113565500,
       .district_name = "삼평동",
       .lot = {false, 681, 0},
       .zip = 13494,
       .building = "에이치스퀘어 엔동"},
      {127.1086228, 37.4012191});
  add(builder,
      {.key = {415504456092, {Ground::surface, 69, 4}},
       .region = 4155025521,
       .district = 4155025500,
       .district_name = "죽산면",
       .lot = {false, 343, 1},
       .zip = 17519,
       .building = "무지개아파트 & <b>",
       .apartment = true},
      {127.4234, 37.0764});
  add(builder,
      {.key = {111402005001, {Ground::surface, 110, 0}},
       .region = 1114010300,
       .district = 1114055000,
       .district_name = "명동",
       .lot = {false, 31, 0},
       .zip = 4524,
       .building = "서울특별시청"},
      {126.9779, 37.5663});
  add(builder,
      {.key = {111402005001, {Ground::underground, 2, 0}}, .region = 1114010300, .zip = 4526},
      {126.9750, 37.5600});
  add(builder,
      {.key = {361102000002, {Ground::surface, 2130, 0}},
       .region = 3611010100,
       .lot = {true, 12, 3},
       .zip = 30151},
      {127.2890, 36.4800});
}

void add_places(IndexBuilder& builder) {
  builder.add(PlaceRecord{.id = "11",
                          .name = "판교 큰약국",
                          .category = "의료,건강 > 약국",
                          .category_group = "PM9",
                          .phone = "031-000-0000",
                          .road_address = "경기도 성남시 분당구 판교역로 235",
                          .position = {127.1086228, 37.4012191}});
  builder.add(PlaceRecord{.id = "12",
                          .name = "카페 봄",
                          .category = "음식점 > 카페",
                          .category_group = "CE7",
                          .road_address = "서울특별시 중구 남대문로 999",
                          .lot_address = "서울특별시 중구 태평로1가 60",
                          .position = {126.9780, 37.5664}});
  std::vector<std::string> names(60);
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = "봄 주차장 " + std::to_string(100 + i);
    builder.add(PlaceRecord{.id = names[i].substr(names[i].size() - 3),
                            .name = names[i],
                            .category = "교통,수송 > 주차장",
                            .category_group = "PK6",
                            .position = {126.97 + 0.0001 * static_cast<double>(i), 37.56}});
  }
}

/// An index with its bytes, which must stand at a multiple of 16.
struct Town {
  struct alignas(16) Block {
    char bytes[16];
  };
  std::vector<Block> room;
  std::optional<Index> index;
};

}  // namespace

std::shared_ptr<const Index> small_town() {
  static const auto town = [] {
    IndexBuilder builder;
    add_regions(builder);
    add_addresses(builder);
    add_places(builder);
    std::string bytes;
    Sequential sequential;
    const auto built = builder.finish({.version = "1"}, sequential, [&](base::BytesView more) {
      bytes += base::as_text(more);
      return true;
    });
    EXPECT_TRUE(built.has_value());
    auto made = std::make_shared<Town>();
    made->room.resize(bytes.size() / sizeof(Town::Block) + 1);
    bytes.copy(made->room.front().bytes, bytes.size());
    auto index =
        Index::open({reinterpret_cast<const std::uint8_t*>(made->room.data()), bytes.size()});
    EXPECT_TRUE(index.has_value());
    made->index.emplace(*std::move(index));
    return std::shared_ptr<const Index>{made, &*made->index};
  }();
  return town;
}

accounts::App LocalSite::local_app() {
  accounts::App app = usual_app();
  app.site_domains = {"https://shop.example.kr", "http://localhost:3000"};
  return app;
}

Response LocalSite::call(std::string_view path, const Fields& fields,
                         const LocalCallOptions& options) {
  wire::Form form;
  for (const auto& field : fields)
    form.add(field.name, field.value);
  wire::Request request;
  request.method = options.method;
  request.path = path;
  request.address = options.address;
  request.received = site.clock.now();
  if (options.method == Method::post) {
    request.body = form.to_text();
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  } else {
    request.query = form.to_text();
  }
  const std::string key = options.key.empty() ? site.app.rest_api_key : options.key;
  if (!options.authorization.empty()) {
    request.headers.set("Authorization", options.authorization);
  } else if (key != "-") {
    request.headers.set("Authorization", "KakaoAK " + key);
  }
  if (!options.ka.empty()) request.headers.set("KA", options.ka);
  if (!options.origin.empty()) request.headers.set("Origin", options.origin);
  if (!options.referer.empty()) request.headers.set("Referer", options.referer);
  for (const wire::Endpoint& row : rows) {
    if (row.method == options.method && row.path == path) return row.handler(request);
  }
  ADD_FAILURE() << "no row " << path;
  return {};
}

Json LocalSite::ask(std::string_view path, const Fields& fields) {
  const Response response = call(path, fields);
  EXPECT_EQ(response.status, 200) << response.body;
  return local_json(response);
}

Json LocalSite::search(std::string_view query, Fields more) {
  more.push_back({"query", std::string{query}});
  return ask("/v2/local/search/address.json", more);
}

Json local_json(const Response& response) {
  EXPECT_EQ(response.headers.get("Content-Type").value_or(""), "application/json; charset=utf-8");
  const auto json = Json::parse(response.body);
  EXPECT_TRUE(json.has_value()) << response.body;
  return json.value_or(Json{});
}

Json at(const Json& json, std::string_view member) {
  const Json* found = json.find(member);
  EXPECT_NE(found, nullptr) << member << " of " << json.to_text();
  return found == nullptr ? Json{} : *found;
}

Json at(const Json& json, std::string_view array, std::size_t index) {
  const Json found = at(json, array);
  const Json::Array* elements = found.if_array();
  EXPECT_TRUE(elements != nullptr && index < elements->size()) << json.to_text();
  return elements != nullptr && index < elements->size() ? (*elements)[index] : Json{};
}

std::string text_of(const Json& json, std::string_view member) {
  const auto text = json.string_at(member);
  EXPECT_TRUE(text.has_value()) << member << " of " << json.to_text();
  return std::string{text.value_or("")};
}

void expect_local(const Response& response, int status, std::string_view type,
                  std::string_view message) {
  EXPECT_EQ(response.status, status) << response.body;
  const Json body = local_json(response);
  EXPECT_EQ(text_of(body, "errorType"), type);
  if (!message.empty()) {
    EXPECT_EQ(text_of(body, "message"), message);
  }
}

}  // namespace haetae::kakao::test
