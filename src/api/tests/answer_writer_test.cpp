// SPDX-License-Identifier: Apache-2.0
#include "answer_writer.hpp"

#include "haetae/wire/json.hpp"

#include <gtest/gtest.h>

namespace haetae::api {
namespace {

std::string degrees(double value, std::size_t least = 1) {
  std::string out;
  append_degrees(out, value, least);
  return out;
}

TEST(AnswerWriter, WritesDegreesToSevenDecimalsWithoutZerosAtTheEnd) {
  EXPECT_EQ(degrees(126.9770162), "126.9770162");
  EXPECT_EQ(degrees(37.5), "37.5");
  EXPECT_EQ(degrees(127.0), "127.0");
  EXPECT_EQ(degrees(0.0000001), "0.0000001");
  EXPECT_EQ(degrees(0), "0.0");
}

TEST(AnswerWriter, RoundsWhatAnIndexCannotKeep) {
  EXPECT_EQ(degrees(37.56789014999), "37.5678901");
  EXPECT_EQ(degrees(37.56789015001), "37.5678902");
  EXPECT_EQ(degrees(126.99999999), "127.0");
}

TEST(AnswerWriter, WritesDegreesSouthAndWest) {
  EXPECT_EQ(degrees(-33.8688197), "-33.8688197");
  EXPECT_EQ(degrees(-0.00000001), "0.0") << "no minus before nothing";
  EXPECT_EQ(degrees(-180), "-180.0");
}

TEST(AnswerWriter, KeepsAsManyDecimalsAsAColumnWants) {
  EXPECT_EQ(degrees(37.5, 7), "37.5000000");
  EXPECT_EQ(degrees(37.5, 3), "37.500");
}

TEST(AnswerWriter, WritesOneObjectWithItsMembersInTheOrderOfTheCalls) {
  AnswerWriter out;
  out.integer("total", 2);
  out.begin_array("results");
  out.begin_element();
  out.checked("name", "세종대로 \"110\"");
  out.filled("building", "");
  out.code("zip", 4524, 5);
  out.degrees("lon", 126.978);
  out.end_object();
  out.begin_element();
  out.null("name");
  out.boolean("exact", true);
  out.number("distance_m", 12);
  out.end_object();
  out.end_array();
  out.begin_object("more");
  out.end_object();
  EXPECT_EQ(out.finish(),
            R"({"total":2,"results":[{"name":"세종대로 \"110\"","zip":"04524","lon":126.978},)"
            R"({"name":null,"exact":true,"distance_m":12.0}],"more":{}})");
}

TEST(AnswerWriter, GivesEveryTextBack) {
  std::string text;
  for (char byte = 1; byte < 127; ++byte)
    text += byte;
  text += "한글 \xF0\x9F\x90\xAF";
  AnswerWriter out;
  out.text("text", text);
  const auto json = wire::Json::parse(out.finish());
  ASSERT_TRUE(json);
  EXPECT_EQ(json->string_at("text"), text);
}

TEST(AnswerWriter, MarksWhatIsNoText) {
  AnswerWriter out;
  out.text("text", "서울\xED\xA0\x80 \xFF");
  const std::string answer = out.finish();
  const auto json = wire::Json::parse(answer);
  ASSERT_TRUE(json) << answer;
  EXPECT_NE(json->string_at("text")->find("\uFFFD"), std::string_view::npos);
  EXPECT_EQ(json->string_at("text")->substr(0, 6), "서울");
}

}  // namespace
}  // namespace haetae::api
