// SPDX-License-Identifier: Apache-2.0
#include "faults.hpp"

#include "answer.hpp"
#include "haetae/juso/keys.hpp"
#include "haetae/wire/json.hpp"
#include "popup.hpp"

#include <gtest/gtest.h>

namespace haetae::juso {
namespace {

TEST(KeywordFault, TellsWhatForbidsASearch) {
  const std::pair<std::string, Fault> cases[] = {
      {"", Fault::keyword_missing},
      {"  ", Fault::keyword_missing},
      {"강", Fault::keyword_too_short},
      {"12345", Fault::keyword_number_only},
      {"12-3", Fault::keyword_symbols_only},
      {"판교 12345678901", Fault::number_too_long},
      {"판교 1234567890", Fault::none},
      {"판교역로 235", Fault::none},
      {"Pangyoyeok-ro 235", Fault::none},
      {"오라로 1", Fault::none},
      {"for you", Fault::none},
      {"강남 OR 서초", Fault::keyword_forbidden},
      {"강남 select", Fault::keyword_forbidden},
      {"강남 union(", Fault::keyword_forbidden},
      {"100%", Fault::keyword_forbidden},
      {"[강남]", Fault::keyword_forbidden},
      {"강남<b>", Fault::keyword_forbidden},
      {"\xff\xfe", Fault::keyword_forbidden},
  };
  for (const auto& [keyword, fault] : cases)
    EXPECT_EQ(keyword_fault(keyword), fault) << keyword;
  std::string hangul, latin;
  for (int i = 0; i < 40; ++i)
    hangul += "가";
  latin.assign(80, 'a');
  EXPECT_EQ(keyword_fault(hangul), Fault::none);
  EXPECT_EQ(keyword_fault(hangul + "가"), Fault::keyword_too_long);
  EXPECT_EQ(keyword_fault(latin), Fault::none);
  EXPECT_EQ(keyword_fault(latin + "a"), Fault::keyword_too_long);
}

TEST(CallbackName, TakesIdentifiersAlone) {
  for (const auto* name : {"cb", "_cb1", "$", "jQuery1910_123", "a.b.c", "$.cb"})
    EXPECT_TRUE(is_callback_name(name)) << name;
  for (const auto* name : {"", "1a", "a.", ".a", "a..b", "a b", "alert(1)//", "a[0]", "a<script>",
                           "콜백", "a;b", "a\n"})
    EXPECT_FALSE(is_callback_name(name)) << name;
  EXPECT_FALSE(is_callback_name(std::string(129, 'a')));
}

TEST(Answer, WritesXmlThatCannotBeLeft) {
  Answer answer;
  answer.total = 1;
  answer.rows.push_back({{"bdNm", "a]]><b>&\x01"}});
  const auto xml = to_xml(answer);
  EXPECT_NE(xml.find("<bdNm><![CDATA[a]]]]><![CDATA[><b>&]]></bdNm>"), std::string::npos) << xml;
  EXPECT_NE(xml.find("<errorCode><![CDATA[0]]></errorCode>"), std::string::npos);
}

TEST(Answer, HasNoRowsButNullWithAFault) {
  Answer answer;
  EXPECT_NE(to_json(answer).find("\"juso\":[]"), std::string::npos);
  answer.fault = Fault::keyword_missing;
  const auto json = wire::Json::parse(to_json(answer));
  ASSERT_TRUE(json);
  const auto* const results = json->find("results");
  EXPECT_TRUE(results->find("juso")->is_null());
  EXPECT_EQ(results->find("common")->string_at("errorCode"), "E0005");
  EXPECT_EQ(results->find("common")->string_at("errorMessage"), "검색어가 입력되지 않았습니다.");
  answer.english = true;
  EXPECT_NE(to_json(answer).find("No search word has been entered."), std::string::npos);
}

class KeyTest : public testing::Test {
 protected:
  base::SeededEntropy entropy{5};
  crypto::Sealer sealer{[] {
                          std::vector<crypto::SealKey> keys;
                          keys.push_back({1, base::SecretText{std::string(32, 'k')}});
                          return keys;
                        }(),
                        entropy};
  const base::Instant issued = base::from_unix_seconds(1'800'000'000);
};

TEST_F(KeyTest, HasTheShapeThatClientsKnowAndComesBack) {
  const std::string production = to_text({.app = 1234567, .issued = issued}, sealer);
  EXPECT_TRUE(production.starts_with("U01TX0FVVEgy")) << production;
  const std::string development =
      to_text({.app = 7, .issued = issued, .development = true}, sealer);
  EXPECT_TRUE(development.starts_with("devU01TX0FVVEgy"));
  // Nothing in it needs an escape in a query.
  EXPECT_EQ(development.find_first_of("+/"), std::string::npos);
  const auto read = read_approval_key(production, sealer);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->app, 1234567);
  EXPECT_EQ(read->issued, issued);
  EXPECT_FALSE(read->development);
  EXPECT_TRUE(read_approval_key(development, sealer)->development);
}

TEST_F(KeyTest, OpensForNothingElse) {
  const std::string key = to_text({.app = 7, .issued = issued}, sealer);
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string other = key;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read_approval_key(other, sealer)) << other;
  }
  EXPECT_FALSE(read_approval_key("dev" + key, sealer));
  EXPECT_FALSE(read_approval_key("", sealer));
  EXPECT_FALSE(read_approval_key("TESTJUSOGOKR", sealer));
  EXPECT_FALSE(read_approval_key(std::string(500, 'A'), sealer));
}

TEST(ReturnUrl, IsAWebAddressOfTheApp) {
  for (const auto* url : {"https://shop.kr/juso", "http://localhost:3000/a?b=c"})
    EXPECT_TRUE(may_return_to(url, nullptr)) << url;
  for (const auto* url : {"javascript:alert(1)", "data:text/html,x", "/relative", "",
                          "https://user@shop.kr/", "ftp://shop.kr/", "https:///x"})
    EXPECT_FALSE(may_return_to(url, nullptr)) << url;
  accounts::App app;
  EXPECT_TRUE(may_return_to("https://shop.kr/juso", &app));
  app.site_domains = {"https://shop.kr"};
  EXPECT_TRUE(may_return_to("https://shop.kr/juso", &app));
  for (const auto* url : {"https://shop.kr.evil.kr/juso", "http://shop.kr/juso",
                          "https://shop.kr:8443/juso", "https://evil.kr/?https://shop.kr"})
    EXPECT_FALSE(may_return_to(url, &app)) << url;
}

}  // namespace
}  // namespace haetae::juso
