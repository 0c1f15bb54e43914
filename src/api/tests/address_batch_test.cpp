// SPDX-License-Identifier: Apache-2.0
#include "address_batch_reader.hpp"
#include "address_batch_writer.hpp"
#include "address_json_line.hpp"
#include "haetae/address/text.hpp"
#include "haetae/wire/json.hpp"
#include "small_index.hpp"

#include <gmock/gmock.h>

namespace haetae::api {
namespace {

using testing::ElementsAre;

std::vector<std::string> queries(std::string_view text, const BatchFormat& format) {
  auto reader = BatchReader::open(text, format);
  std::vector<std::string> out;
  if (!reader) return {"no reader"};
  for (BatchRow row; reader->next(row);)
    out.push_back(row.malformed ? "malformed" : std::string{row.query});
  return out;
}

BatchFormat csv(std::string_view column = {}, std::optional<bool> has_header = {}) {
  return {.input = BatchInput::csv, .column = column, .has_header = has_header};
}

TEST(BatchReader, TakesTheFirstColumnWithoutAHeader) {
  EXPECT_THAT(queries("판교역로 235\n세종대로 110,x\n", csv()),
              ElementsAre("판교역로 235", "세종대로 110"));
  EXPECT_THAT(queries("a\r\nb\rc", csv()), ElementsAre("a", "b", "c"));
  EXPECT_THAT(queries("", csv()), ElementsAre());
  EXPECT_THAT(queries("\n\na\n", csv()), ElementsAre("", "", "a"));
}

TEST(BatchReader, FindsTheColumnByItsName) {
  EXPECT_THAT(queries("\xEF\xBB\xBF번호,주소\n1,판교역로 235\n", csv()),
              ElementsAre("판교역로 235"));
  EXPECT_THAT(queries("id, Address ,x\n1,가로 2,3\n2\n", csv()), ElementsAre("가로 2", ""));
  EXPECT_THAT(queries("a,곳\n1,가로 2\n", csv("곳")), ElementsAre("가로 2"));
  EXPECT_THAT(queries("a,b\n1,가로 2\n", csv("2")), ElementsAre("b", "가로 2"));
  EXPECT_THAT(queries("a,b\n1,가로 2\n", csv("2", true)), ElementsAre("가로 2"));
  EXPECT_THAT(queries("주소\n가로 2\n", csv({}, false)), ElementsAre("주소", "가로 2"));
  EXPECT_THAT(queries("a,b\n1,2\n", csv("c")), ElementsAre("no reader"));
}

TEST(BatchReader, ReadsQuotedFields) {
  EXPECT_THAT(queries("\"가로 2, 101동\",x\n\"a \"\"b\"\" c\"\n\"two\nlines\"\n\"open", csv()),
              ElementsAre("가로 2, 101동", "a \"b\" c", "two\nlines", "open"));
  EXPECT_THAT(queries("\"a\"b,c\n\"\",d\n\"\"\"\",e\n\"x\"\"", csv()),
              ElementsAre("a", "", "\"", "x\""));
}

TEST(BatchReader, ReadsLines) {
  EXPECT_THAT(queries("가로 2, 101동\r\n\nb", {.input = BatchInput::lines}),
              ElementsAre("가로 2, 101동", "", "b"));
}

TEST(BatchReader, ReadsNdjson) {
  EXPECT_THAT(
      queries("{\"query\":\"가로 2\"}\n\n\"나로 3\"\n{\"address\":\"다로\",\"x\":{\"a\":[1,\"]\"]}}"
              "\n{}\n[1]\n{\"query\":5}\nnull\n{\"query\":\"a\"} x\n{\"query\":\"a\n",
              {.input = BatchInput::ndjson}),
      ElementsAre("가로 2", "나로 3", "다로", "malformed", "malformed", "malformed", "malformed",
                  "malformed", "malformed"));
}

TEST(JsonLine, KeepsTheIdAsWritten) {
  std::string buffer;
  const auto id = [&](std::string_view line) {
    const auto read = read_json_line(line, buffer);
    return read ? std::string{read->id} : std::string{"malformed"};
  };
  EXPECT_EQ(id(R"({"id":17,"query":"a"})"), "17");
  EXPECT_EQ(id(R"({"query":"a","id":"x\"y"})"), R"("x\"y")");
  EXPECT_EQ(id(R"({"query":"a","id":-0})"), "-0");
  EXPECT_EQ(id(R"({"query":"a","id":007})"), "");
  EXPECT_EQ(id(R"({"query":"a","id":{"a":1}})"), "");
  EXPECT_EQ(id(R"({"query":"a","id":"\x"})"), "");
  EXPECT_EQ(id("{\"query\":\"a\",\"id\":\"\xff\"}"), "");
}

TEST(JsonLine, UnescapesText) {
  std::string buffer;
  const auto read = read_json_line(R"("\uD310\uad50\/\n\ud83d\ude00\ud83d")", buffer);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->query, "판교/\n😀\uFFFD");
  for (const auto* bad : {R"("\u12")", R"("\q")", R"("\)", R"({"query")", R"({"query":})",
                          R"({"query":"a",})", R"(})", "\"a\x01\""})
    EXPECT_FALSE(read_json_line(bad, buffer)) << bad;
}

class BatchWriterTest : public testing::Test {
 protected:
  std::string row(BatchWriter& writer, std::string_view query, std::string_view id = {}) {
    std::string out;
    BatchRow one;
    one.query = query;
    one.id = id;
    writer.row(out, one, address::geocode(source.index(), query, scratch));
    return out;
  }
  address::test::SmallIndex source;
  address::Scratch scratch;
};

TEST_F(BatchWriterTest, WritesWhatASearchWouldShow) {
  BatchWriter writer{source.index(), BatchOutput::ndjson};
  for (const auto* query :
       {"판교역로 235", "대산읍 운산로 12-3", "정부2청사로 13", "세종대로 지하 110"}) {
    const auto json = wire::Json::parse(row(writer, query));
    ASSERT_TRUE(json);
    const auto found = address::geocode(source.index(), query, scratch);
    ASSERT_TRUE(found.found);
    const auto id = found.hit.address;
    EXPECT_EQ(json->string_at("road_address"),
              road_address_text(source.index(), id, address::SidoStyle::full));
    const auto address = source.index().address(id);
    EXPECT_EQ(
        json->string_at("lot_address"),
        lot_address_text(source.index(), address.region, address.lot, address::SidoStyle::full));
    EXPECT_NEAR(json->find("lon")->if_number().value_or(0), address.position->lon, 1e-7);
    EXPECT_EQ(json->string_at("status"), "found");
  }
}

TEST_F(BatchWriterTest, KeepsOrderIdsAndEveryStatus) {
  BatchWriter writer{source.index(), BatchOutput::ndjson};
  EXPECT_EQ(
      row(writer, "정부2청사로 13", "\"a\""),
      "{\"index\":1,\"id\":\"a\",\"query\":\"정부2청사로 13\",\"status\":\"found\",\"match\":"
      "\"exact\",\"road_address\":\"세종특별자치시 정부2청사로 13\",\"lot_address\":"
      "\"세종특별자치시 나성동 457\",\"zip\":\"30128\",\"lon\":127.2589000,\"lat\":36.4870000,"
      "\"region_code\":\"3611010700\",\"road_code\":\"361103258015\"}\n");
  EXPECT_EQ(wire::Json::parse(row(writer, "정부2청사로 15"))->string_at("status"), "nearest");
  EXPECT_EQ(wire::Json::parse(row(writer, "판교역로"))->string_at("status"), "ambiguous");
  EXPECT_EQ(row(writer, "???"), "{\"index\":4,\"query\":\"???\",\"status\":\"not_found\"}\n");
  std::string out;
  BatchRow bad;
  bad.malformed = true;
  writer.row(out, bad, {});
  EXPECT_EQ(out, "{\"index\":5,\"status\":\"malformed\"}\n");
  std::string summary;
  writer.summary(summary);
  EXPECT_EQ(summary,
            "{\"summary\":{\"rows\":5,\"found\":1,\"nearest\":1,\"ambiguous\":1,\"not_found\":1,"
            "\"malformed\":1}}\n");
}

TEST_F(BatchWriterTest, SaysHowManyOthersFitAsWell) {
  BatchWriter writer{source.index(), BatchOutput::ndjson};
  const auto bare = wire::Json::parse(row(writer, "중앙로 7"));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->integer_at("namesakes"), 1);
  const auto first = std::string{bare->string_at("road_address").value_or("")};
  // Its own region named, it has none.
  EXPECT_FALSE(wire::Json::parse(row(writer, first))->integer_at("namesakes"));
  EXPECT_FALSE(wire::Json::parse(row(writer, "판교역로 235"))->integer_at("namesakes"));
}

TEST_F(BatchWriterTest, QuotesCsvWhereNeeded) {
  BatchWriter writer{source.index(), BatchOutput::csv};
  EXPECT_EQ(row(writer, "?\"?,"), "1,\"?\"\"?,\",not_found,,,,,,,,,\r\n");
  EXPECT_TRUE(row(writer, "정부2청사로 13").ends_with(",361103258015,0\r\n"));
  std::string out;
  writer.begin(out);
  EXPECT_TRUE(out.starts_with("index,query,status,match,road_address,"));
}

}  // namespace
}  // namespace haetae::api
