// SPDX-License-Identifier: Apache-2.0
// The small readers and mappings below the endpoints.
#include "../src/age.hpp"
#include "../src/parameters.hpp"
#include "../src/property_keys.hpp"
#include "../src/user_fields.hpp"

#include <gtest/gtest.h>

namespace haetae::kakao {
namespace {

/// 15 January 2027, 08:00 UTC: 17:00 in Korea.
const base::Instant kNow = base::from_unix_seconds(1'800'000'000);

TEST(AgeRange, CountsCompletedYears) {
  EXPECT_EQ(age_range("2026", "0101", kNow), "1~9");
  EXPECT_EQ(age_range("2017", "0115", kNow), "10~14");
  EXPECT_EQ(age_range("2017", "0116", kNow), "1~9");
  EXPECT_EQ(age_range("2012", "0115", kNow), "15~19");
  EXPECT_EQ(age_range("2007", "0115", kNow), "20~29");
  EXPECT_EQ(age_range("2007", "0116", kNow), "15~19");
  EXPECT_EQ(age_range("1938", "0101", kNow), "80~89");
  EXPECT_EQ(age_range("1937", "0115", kNow), "90~");
  EXPECT_EQ(age_range("1937", "0116", kNow), "80~89");
}

TEST(AgeRange, TakesTheDateOfKorea) {
  const base::Instant evening = kNow + std::chrono::hours{7};  // 00:00 of 16 January in Korea
  EXPECT_EQ(age_range("2007", "0116", evening - std::chrono::seconds{1}), "15~19");
  EXPECT_EQ(age_range("2007", "0116", evening), "20~29");
}

TEST(AgeRange, NeedsAYearAndNoBirthday) {
  EXPECT_EQ(age_range("2007", "", kNow), "20~29");
  EXPECT_EQ(age_range("", "0101", kNow), "");
  EXPECT_EQ(age_range("20x7", "", kNow), "");
  EXPECT_EQ(age_range("2099", "", kNow), "");
}

TEST(ParseNumber, TakesWholeNumbersThatJavaScriptCanHold) {
  EXPECT_EQ(parse_number("0"), 0);
  EXPECT_EQ(parse_number("9007199254740991"), 9007199254740991);
  for (const char* text : {"", "-1", "-0", "+1", "1.0", " 1", "1 ", "9007199254740992", "0x1",
                           "99999999999999999999"}) {
    EXPECT_FALSE(parse_number(text).has_value()) << text;
  }
}

TEST(NamesOf, ReadsJsonAndPlainLists) {
  const auto read = [](const char* text) { return names_of({{"list", text}}, "list"); };
  using Names = std::vector<std::string>;
  EXPECT_EQ(read(R"(["a","b"])").value(), (Names{"a", "b"}));
  EXPECT_EQ(read("a,b").value(), (Names{"a", "b"}));
  EXPECT_EQ(read(" a, b ,").value(), (Names{"a", "b"}));
  EXPECT_EQ(read("[]").value(), Names{});
  EXPECT_EQ(read("").value(), std::nullopt);
  for (const char* text : {"[1]", R"(["a")", "{}", R"("a")"}) {
    EXPECT_FALSE(read(text).has_value()) << text;
  }
}

TEST(NamesOf, BoundsTheList) {
  std::string list;
  for (std::size_t i = 0; i <= kListMax; ++i)
    list += "x,";
  EXPECT_FALSE(names_of({{"list", list}}, "list").has_value());
}

TEST(PropertyKeys, WithoutKeysWantEverything) {
  const PropertyKeys keys;
  EXPECT_TRUE(keys.wants_account("email"));
  EXPECT_TRUE(keys.wants_property("level"));
  EXPECT_FALSE(keys.names_account("email"));
}

TEST(PropertyKeys, WantWhatIsNamedOrBelowADot) {
  const PropertyKeys keys{{"kakao_account.email", "properties."}};
  EXPECT_TRUE(keys.wants_account("email"));
  EXPECT_FALSE(keys.wants_account("profile"));
  EXPECT_FALSE(keys.wants_account("emai"));
  EXPECT_TRUE(keys.wants_property("level"));
  const PropertyKeys deep{{"kakao_account.profile.nickname"}};
  EXPECT_TRUE(deep.wants_account("profile"));
  EXPECT_FALSE(deep.wants_account("email"));
}

TEST(PictureAddress, StaysSecureWhereAPortShowsThatHttpIsNotBeside) {
  const accounts::App app;
  const accounts::Person person;
  const accounts::Link link;
  const auto url = [&](std::string_view public_url, bool secure) {
    return picture_address({app, person, link, public_url, secure, kNow}, true);
  };
  EXPECT_TRUE(url("https://id.example.kr", false).starts_with("http://id.example.kr/"));
  EXPECT_TRUE(url("https://id.example.kr", true).starts_with("https://id.example.kr/"));
  EXPECT_TRUE(url("https://id.example.kr:8443", false).starts_with("https://id.example.kr:8443/"));
  EXPECT_TRUE(url("http://localhost:8080", true).starts_with("http://localhost:8080/"));
}

}  // namespace
}  // namespace haetae::kakao
