// SPDX-License-Identifier: Apache-2.0
// Who may call kapi, and what the others are told (spec kakao-login §3.1, §3.5).
#include "site.hpp"

namespace haetae::kakao::test {
namespace {

constexpr std::string_view kMe = "/v2/user/me";
constexpr std::string_view kNoSuchToken = "this access token does not exist";

std::string challenge(const Response& response) {
  return std::string{response.headers.get("WWW-Authenticate").value_or("")};
}

TEST(KapiCaller, TakesATokenByHeaderInAnyCaseByQueryAndByForm) {
  Site site;
  const std::string token = site.tokens().access;
  for (const CallOptions& way :
       {CallOptions{.authorization = "Bearer " + token},
        CallOptions{.authorization = "bearer " + token},
        CallOptions{.authorization = "BEARER " + token},
        CallOptions{.query = {{"access_token", token}}},
        CallOptions{.method = Method::post, .form = {{"access_token", token}}},
        CallOptions{.method = Method::post, .authorization = "Bearer " + token}}) {
    const Response response = site.call(kMe, way);
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(number_at(response, "id"), site.link.subject);
  }
}

TEST(KapiCaller, RefusesACallWithoutAnyProof) {
  Site site;
  const Response response = site.call(kMe);
  expect_kapi(response, 401, -401, "no authentication key!");
  EXPECT_EQ(challenge(response), "Bearer error=invalid_token");
}

TEST(KapiCaller, RefusesOtherSchemes) {
  Site site;
  expect_kapi(site.call(kMe, {.authorization = "Basic YTpi"}), 401, -401);
  expect_kapi(site.call(kMe, {.authorization = site.tokens().access}), 401, -401);
}

TEST(KapiCaller, PrefersTheHeaderSoThatAQueryCannotReplaceIt) {
  Site site;
  expect_kapi(site.call(kMe, {.query = {{"access_token", site.tokens().access}},
                              .authorization = "Bearer nothing"}),
              401, -401, kNoSuchToken);
}

TEST(KapiCaller, SaysThatAnUnknownTokenDoesNotExist) {
  Site site;
  const Tokens tokens = site.tokens();
  for (const std::string& token : {std::string(54, 'A'), tokens.refresh, tokens.id}) {
    expect_kapi(site.get(kMe, token), 401, -401, kNoSuchToken);
  }
}

TEST(KapiCaller, SaysThatAnOldTokenIsExpired) {
  Site site;
  const std::string token = site.tokens().access;
  site.clock.advance(std::chrono::hours{6});
  expect_kapi(site.get(kMe, token), 401, -401, "this access token is already expired");
}

TEST(KapiCaller, TakesAdminKeysAlone) {
  Site site;
  EXPECT_EQ(site.admin_get(kMe, site.target()).status, 200);
  for (const std::string& key : {site.app.rest_api_key, site.app.javascript_key,
                                 site.app.native_app_key, site.app.client_secret}) {
    const Response response =
        site.call(kMe, {.query = site.target(), .authorization = "KakaoAK " + key});
    expect_kapi(response, 401, -401, "appKey(" + key + ") does not exist");
    EXPECT_EQ(challenge(response), "KakaoAK error=invalid_token");
  }
}

TEST(KapiCaller, CutsALongKeyThatItRepeats) {
  Site site;
  const Response response = site.call(kMe, {.authorization = "KakaoAK " + std::string(5000, 'f')});
  EXPECT_LT(response.body.size(), 200U);
}

TEST(KapiCaller, NamesTheAddressThatIsNotListed) {
  accounts::App draft = usual_app();
  draft.allowed_ips = {"192.0.2.7", "2001:DB8::7"};
  Site site{draft};
  const std::string token = site.tokens().access;
  const auto from = [&](const char* address, const std::string& authorization) {
    return site.call(kMe,
                     {.query = site.target(), .authorization = authorization, .address = address});
  };
  for (const std::string& proof : {"Bearer " + token, site.admin_key()}) {
    EXPECT_EQ(from("192.0.2.7", proof).status, 200);
    EXPECT_EQ(from("2001:db8::7", proof).status, 200);
    expect_kapi(from("198.51.100.4", proof), 401, -401,
                "ip mismatched! callerIp=198.51.100.4. check out registered ips.");
  }
}

TEST(KapiCaller, TakesTokensOfTheJavaScriptKeyFromListedPagesAlone) {
  accounts::App draft = usual_app();
  draft.site_domains = {"https://shop.example.kr"};
  Site site{draft};
  const Response exchanged =
      site.exchange({{"client_id", site.app.javascript_key},
                     {"client_secret", ""},
                     {"code", site.code({{"client_id", site.app.javascript_key}})}});
  ASSERT_EQ(exchanged.status, 200) << exchanged.body;
  EXPECT_EQ(number_at(exchanged, "expires_in"), 7199);
  const std::string proof = site.bearer(text_at(exchanged, "access_token"));
  EXPECT_EQ(site.call(kMe, {.authorization = proof, .origin = "https://shop.example.kr"}).status,
            200);
  expect_kapi(site.call(kMe, {.authorization = proof, .origin = "https://evil.test"}), 401, -401,
              "domain mismatched! caller=https://evil.test. check out registered web domains.");
  EXPECT_EQ(site.call(kMe, {.authorization = site.bearer(site.tokens().access),
                            .origin = "https://evil.test"})
                .status,
            200);
}

TEST(KapiCaller, RefusesATargetThatIsNoUserNumber) {
  Site site;
  for (const Fields& target : {Fields{}, Fields{{"target_id_type", "user_id"}},
                               Fields{{"target_id_type", "user_id"}, {"target_id", "x"}},
                               Fields{{"target_id_type", "user_id"}, {"target_id", "-1"}},
                               Fields{{"target_id_type", "email"}, {"target_id", "1"}}}) {
    expect_kapi(site.admin_get(kMe, target), 400, -2);
  }
}

TEST(KapiCaller, KnowsNobodyOfAnotherApp) {
  Site site;
  const accounts::App other = site.add_app(usual_app());
  for (const std::string_view path :
       {kMe, std::string_view{"/v1/user/logout"}, std::string_view{"/v1/user/unlink"},
        std::string_view{"/v2/user/revoke/scopes"}}) {
    Fields form = site.target();
    form.push_back({"scopes", "[\"account_email\"]"});
    expect_kapi(site.call(path, {.method = Method::post,
                                 .form = form,
                                 .authorization = "KakaoAK " + other.admin_key}),
                400, -101, "NotRegisteredUserException");
  }
}

TEST(KapiCaller, SaysThatADisabledPersonIsRestricted) {
  Site site;
  accounts::Person disabled = site.person;
  disabled.disabled = true;
  const std::string token = site.tokens().access;
  site.save(disabled);
  expect_kapi(site.admin_get(kMe, site.target()), 403, -4);
  expect_kapi(site.get(kMe, token), 401, -401, kNoSuchToken);
}

TEST(KapiCaller, TellsOfAnOutageByMinusOne) {
  Site site;
  const std::string token = site.tokens().access;
  site.store.fail_with(accounts::StoreError::unavailable);
  const Response response = site.get(kMe, token);
  expect_kapi(response, 500, -1);
  EXPECT_TRUE(response.headers.contains("Retry-After"));
  expect_kapi(site.post("/v1/user/logout", token), 500, -1);
  expect_kapi(site.post("/v1/user/unlink", token), 500, -1);
}

TEST(KapiCaller, TakesNoAdminKeyWhereATokenIsNeededAndTheOtherWayRound) {
  Site site;
  expect_kapi(site.admin_get("/v1/user/access_token_info"), 401, -401);
  expect_kapi(site.admin_post("/v1/user/signup"), 401, -401);
  const std::string token = site.tokens().access;
  expect_kapi(site.get("/v1/user/ids", token), 401, -401);
  expect_kapi(site.get("/v2/app/users", token), 401, -401);
}

TEST(KakaoRows, LetBrowsersCallEverythingButTheAuthorizationPages) {
  Site site;
  for (const wire::Endpoint& row : site.rows) {
    const bool is_page = row.path == "/oauth/authorize" || row.path == "/oauth/logout" ||
                         row.path == "/oauth/authorize/done";
    EXPECT_EQ(row.cors == wire::Cors::none, is_page) << row.path;
    EXPECT_FALSE(row.summary.empty()) << row.path;
  }
}

TEST(KakaoRows, ServeReadingCallsByGetAndPost) {
  Site site;
  for (const std::string_view path :
       {"/v2/user/me", "/v1/user/me", "/v1/oidc/userinfo", "/v1/user/access_token_info",
        "/v1/user/ids", "/v2/app/users", "/v2/user/scopes", "/v2/user/service_terms",
        "/v1/user/service/terms", "/v1/user/shipping_address", "/v2/user/shipping_address",
        "/oauth/tokeninfo", "/oauth/authorize"}) {
    EXPECT_NE(site.row(Method::get, path), nullptr) << path;
    EXPECT_NE(site.row(Method::post, path), nullptr) << path;
  }
  EXPECT_EQ(site.row(Method::get, "/v1/user/unlink"), nullptr);
}

TEST(KakaoRows, PutAdministratorsIntoTheirOwnLaneAndMemoryChecksOnTheIoThread) {
  Site site;
  EXPECT_EQ(site.row(Method::get, "/v1/user/ids")->lane, wire::Lane::administration);
  EXPECT_EQ(site.row(Method::get, "/v2/app/users")->lane, wire::Lane::administration);
  EXPECT_EQ(site.row(Method::get, "/v2/user/me")->lane, wire::Lane::session);
  EXPECT_EQ(site.row(Method::get, "/v1/user/access_token_info")->cost, wire::Cost::inline_);
  EXPECT_EQ(site.row(Method::get, "/v2/user/me")->cost, wire::Cost::blocking);
}

}  // namespace
}  // namespace haetae::kakao::test
