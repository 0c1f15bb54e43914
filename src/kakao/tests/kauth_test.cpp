// SPDX-License-Identifier: Apache-2.0
// kauth: authorize, token, logout, tokeninfo, discovery and keys (spec kakao-login §2).
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "site.hpp"

#include <gmock/gmock.h>

namespace haetae::kakao::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

Response authorize(Site& site, const Fields& query, Method method = Method::get) {
  CallOptions options{.method = method, .cookies = site.cookies};
  (method == Method::get ? options.query : options.form) = query;
  return site.call("/oauth/authorize", options);
}

Fields usual(const Site& site) {
  return {{"client_id", site.app.rest_api_key},
          {"redirect_uri", std::string{kRedirect}},
          {"response_type", "code"}};
}

TEST(KakaoAuthorize, AnswersACodeAtOnceToSomebodyWhoHasConsented) {
  Site site;
  const Response response = authorize(site, usual(site));
  EXPECT_EQ(response.status, 302);
  EXPECT_TRUE(response.body.empty());
  EXPECT_THAT(std::string{response.headers.get("Location").value_or("")},
              StartsWith("https://shop.example.kr/done?code="));
  EXPECT_THAT(site.code(), MatchesRegex("[A-Za-z0-9_-]+"));
}

TEST(KakaoAuthorize, EchoesTheState) {
  Site site;
  EXPECT_THAT(site.authorize({{"state", "a b"}}), HasSubstr("&state=a%20b"));
}

TEST(KakaoAuthorize, SendsAStrangerToTheSignInPageAndKeepsTheBrowser) {
  Site site;
  site.cookies.clear();
  const Response response = authorize(site, usual(site));
  EXPECT_EQ(response.status, 302);
  EXPECT_THAT(std::string{response.headers.get("Location").value_or("")},
              StartsWith("/sign-in?flow="));
  EXPECT_TRUE(response.headers.contains("Set-Cookie"));
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
}

TEST(KakaoAuthorize, RedirectsAPostBy303) {
  Site site;
  EXPECT_EQ(authorize(site, usual(site), Method::post).status, 303);
}

struct PageCase {
  const char* name;
  Fields changed;
  const char* code;
  int status = 400;
};

TEST(KakaoAuthorize, ShowsAPageWithTheCodeWhereNobodyMayBeRedirectedTo) {
  Site site;
  const PageCase cases[] = {
      {"unknown client", {{"client_id", std::string(32, 'f')}}, "KOE101", 401},
      {"admin key", {{"client_id", site.app.admin_key}}, "KOE008"},
      {"no client", {{"client_id", ""}}, "KOE207"},
      {"unregistered redirect", {{"redirect_uri", "https://evil.test/"}}, "KOE006"},
      {"no redirect", {{"redirect_uri", ""}}, "KOE207"},
      {"no response_type", {{"response_type", ""}}, "KOE201"},
      {"response_type=token", {{"response_type", "token"}}, "KOE202"},
      {"response_type=magic", {{"response_type", "magic"}}, "KOE201"},
      {"scope that is off", {{"scope", "phone_number"}}, "KOE205"},
      {"prompt none with another", {{"prompt", "none,login"}}, "KOE204"},
      {"plain challenge",
       {{"code_challenge", std::string(43, 'a')}, {"code_challenge_method", "plain"}},
       "KOE204"},
  };
  for (const PageCase& one : cases) {
    SCOPED_TRACE(one.name);
    site.page = {};
    EXPECT_EQ(site.authorize(one.changed), "");
    EXPECT_EQ(site.page.code, one.code);
    EXPECT_EQ(site.page.status, one.status);
    EXPECT_NE(site.page.reason, "");
  }
}

TEST(KakaoAuthorize, ShowsKoe004WhenLoginIsSwitchedOff) {
  accounts::App draft = usual_app();
  draft.login_enabled = false;
  Site site{draft};
  EXPECT_EQ(site.authorize(), "");
  EXPECT_EQ(site.page.code, "KOE004");
  EXPECT_EQ(site.page.site, "Shop");
}

