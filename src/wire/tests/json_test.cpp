// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/json.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <string>

namespace haetae::wire {
namespace {

std::optional<JsonError> error_of(std::string_view text) {
  const auto json = Json::parse(text);
  return json ? std::nullopt : std::optional{json.error()};
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += piece;
  return out;
}

TEST(Json, ReadsEveryKindAndKeepsOrder) {
  const std::string text =
      R"({"z":null,"a":true,"n":-5,"d":1.5,"s":"해태\u0041\n","l":[1,"2",[]],"o":{}})";
  const auto json = Json::parse(text);
  ASSERT_TRUE(json.has_value());
  EXPECT_TRUE(json->find("z")->is_null());
  EXPECT_EQ(json->bool_at("a"), true);
  EXPECT_EQ(json->integer_at("n"), -5);
  EXPECT_EQ(json->find("d")->if_number(), 1.5);
  EXPECT_EQ(json->string_at("s"), "해태A\n");
  EXPECT_EQ(json->find("l")->if_array()->size(), 3U);
  EXPECT_EQ(json->find("missing"), nullptr);
  EXPECT_EQ(json->string_at("n"), std::nullopt);
  EXPECT_EQ(json->to_text(),
            R"({"z":null,"a":true,"n":-5,"d":1.5,"s":"해태A\n","l":[1,"2",[]],"o":{}})");
}

TEST(Json, ReadsBareValues) {
  EXPECT_EQ(*Json::parse(" 7 "), Json{7});
  EXPECT_EQ(*Json::parse("\"x\""), Json{"x"});
  EXPECT_EQ(*Json::parse("null"), Json{});
  EXPECT_EQ(*Json::parse("[]"), Json::array());
}

TEST(Json, KeepsIntegersOfSixtyFourBitsExact) {
  for (const auto* text :
       {"9223372036854775807", "-9223372036854775808", "9007199254740993", "0"}) {
    const auto json = Json::parse(text);
    ASSERT_TRUE(json && json->if_integer()) << text;
    EXPECT_EQ(json->to_text(), text);
  }
}

TEST(Json, ReadsLargerIntegersAsDoubles) {
  EXPECT_EQ(*Json::parse("9223372036854775808"), Json{9223372036854775808.0});
  EXPECT_EQ(*Json::parse("-9223372036854775809"), Json{-9223372036854775809.0});
  EXPECT_EQ(*Json::parse("18446744073709551616"), Json{18446744073709551616.0});
  const auto mixed =
      Json::parse(R"(["100000000000000000000\"1",100000000000000000000,-9223372036854775808,1e2,)"
                  R"(1.00000000000000000000000])");
  ASSERT_TRUE(mixed.has_value());
  const auto& items = *mixed->if_array();
  EXPECT_EQ(items[0], Json{"100000000000000000000\"1"}) << "strings stay untouched";
  EXPECT_EQ(items[1], Json{1e20});
  EXPECT_EQ(items[2], Json{std::numeric_limits<std::int64_t>::min()}) << "neighbours stay exact";
  EXPECT_EQ(items[3], Json{100.0});
  EXPECT_EQ(items[4], Json{1.0});
  EXPECT_EQ(error_of("0100000000000000000000"), JsonError::malformed);
  EXPECT_EQ(error_of("1" + repeat("0", 400)), JsonError::malformed) << "no infinity";
}

TEST(Json, WritesNumbersThatReadBackAsTheSameKind) {
  for (const double number : {1.0, -0.0, 0.1, 1e300, 5e-324, 123456789012345680.0, 1e21}) {
    const auto back = Json::parse(Json{number}.to_text());
    ASSERT_TRUE(back.has_value()) << number;
    EXPECT_EQ(*back, Json{number}) << Json{number}.to_text();
  }
  EXPECT_EQ(Json{std::nan("")}.to_text(), "null");
  EXPECT_EQ(Json{std::numeric_limits<double>::infinity()}.to_text(), "null");
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const auto* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":}",
                           "{a:1}",
                           "'x'",
                           "nul",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "NaN",
                           "[1] x",
                           "\"\t\"",
                           "\"\\x\"",
                           "\"\\ud800\"",
                           "// c\n1",
                           "\xEF\xBB\xBF[1",
                           "{\"a\" 1}"}) {
    EXPECT_EQ(error_of(text), JsonError::malformed) << text;
  }
  EXPECT_EQ(error_of("\"\xFF\""), JsonError::malformed);
  EXPECT_EQ(error_of("\"\xC0\x80\""), JsonError::malformed) << "overlong UTF-8";
}

TEST(Json, RefusesDuplicateNamesAtAnyDepth) {
  EXPECT_EQ(error_of(R"({"alg":"RS256","alg":"none"})"), JsonError::duplicate_name);
  EXPECT_EQ(error_of(R"([{"x":{"a":1,"b":2,"\u0061":3}}])"), JsonError::duplicate_name);
  EXPECT_FALSE(error_of(R"([{"a":1},{"a":1}])"));
}

// Threat 71: recursion is bounded before it is entered.
TEST(Json, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) { return repeat("[", depth) + repeat("]", depth); };
  EXPECT_FALSE(error_of(nested(kJsonDepthMax)));
  EXPECT_EQ(error_of(nested(kJsonDepthMax + 1)), JsonError::too_deep);
  EXPECT_EQ(error_of(nested(kJsonDepthMax + 2)), JsonError::too_deep);
  EXPECT_EQ(error_of(nested(100'000)), JsonError::too_deep);
  const auto objects = [](std::size_t depth) {
    return repeat(R"({"a":)", depth) + "1" + repeat("}", depth);
  };
  EXPECT_FALSE(error_of(objects(kJsonDepthMax)));
  EXPECT_EQ(error_of(objects(kJsonDepthMax + 1)), JsonError::too_deep);
  EXPECT_EQ(error_of(objects(50'000)), JsonError::too_deep);
  EXPECT_TRUE(error_of(repeat("[", 500'000)).has_value()) << "unclosed";
}

TEST(Json, RefusesMoreThanItsLimit) {
  EXPECT_FALSE(error_of('"' + std::string(kJsonLengthMax - 2, 'x') + '"'));
  EXPECT_EQ(error_of('"' + std::string(kJsonLengthMax - 1, 'x') + '"'), JsonError::too_long);
}

TEST(Json, BuildsAndReplacesMembers) {
  Json json = Json::object();
  json.set("a", 1).set("b", Json::array().push("x").push(true));
  json.set("a", "again");
  EXPECT_EQ(json.to_text(), R"({"a":"again","b":["x",true]})");
}

TEST(JsonString, EscapesWhatMustBeEscaped) {
  std::string out;
  append_json_string(out, std::string_view{"\"\\\b\f\n\r\t\0\x1f</&\x7f", 13});
  EXPECT_EQ(out, "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f</&\x7f\"");
}

TEST(JsonString, ReplacesInvalidUtf8) {
  std::string out;
  append_json_string(out, "a\xFF\xED\xA0\x80z\xE2\x82");
  EXPECT_EQ(out, "\"a\uFFFD\uFFFD\uFFFD\uFFFDz\uFFFD\uFFFD\"");
  EXPECT_TRUE(Json::parse(out).has_value());
}

}  // namespace
}  // namespace haetae::wire
