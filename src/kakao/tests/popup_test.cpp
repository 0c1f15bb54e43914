// SPDX-License-Identifier: Apache-2.0
// The popup of Kakao's JavaScript SDK (spec kakao-login §2.9, §7.3).
#include "site.hpp"

#include <gmock/gmock.h>

namespace haetae::kakao::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kTransaction(60, 't');
constexpr const char* kOpener = "https://shop.example.kr/login";

Fields popup_request(const Site& site) {
  return {{"client_id", site.app.javascript_key},
          {"redirect_uri", std::string{kRedirect}},
          {"response_type", "code"},
          {"is_popup", "true"},
          {"auth_tran_id", kTransaction}};
}

/// Where the popup goes.
std::string open_popup(Site& site, const Fields& query, const char* referer = kOpener) {
  const Response response =
      site.call("/oauth/authorize", {.query = query, .cookies = site.cookies, .referer = referer});
  return std::string{response.headers.get("Location").value_or("")};
}

Response ask(Site& site, const std::string& client_id, const std::string& transaction) {
  const Response response = site.call(
      "/apiweb/code.json", {.query = {{"client_id", client_id}, {"auth_tran_id", transaction}}});
  EXPECT_EQ(response.status, 200);
  return response;
}

Response ask(Site& site) {
  return ask(site, site.app.javascript_key, kTransaction);
}

void expect_waiting(const Response& response) {
  EXPECT_EQ(text_at(response, "status"), "error");
  EXPECT_EQ(text_at(response, "error_code"), "300");
}

TEST(Popup, HandsTheCodeToThePageThatOpenedItOnce) {
  Site site;
  expect_waiting(ask(site));
  EXPECT_EQ(open_popup(site, popup_request(site)), "/oauth/authorize/done");
  const Response answer = ask(site);
  EXPECT_EQ(text_at(answer, "status"), "ok");
  const Response exchanged = site.exchange({{"client_id", site.app.javascript_key},
                                            {"client_secret", ""},
                                            {"code", text_at(answer, "code")}});
  EXPECT_EQ(exchanged.status, 200) << exchanged.body;
  expect_waiting(ask(site));
}

TEST(Popup, KeepsTheCodeForAMinute) {
  Site site;
  EXPECT_EQ(open_popup(site, popup_request(site)), "/oauth/authorize/done");
  site.clock.advance(std::chrono::minutes{1});
  expect_waiting(ask(site));
}

TEST(Popup, HandsNothingToAnotherNumberOrApp) {
  Site site;
  EXPECT_EQ(open_popup(site, popup_request(site)), "/oauth/authorize/done");
  expect_waiting(ask(site, site.app.javascript_key, std::string(60, 'u')));
  expect_waiting(ask(site, site.app.rest_api_key, kTransaction));
  EXPECT_EQ(text_at(ask(site, std::string(32, 'f'), kTransaction), "error_code"), "500");
}

TEST(Popup, TellsThePageOfARefusal) {
  Site site;
  Fields request = popup_request(site);
  request.push_back({"prompt", "none"});
  site.cookies.clear();
  EXPECT_EQ(open_popup(site, request), "/oauth/authorize/done");
  const Response answer = ask(site);
  EXPECT_EQ(text_at(answer, "status"), "error");
  EXPECT_EQ(text_at(answer, "error_code"), "600");
  EXPECT_EQ(text_at(answer, "error"), "login_required");
}

TEST(Popup, OfAForeignPageGoesToTheSiteItselfSoThatNobodyElseGetsTheCode) {
  Site site;
  for (const char* referer : {"https://evil.test/", "", "https://shop.example.kr.evil.test/",
                              "http://shop.example.kr/", "nonsense"}) {
    EXPECT_THAT(open_popup(site, popup_request(site), referer),
                StartsWith("https://shop.example.kr/done?code="))
        << referer;
    expect_waiting(ask(site));
  }
}

TEST(Popup, MayBeOpenedByAListedPageOfTheSite) {
  accounts::App draft = usual_app();
  draft.site_domains = {"https://www.example.kr"};
  Site site{draft};
  EXPECT_EQ(open_popup(site, popup_request(site), "https://www.example.kr/"),
            "/oauth/authorize/done");
}

TEST(Popup, NeedsItsFlagAKeyOfThePageAndANumberThatNobodyGuesses) {
  Site site;
  const auto with = [&](const char* name, const std::string& value) {
    Fields request = popup_request(site);
    for (auto& field : request) {
      if (field.name == name) field.value = value;
    }
    return open_popup(site, request);
  };
  EXPECT_THAT(with("is_popup", "false"), HasSubstr("?code="));
  EXPECT_THAT(with("client_id", site.app.rest_api_key), HasSubstr("?code="));
  EXPECT_THAT(with("auth_tran_id", "1234"), HasSubstr("?code="));
}

TEST(Popup, AsksAgainWhileTheStoreDoesNotAnswer) {
  Site site;
  EXPECT_EQ(open_popup(site, popup_request(site)), "/oauth/authorize/done");
  site.store.fail_with(accounts::StoreError::unavailable);
  expect_waiting(ask(site));
  site.store.fail_with(std::nullopt);
  EXPECT_EQ(text_at(ask(site), "status"), "ok");
}

TEST(Popup, ClosesItselfByTheOneScriptThatItsPolicyNames) {
  Site site;
  const Response page = site.call("/oauth/authorize/done");
  EXPECT_EQ(page.status, 200);
  const std::string policy{page.headers.get("Content-Security-Policy").value_or("")};
  const auto at = policy.find("'nonce-");
  ASSERT_NE(at, std::string::npos);
  EXPECT_THAT(page.body, HasSubstr("<script nonce=\"" + policy.substr(at + 7, 22) + "\">"));
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
}

}  // namespace
}  // namespace haetae::kakao::test