TEST(KakaoAuthorize, ShowsKoe005ToWhoIsNotOfTheTeam) {
  accounts::App draft = usual_app();
  draft.team_members = {"boss@example.kr"};
  Site site{draft};
  EXPECT_EQ(site.authorize(), "");
  EXPECT_EQ(site.page.code, "KOE005");
}

TEST(KakaoAuthorize, TellsTheSiteOfPromptNoneByRedirect) {
  Site site;
  site.cookies.clear();
  EXPECT_THAT(site.authorize({{"prompt", "none"}, {"state", "s"}}),
              HasSubstr("?error=login_required"));
}

TEST(KakaoAuthorize, ShowsKoe003WhenTheStoreDoesNotAnswer) {
  Site site;
  site.store.fail_with(accounts::StoreError::unavailable);
  EXPECT_EQ(site.authorize(), "");
  EXPECT_EQ(site.page.code, "KOE003");
  EXPECT_EQ(site.page.status, 503);
}

TEST(KakaoToken, ExchangesACodeForEveryFieldOfTheDocuments) {
  Site site;
  const Response response = site.exchange({{"code", site.code()}});
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(text_at(response, "token_type"), "bearer");
  EXPECT_EQ(number_at(response, "expires_in"), 21599);
  EXPECT_EQ(number_at(response, "refresh_token_expires_in"), 5183999);
  EXPECT_THAT(text_at(response, "scope"), HasSubstr("profile_nickname"));
  EXPECT_THAT(text_at(response, "scope"), HasSubstr("openid"));
  EXPECT_NE(text_at(response, "access_token"), "");
  EXPECT_NE(text_at(response, "refresh_token"), "");
  EXPECT_NE(text_at(response, "id_token"), "");
}

TEST(KakaoToken, SendsTheHeadersOfKakao) {
  Site site;
  const Response response = site.exchange({{"code", site.code()}});
  EXPECT_EQ(response.headers.get("Cache-Control"),
            "no-cache, no-store, max-age=0, must-revalidate");
  EXPECT_EQ(response.headers.get("Pragma"), "no-cache");
  EXPECT_EQ(response.headers.get("Expires"), "0");
  EXPECT_EQ(response.headers.get("X-Frame-Options"), "DENY");
  EXPECT_EQ(response.headers.get("X-XSS-Protection"), "1; mode=block");
  EXPECT_EQ(response.headers.get("Kakao"), "Talk");
}

TEST(KakaoToken, TakesItsFieldsFromQueryAndBody) {
  Site site;
  const Response all_in_query =
      site.call("/oauth/token", {.method = Method::post,
                                 .query = {{"grant_type", "authorization_code"},
                                           {"client_id", site.app.rest_api_key},
                                           {"client_secret", site.app.client_secret},
                                           {"redirect_uri", std::string{kRedirect}},
                                           {"code", site.code()}}});
  EXPECT_EQ(all_in_query.status, 200) << all_in_query.body;
  const Response spread = site.call(
      "/oauth/token",
      {.method = Method::post,
       .query = {{"grant_type", "authorization_code"}, {"client_id", site.app.rest_api_key}},
       .form = {{"client_secret", site.app.client_secret}, {"code", site.code()}}});
  EXPECT_EQ(spread.status, 200) << spread.body;
}

TEST(KakaoToken, IgnoresASecretThatIsNotNeeded) {
  accounts::App draft = usual_app();
  draft.client_secret_required = false;
  Site site{draft};
  EXPECT_EQ(site.exchange({{"code", site.code()}, {"client_secret", "kakao"}}).status, 200);
}

TEST(KakaoToken, RefreshesWithoutANewRefreshTokenWhileTheOldOneIsYoung) {
  Site site;
  const Tokens first = site.tokens();
  const Response response =
      site.exchange({{"grant_type", "refresh_token"}, {"refresh_token", first.refresh}});
  ASSERT_EQ(response.status, 200) << response.body;
  const Json body = json_of(response);
  EXPECT_EQ(body.find("refresh_token"), nullptr);
  EXPECT_EQ(body.find("scope"), nullptr);
  EXPECT_NE(text_at(response, "id_token"), "");
}

