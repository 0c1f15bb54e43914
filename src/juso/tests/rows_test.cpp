// SPDX-License-Identifier: Apache-2.0
#include "haetae/juso/rows.hpp"

#include "haetae/accounts/audit.hpp"
#include "haetae/juso/keys.hpp"
#include "haetae/storage/memory.hpp"
#include "small_index.hpp"

#include <gtest/gtest.h>

namespace haetae::juso {
namespace {

using wire::Form;
using wire::Json;
using wire::Method;
using wire::Response;

class JusoTest : public testing::Test {
 protected:
  JusoTest() {
    accounts::App draft;
    draft.name = "한강책방";
    draft.site_domains = {"https://shop.kr"};
    app = *directory.create(draft);
    rows =
        juso_rows({.source = source,
                   .directory = directory,
                   .sealer = sealer,
                   .clock = clock,
                   .open_key = "OLDKEY",
                   .draw = [this](const wire::Request&, std::string_view page, const Json& view) {
                     drawn_page = page;
                     drawn = view;
                     return wire::html_response(200, "");
                   }});
  }

  Response call(Method method, std::string_view path, const Form& form) {
    for (const wire::Endpoint& row : rows) {
      if (row.method != method || row.path != path) continue;
      wire::Request request;
      request.method = method;
      request.path = path;
      request.address = "203.0.113.7";
      if (method == Method::post) {
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = form.to_text();
      } else {
        request.query = form.to_text();
      }
      return row.handler(request);
    }
    ADD_FAILURE() << "no row " << path;
    return {};
  }