TEST(KakaoToken, AnswersKoe010ForAMissingOrWrongSecretAndForBasic) {
  Site site;
  for (const char* secret : {"", "wrong"}) {
    expect_koe(site.exchange({{"code", site.code()}, {"client_secret", secret}}), 401, "KOE010",
               "invalid_client", "Bad client credentials");
  }
  const Response basic = site.call(
      "/oauth/token", {.method = Method::post,
                       .form = {{"grant_type", "authorization_code"}, {"code", site.code()}},
                       .authorization = "Basic YTpi"});
  EXPECT_EQ(basic.status, 401);
  EXPECT_EQ(text_at(basic, "error_code"), "KOE010");
}

TEST(KakaoToken, AnswersKoe101ForAnUnknownClientAndNamesIt) {
  Site site;
  const std::string id(32, 'a');
  expect_koe(site.exchange({{"code", "x"}, {"client_id", id}}), 401, "KOE101", "invalid_client",
             "Not exist client_id [" + id + "]");
}

TEST(KakaoToken, NeverRepeatsAnAdminKey) {
  Site site;
  const Response response = site.exchange({{"code", "x"}, {"client_id", site.app.admin_key}});
  expect_koe(response, 401, "KOE008", "invalid_client");
  EXPECT_THAT(response.body, testing::Not(HasSubstr(site.app.admin_key)));
}

TEST(KakaoToken, AnswersKoe303ForAnotherRedirect) {
  Site site;
  expect_koe(site.exchange({{"code", site.code()}, {"redirect_uri", "https://shop.example.kr/"}}),
             400, "KOE303", "invalid_grant", "Redirect URI mismatch.");
}

TEST(KakaoToken, AnswersKoe320ForAnUnknownUsedOrExpiredCode) {
  Site site;
  expect_koe(site.exchange({{"code", "nothing"}}), 400, "KOE320", "invalid_grant",
             "authorization code not found for code=nothing");
  const std::string used = site.code();
  EXPECT_EQ(site.exchange({{"code", used}}).status, 200);
  expect_koe(site.exchange({{"code", used}}), 400, "KOE320", "invalid_grant");
  const std::string old = site.code();
  site.clock.advance(std::chrono::minutes{10});
  expect_koe(site.exchange({{"code", old}}), 400, "KOE320", "invalid_grant");
}

TEST(KakaoToken, AnswersKoe310ForAnUnknownGrantType) {
  Site site;
  for (const char* type : {"password", "client_credentials", "x"}) {
    expect_koe(site.exchange({{"grant_type", type}}), 400, "KOE310", "unsupported_grant_type");
  }
}

TEST(KakaoToken, AnswersKoe207ForMissingFieldsAndKoe319ForAMissingRefreshToken) {
  Site site;
  expect_koe(site.exchange({}), 400, "KOE207", "invalid_request");
  expect_koe(site.exchange({{"grant_type", ""}}), 400, "KOE207", "invalid_request");
  expect_koe(site.exchange({{"client_id", ""}}), 400, "KOE207", "invalid_request");
  expect_koe(site.exchange({{"grant_type", "refresh_token"}}), 400, "KOE319", "invalid_request");
}

TEST(KakaoToken, AnswersKoe322ForABadRefreshToken) {
  Site site;
  expect_koe(site.exchange({{"grant_type", "refresh_token"}, {"refresh_token", "x"}}), 400,
             "KOE322", "invalid_grant", "expired_or_invalid_refresh_token");
}

TEST(KakaoToken, DemandsTheVerifierOfAChallenge) {
  Site site;
  const std::string verifier(43, 'v');
  const std::string challenge = wire::base64url_encode(crypto::sha256(verifier));
  const Fields asked{{"code_challenge", challenge}, {"code_challenge_method", "S256"}};
  expect_koe(site.exchange({{"code", site.code(asked)}}), 400, "KOE207", "invalid_grant");
  expect_koe(site.exchange({{"code", site.code(asked)}, {"code_verifier", std::string(43, 'w')}}),
             400, "KOE204", "invalid_grant");
  expect_koe(site.exchange({{"code", site.code(asked)}, {"code_verifier", "short"}}), 400, "KOE204",
             "invalid_request");
  EXPECT_EQ(site.exchange({{"code", site.code(asked)}, {"code_verifier", verifier}}).status, 200);
}

TEST(KakaoToken, AnswersKoe003WhenTheStoreDoesNotAnswer) {
  Site site;
  const std::string code = site.code();
  site.store.fail_with(accounts::StoreError::unavailable);
  const Response response = site.exchange({{"code", code}});
  expect_koe(response, 503, "KOE003", "server_error");
  EXPECT_EQ(response.headers.get("Retry-After"), "1");
}

TEST(KakaoToken, RefusesGet) {
  Site site;
  const Response response = site.call("/oauth/token");
  expect_koe(response, 405, "KOE001", "invalid_request");
  EXPECT_TRUE(response.headers.contains("Allow"));
}

TEST(KakaoTokenInfo, AnswersThePayloadByPostAndGet) {
  Site site;
  const Tokens tokens = site.tokens({{"nonce", "n-1"}});
  for (const CallOptions& way :
       {CallOptions{.query = {{"id_token", tokens.id}}},
        CallOptions{.method = Method::post, .form = {{"id_token", tokens.id}}},
        CallOptions{.method = Method::post, .query = {{"id_token", tokens.id}}}}) {
    const Response response = site.call("/oauth/tokeninfo", way);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(text_at(response, "iss"), kIssuer);
    EXPECT_EQ(text_at(response, "aud"), site.app.rest_api_key);
    EXPECT_EQ(text_at(response, "sub"), std::to_string(site.link.subject));
    EXPECT_EQ(text_at(response, "nonce"), "n-1");
    EXPECT_EQ(text_at(response, "email"), "kim@example.kr");
  }
}

TEST(KakaoTokenInfo, TellsMalformedForgedAndExpiredApart) {
  Site site;
  const std::string token = site.tokens().id;
  const auto ask = [&](const std::string& text) {
    return site.call("/oauth/tokeninfo", {.method = Method::post, .form = {{"id_token", text}}});
  };
  expect_koe(ask(""), 400, "KOE400", "invalid_token");
  expect_koe(ask("a.b.c"), 400, "KOE400", "invalid_token");
  expect_koe(ask(token.substr(0, token.rfind('.') + 1) + std::string(342, 'A')), 400, "KOE402",
             "invalid_token");
  site.clock.advance(std::chrono::hours{6});
  expect_koe(ask(token), 400, "KOE403", "invalid_token");
}