  Json results(std::string_view path, Form form) {
    form.add("confmKey", app.rest_api_key);
    form.add("resultType", "json");
    const auto response = call(Method::get, path, form);
    EXPECT_EQ(response.status, 200);
    const auto json = Json::parse(response.body);
    EXPECT_TRUE(json) << response.body;
    return json && json->find("results") ? *json->find("results") : Json{};
  }
  Json search(std::string_view keyword, const std::vector<Form::Field>& more = {}) {
    Form form{{"keyword", std::string{keyword}}};
    for (const auto& field : more)
      form.add(field.name, field.value);
    return results("/addrlink/addrLinkApi.do", form);
  }
  static std::string common(const Json& results, std::string_view name) {
    return std::string{results.find("common")->string_at(name).value_or("?")};
  }
  static Json row(const Json& results, std::size_t at = 0) {
    const auto* const list = results.find("juso")->if_array();
    EXPECT_TRUE(list != nullptr && at < list->size()) << results.to_text();
    return list != nullptr && at < list->size() ? (*list)[at] : Json::object();
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
  std::string drawn_page;
  Json drawn;
};

TEST_F(JusoTest, FindsAnAddressWithEveryField) {
  const Json found = search("판교역로 235", {{"addInfoYn", "Y"}});
  EXPECT_EQ(common(found, "errorCode"), "0");
  EXPECT_EQ(common(found, "errorMessage"), "정상");
  EXPECT_EQ(common(found, "totalCount"), "1");
  const Json first = row(found);
  const std::pair<std::string_view, std::string_view> fields[] = {
      {"roadAddrPart1", "경기도 성남시 분당구 판교역로 235"},
      {"zipNo", "13494"},
      {"admCd", "4113510900"},
      {"rnMgtSn", "411353180023"},
      {"bdMgtSn", "4113510900106810000235000"},
      {"bdNm", "에이치스퀘어 엔동"},
      {"bdKdcd", "0"},
      {"siNm", "경기도"},
      {"sggNm", "성남시 분당구"},
      {"emdNm", "삼평동"},
      {"liNm", ""},
      {"rn", "판교역로"},
      {"udrtYn", "0"},
      {"buldMnnm", "235"},
      {"buldSlno", "0"},
      {"mtYn", "0"},
      {"lnbrMnnm", "681"},
      {"lnbrSlno", "0"},
      {"hstryYn", "0"},
      {"relJibun", "삼평동 682-3"},
      {"hemdNm", "삼평동"},
      {"jibunAddr", "경기도 성남시 분당구 삼평동 681 에이치스퀘어 엔동"},
  };
  for (const auto& [name, value] : fields)
    EXPECT_EQ(first.string_at(name), value) << name;
  EXPECT_EQ(first.string_at("roadAddr"), std::string{*first.string_at("roadAddrPart1")} +
                                             std::string{*first.string_at("roadAddrPart2")});
}

TEST_F(JusoTest, ListsBuildingsOfAnApartmentComplex) {
  const Json first = row(search("봇들마을아파트"));
  EXPECT_EQ(first.string_at("detBdNmList"), "101동, 102동");
  EXPECT_EQ(first.string_at("bdMgtSn"), "4113510900107000000000001");
  EXPECT_EQ(first.string_at("bdKdcd"), "1");
}

TEST_F(JusoTest, PagesThroughTheAddressesOfARoad) {
  const Json all = search("판교역로", {{"countPerPage", "1"}, {"currentPage", "2"}});
  EXPECT_EQ(common(all, "totalCount"), "2");
  EXPECT_EQ(common(all, "currentPage"), "2");
  EXPECT_EQ(common(all, "countPerPage"), "1");
  EXPECT_EQ(row(all).string_at("buldMnnm"), "235");
  EXPECT_EQ(all.find("juso")->if_array()->size(), 1U);
}

TEST_F(JusoTest, FindsRoadNamesOfThePastOnlyWhenAsked) {
  EXPECT_EQ(common(search("옛청사로 13"), "totalCount"), "0");
  const Json found = search("옛청사로 13", {{"hstryYn", "Y"}, {"addInfoYn", "Y"}});
  EXPECT_EQ(row(found).string_at("hstryYn"), "1");
  EXPECT_EQ(row(found).string_at("sggNm"), "");
}

TEST_F(JusoTest, HasAnEmptyListForNoHitAndNullForAFault) {
  EXPECT_TRUE(search("아무데도없는길 77").find("juso")->if_array()->empty());
  const Json wide = search("경기도");
  EXPECT_EQ(common(wide, "errorCode"), "E0006");
  EXPECT_TRUE(wide.find("juso")->is_null());
}

TEST_F(JusoTest, AnswersInXmlUnlessAskedOtherwise) {
  const auto response = call(Method::post, "/addrlink/addrLinkApi.do",
                             {{"confmKey", "OLDKEY"}, {"keyword", "정부2청사로 13"}});
  EXPECT_EQ(response.headers.get("Content-Type"), "text/xml;charset=UTF-8");
  EXPECT_NE(response.body.find("<siNm><![CDATA[세종특별자치시]]></siNm>"), std::string::npos);
}

TEST_F(JusoTest, WrapsJsonForScriptsOfAProperName) {
  const Form form{{"confmKey", "OLDKEY"}, {"keyword", "판교역로 235"}, {"callback", "my.cb"}};
  const auto response = call(Method::get, "/addrlink/addrLinkApiJsonp.do", form);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/javascript;charset=UTF-8");
  EXPECT_TRUE(response.body.starts_with("my.cb({\"results\":"));
  EXPECT_TRUE(response.body.ends_with("})"));
  const Form bad{{"confmKey", "OLDKEY"}, {"keyword", "판교"}, {"callback", "alert(1)//"}};
  EXPECT_EQ(call(Method::get, "/addrlink/addrLinkApiJsonp.do", bad).status, 400);
}

TEST_F(JusoTest, SpeaksEnglish) {
  const Json found = results("/addrlink/addrEngApi.do", {{"keyword", "판교역로 235"}});
  const Json first = row(found);
  EXPECT_EQ(first.string_at("rn"), "Pangyoyeok-ro");
  EXPECT_EQ(first.string_at("siNm"), "Gyeonggi-do");
  EXPECT_EQ(first.string_at("bdMgtSn"), std::nullopt);
  EXPECT_TRUE(first.string_at("korAddr")->starts_with("경기도 성남시 분당구 판교역로 235"));
  EXPECT_EQ(common(results("/addrlink/addrEngApi.do", {}), "errorMessage"),
            "No search word has been entered.");
}

TEST_F(JusoTest, TellsTheEntranceInUtmK) {
  const Form form{{"admCd", "3611010700"},
                  {"rnMgtSn", "361103258015"},
                  {"udrtYn", "0"},
                  {"buldMnnm", "13"},
                  {"buldSlno", "0"}};
  const Json first = row(results("/addrlink/addrCoordApi.do", form));
  EXPECT_NEAR(std::stod(std::string{*first.string_at("entX")}), 978'300, 1'000);
  EXPECT_NEAR(std::stod(std::string{*first.string_at("entY")}), 1'832'000, 2'000);
}

TEST_F(JusoTest, NamesTheMissingPartOfABuilding) {
  Form form;
  for (const auto& [name, code] :
       {std::pair{"admCd", "E0002"}, std::pair{"rnMgtSn", "E0003"}, std::pair{"udrtYn", "E0004"},
        std::pair{"buldMnnm", "E0005"}, std::pair{"buldSlno", "E0006"}}) {
    EXPECT_EQ(common(results("/addrlink/addrCoordApi.do", form), "errorCode"), code);
    form.add(name, "1");
  }
  EXPECT_EQ(common(results("/addrlink/addrCoordApi.do", form), "totalCount"), "0");
}

TEST_F(JusoTest, ListsUnits) {
  Form form{{"admCd", "4113510900"}, {"rnMgtSn", "411353180023"}, {"udrtYn", "0"},
            {"buldMnnm", "99"},      {"buldSlno", "1"},           {"searchType", "dong"}};
  const Json dongs = results("/addrlink/addrDetailApi.do", form);
  EXPECT_EQ(common(dongs, "totalCount"), "2");
  EXPECT_EQ(row(dongs, 1).string_at("dongNm"), "102동");
  EXPECT_EQ(row(dongs, 1).string_at("hoNm"), "");
  Form rooms{{"searchType", "floorho"}, {"dongNm", "102동"}};
  for (const auto& field : form.fields())
    if (field.name != "searchType") rooms.add(field.name, field.value);
  const Json units = results("/addrlink/addrDetailApi.do", rooms);
  EXPECT_EQ(common(units, "totalCount"), "2");
  EXPECT_EQ(row(units).string_at("floorNm"), "1층");
  EXPECT_EQ(row(units).string_at("hoNm"), "101호");
}

TEST_F(JusoTest, KnowsItsKeys) {
  const auto code = [&](std::string_view key) {
    const auto response =
        call(Method::get, "/addrlink/addrLinkApi.do",
             {{"confmKey", std::string{key}}, {"keyword", "판교역로 235"}, {"resultType", "json"}});
    return common(*Json::parse(response.body)->find("results"), "errorCode");
  };
  const ApprovalKey key{.app = app.number, .issued = clock.now(), .development = true};
  EXPECT_EQ(code(""), "E0001");
  EXPECT_EQ(code(app.javascript_key), "E0001");
  EXPECT_EQ(code(app.admin_key), "E0001");
  EXPECT_EQ(code(app.rest_api_key), "0");
  EXPECT_EQ(code("OLDKEY"), "0");
  EXPECT_EQ(code(to_text({.app = app.number, .issued = app.created_at}, sealer)), "0");
  EXPECT_EQ(code(to_text({.app = app.number + 1, .issued = clock.now()}, sealer)), "E0001");
  EXPECT_EQ(code(to_text(key, sealer)), "0");
  clock.advance(kDevelopmentLife + base::Seconds{1});
  EXPECT_EQ(code(to_text(key, sealer)), "E0014");
  accounts::App bound = app;
  bound.allowed_ips = {"192.0.2.1"};
  ASSERT_TRUE(directory.update(bound));
  EXPECT_EQ(code(app.rest_api_key), "E0001");
}

TEST_F(JusoTest, SaysThatNoDataIsThere) {
  source.unload();
  EXPECT_EQ(common(search("판교역로 235"), "errorCode"), "-999");
}

Form order(const accounts::App& app) {
  return {{"confmKey", app.rest_api_key},
          {"returnUrl", "https://shop.kr/juso"},
          {"resultType", "4"},
          {"useDetailAddr", "Y"}};
}

TEST_F(JusoTest, LeadsThroughTheWindowBackToTheSite) {
  const auto opened = call(Method::post, "/addrlink/addrLinkUrl.do", order(app));
  EXPECT_EQ(opened.status, 303);
  const std::string location{opened.headers.get("Location").value_or("")};
  EXPECT_TRUE(location.starts_with("/addrlink/addrLinkUrl.do?confmKey="));

  Form asked = order(app);
  (void)call(Method::get, "/addrlink/addrLinkUrl.do", asked);
  EXPECT_EQ(drawn_page, "address_search");
  EXPECT_EQ(drawn.bool_at("fresh"), true);

  asked.add("keyword", "봇들마을아파트");
  (void)call(Method::get, "/addrlink/addrLinkUrl.do", asked);
  const auto* const hits = drawn.find("results")->find("hits")->if_array();
  ASSERT_EQ(hits->size(), 1U);
  EXPECT_EQ(hits->front().string_at("buildings"), "101동, 102동");
  const std::string pick{*hits->front().string_at("pick")};

  asked.add("pick", pick);
  asked.add("dong", "102동");
  (void)call(Method::get, "/addrlink/addrLinkUrl.do", asked);
  EXPECT_EQ(drawn_page, "address_detail");
  EXPECT_EQ(drawn.find("rooms")->find("list")->if_array()->size(), 2U);

  asked.add("done", "1");
  asked.add("room", "2층 201호");
  asked.add("addrDetail", " 경비실\n옆 ");
  const auto answered = call(Method::post, "/addrlink/addrLinkUrl.do", asked);
  EXPECT_EQ(drawn_page, "address_return");
  EXPECT_EQ(answered.headers.get("Cross-Origin-Opener-Policy"), "unsafe-none");
  EXPECT_EQ(drawn.string_at("return_url"), "https://shop.kr/juso");
  std::vector<std::string> names;
  for (const Json& field : *drawn.find("fields")->if_array())
    names.emplace_back(*field.string_at("name"));
  const std::vector<std::string> wanted = {
      "inputYn",   "roadFullAddr", "roadAddrPart1", "addrDetail", "roadAddrPart2", "engAddr",
      "jibunAddr", "zipNo",        "admCd",         "rnMgtSn",    "bdMgtSn",       "detBdNmList",
      "bdNm",      "bdKdcd",       "siNm",          "sggNm",      "emdNm",         "liNm",
      "rn",        "udrtYn",       "buldMnnm",      "buldSlno",   "mtYn",          "lnbrMnnm",
      "lnbrSlno",  "emdNo"};
  EXPECT_EQ(names, wanted);
  const auto& fields = *drawn.find("fields")->if_array();
  EXPECT_EQ(fields[3].string_at("value"), "102동 2층 201호 경비실옆");
  EXPECT_TRUE(fields[1].string_at("value")->starts_with(
      "경기도 성남시 분당구 판교역로 99-1, 102동 2층 201호 경비실옆"));
}

TEST_F(JusoTest, GivesCoordinatesInTheirWindow) {
  Form asked = order(app);
  asked.add("pick", "361103258015-0-13-0");
  asked.add("done", "1");
  (void)call(Method::post, "/addrlink/addrCoordUrl.do", asked);
  const auto& fields = *drawn.find("fields")->if_array();
  EXPECT_EQ(fields[fields.size() - 2].string_at("name"), "entX");
  EXPECT_FALSE(fields.back().string_at("value")->empty());
}

TEST_F(JusoTest, RefusesToSendAddressesElsewhere) {
  for (const auto* url : {"https://evil.kr/", "javascript:alert(1)", ""}) {
    Form asked{{"confmKey", app.rest_api_key}, {"returnUrl", url}, {"keyword", "판교역로"}};
    (void)call(Method::get, "/addrlink/addrLinkUrl.do", asked);
    EXPECT_EQ(drawn.find("refused")->string_at("msg"), "msg_juso_return_url") << url;
  }
  (void)call(Method::get, "/addrlink/addrLinkUrl.do", {{"confmKey", "?"}});
  EXPECT_EQ(drawn.find("refused")->string_at("msg"), "msg_juso_E0001");
}

TEST_F(JusoTest, TellsMistakesAtTheFieldOfTheWindow) {
  Form asked = order(app);
  asked.add("keyword", "12345");
  (void)call(Method::get, "/addrlink/addrMobileLinkUrl.do", asked);
  EXPECT_EQ(drawn.find("keyword")->string_at("msg"), "msg_juso_E0009");
  EXPECT_EQ(drawn.find("errors")->if_array()->size(), 1U);
}

}  // namespace
}  // namespace haetae::juso