TEST(KakaoTokenInfo, TellsAnotherIssuer) {
  Site site;
  const auto key = site.keys.current(crypto::Algorithm::rs256);
  ASSERT_NE(key, nullptr);
  const std::string foreign = crypto::sign_jws(
      key->key, key->id, "JWT",
      R"({"iss":"https://id.example.kr/oidc","aud":"x","sub":"1","iat":1800000000,"exp":1800001000})");
  expect_koe(site.call("/oauth/tokeninfo", {.query = {{"id_token", foreign}}}), 400, "KOE401",
             "invalid_token");
}

TEST(KakaoDiscovery, SaysWhatKakaoSaysUnderOurIssuer) {
  Site site;
  const Response response = site.call("/.well-known/openid-configuration");
  EXPECT_EQ(text_at(response, "issuer"), kIssuer);
  EXPECT_EQ(text_at(response, "authorization_endpoint"), "https://id.example.kr/oauth/authorize");
  EXPECT_EQ(text_at(response, "userinfo_endpoint"), "https://kapi.example.kr/v1/oidc/userinfo");
  EXPECT_EQ(json_of(response).find("end_session_endpoint"), nullptr);
}

TEST(KakaoKeys, AreOneSharedTextForAllAnswers) {
  Site site;
  const Response response = site.call("/.well-known/jwks.json");
  EXPECT_NE(response.shared_body, nullptr);
  const Json body = json_of(response);
  ASSERT_NE(body.find("keys"), nullptr);
  EXPECT_EQ(body.find("keys")->if_array()->front().string_at("kty"), "RSA");
  EXPECT_EQ(site.call("/.well-known/jwks.json").shared_body, response.shared_body);
}

Response log_out(Site& site, const Fields& query) {
  return site.call("/oauth/logout", {.query = query, .cookies = site.cookies});
}

TEST(KakaoLogout, AsksThePersonWithoutEndingTheSession) {
  Site site;
  const Response response = log_out(site, {{"client_id", site.app.rest_api_key},
                                           {"logout_redirect_uri", "https://shop.example.kr/bye"},
                                           {"state", "s"}});
  EXPECT_EQ(response.status, 302);
  EXPECT_THAT(std::string{response.headers.get("Location").value_or("")},
              StartsWith("/sign-out?flow="));
  EXPECT_NE(site.code(), "");
}

TEST(KakaoLogout, GoesStraightBackWhenNobodyIsSignedIn) {
  Site site;
  site.cookies.clear();
  const Response response = log_out(site, {{"client_id", site.app.rest_api_key},
                                           {"logout_redirect_uri", "https://shop.example.kr/bye"},
                                           {"state", "s"}});
  EXPECT_EQ(response.headers.get("Location"), "https://shop.example.kr/bye?state=s");
}

TEST(KakaoLogout, ShowsAPageForWhatIsNotRegistered) {
  Site site;
  const auto expect = [&](const Fields& query, std::string_view code) {
    site.page = {};
    EXPECT_GE(log_out(site, query).status, 400);
    EXPECT_EQ(site.page.code, code);
  };
  const std::string& id = site.app.rest_api_key;
  expect({{"client_id", id}, {"logout_redirect_uri", "https://evil.test/"}}, "KOE007");
  expect({{"client_id", id}}, "KOE007");
  expect(
      {{"client_id", std::string(32, 'f')}, {"logout_redirect_uri", "https://shop.example.kr/bye"}},
      "KOE101");
  expect({{"logout_redirect_uri", "https://shop.example.kr/bye"}}, "KOE207");
}

TEST(KakaoSdk, GivesATicketForATokenOfTheSameApp) {
  Site site;
  const Tokens tokens = site.tokens();
  const auto ask = [&](const std::string& id, const std::string& token) {
    return site.call(
        "/api/agt", {.method = Method::post, .form = {{"client_id", id}, {"access_token", token}}});
  };
  EXPECT_THAT(text_at(ask(site.app.javascript_key, tokens.access), "agt"),
              MatchesRegex("[A-Za-z0-9_-]+"));
  const accounts::App other = site.add_app(usual_app());
  EXPECT_EQ(ask(other.javascript_key, tokens.access).status, 401);
  EXPECT_EQ(ask(site.app.javascript_key, "x").status, 401);
  expect_koe(ask(std::string(32, 'f'), tokens.access), 401, "KOE101", "invalid_client");
}

TEST(KakaoSdk, PreparesATransactionForAKnownApp) {
  Site site;
  const auto ask = [&](const Fields& form) {
    return site.call("/oauth/authorize/prepare", {.method = Method::post, .form = form});
  };
  EXPECT_EQ(text_at(ask({{"client_id", site.app.native_app_key}}), "kauth_tx_id").size(), 26U);
  expect_koe(ask({}), 400, "KOE207", "invalid_request");
  expect_koe(ask({{"client_id", site.app.admin_key}}), 401, "KOE008", "invalid_client");
}

}  // namespace
}  // namespace haetae::kakao::test
