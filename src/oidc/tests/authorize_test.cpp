// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/authorize.hpp"

#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using F = AuthorizeFault;
using testing::ElementsAre;

const auto kPolicies = {&kKakaoPolicy, &kStandardPolicy};

AuthorizeRefusal refused(const AuthorizeRequest& request, const Client& site,
                         const SurfacePolicy& policy) {
  auto started = start(request, site, policy);
  EXPECT_FALSE(started.has_value());
  return started.has_value() ? AuthorizeRefusal{} : started.error();
}

TEST(ReadAuthorizeRequest, TakesEmptyScopeAsNotGivenButKeepsEmptyState) {
  const auto request =
      read_authorize_request(wire::Form::parse("client_id=a&scope=&state=&prompt="));
  EXPECT_EQ(request.scope, "");
  EXPECT_EQ(request.state, "");
  EXPECT_FALSE(read_authorize_request(wire::Form::parse("client_id=a")).state.has_value());
}

TEST(ReadAuthorizeRequest, UnderstandsKakaosOlderNames) {
  const auto request =
      read_authorize_request(wire::Form::parse("auth_type=reauthenticate&extra.service_terms=a,b"));
  EXPECT_EQ(request.prompt, "login");
  EXPECT_EQ(request.service_terms, "a,b");
}

TEST(ReadAuthorizeRequest, NoticesRepetition) {
  EXPECT_FALSE(read_authorize_request(wire::Form::parse("client_id=a&foo=1&foo=2")).repeated);
  const auto scope = read_authorize_request(wire::Form::parse("client_id=a&scope=a&scope=b"));
  EXPECT_TRUE(scope.repeated);
  EXPECT_FALSE(scope.repeated_target);
  EXPECT_TRUE(
      read_authorize_request(wire::Form::parse("redirect_uri=a&redirect_uri=b")).repeated_target);
}

TEST(StartFlow, CarriesTheRequestIntoTheFlow) {
  const auto site = client();
  auto request = authorize_request(site);
  request.scope = "account_email,openid profile_nickname";
  request.nonce = "n1";
  request.challenge = kChallenge;
  request.challenge_method = "S256";
  request.prompt = "login,select_account";
  request.max_age = "600";
  request.service_terms = "t1,t2";
  request.auth_tran_id = "abc123";
  const auto flow = start(request, site, kKakaoPolicy);
  ASSERT_TRUE(flow.has_value());
  EXPECT_THAT(flow->scopes, ElementsAre("account_email", "openid", "profile_nickname"));
  EXPECT_TRUE(flow->prompts.login && flow->prompts.select_account && !flow->prompts.none);
  EXPECT_EQ(flow->max_age, base::Seconds{600});
  EXPECT_THAT(flow->service_terms, ElementsAre("t1", "t2"));
  EXPECT_EQ(flow->challenge, kChallenge);
  EXPECT_EQ(flow->state, "xyz");
  EXPECT_EQ(flow->requested_at, kNow);
  EXPECT_EQ(flow->expires_at, kNow + kFlowLifetime);
  EXPECT_EQ(flow->browser, browser_digest("browser"));
}

TEST(StartFlow, Threat2NeverRedirectsToAnAddressThatIsNotTheClients) {
  const auto site = client();
  for (const auto* policy : kPolicies) {
    auto request = authorize_request(site);
    request.redirect_uri = "https://evil.kr/done";
    request.response_type = "token";
    const auto refusal = refused(request, site, *policy);
    EXPECT_EQ(refusal.fault, F::redirect_uri_unregistered);
    EXPECT_EQ(refusal.placement, Placement::page);
    EXPECT_EQ(refusal.redirect_uri, "");
  }
}

TEST(StartFlow, Threat2ShowsAPageWhenTheTargetIsGivenTwice) {
  const auto site = client();
  auto request = authorize_request(site);
  request.repeated = request.repeated_target = true;
  const auto refusal = refused(request, site, kStandardPolicy);
  EXPECT_EQ(refusal.fault, F::parameter_repeated);
  EXPECT_EQ(refusal.placement, Placement::page);
  EXPECT_EQ(refusal.redirect_uri, "");
}

TEST(StartFlow, RefusesClientsThatAreMissingUnknownOrNoOAuthClients) {
  const auto site = client();
  auto request = authorize_request(site);
  request.client_id.clear();
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::client_missing);
  request = authorize_request(site);
  const auto unknown = start_flow(request, {}, kKakaoPolicy, kNow);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().fault, F::client_unknown);
  EXPECT_EQ(unknown.error().placement, Placement::page);
  const auto admin = client(KeyKind::admin);
  EXPECT_EQ(refused(request, admin, kStandardPolicy).fault, F::client_wrong_kind);
}

TEST(StartFlow, TellsFaultsOnAPageOnTheKakaoSurfaceAndByRedirectOnTheStandardOne) {
  auto site = client();
  auto request = authorize_request(site);
  request.response_type = "bogus";
  const auto kakao = refused(request, site, kKakaoPolicy);
  EXPECT_EQ(kakao.fault, F::response_type_bad);
  EXPECT_EQ(kakao.placement, Placement::page);
  const auto standard = refused(request, site, kStandardPolicy);
  EXPECT_EQ(standard.placement, Placement::redirect);
  EXPECT_EQ(error_location(standard, kStandardPolicy, "https://id.example.kr/oidc"),
            "https://shop.example.kr/done?error=unsupported_response_type&error_description="
            "Only%20response_type%3Dcode%20is%20supported.&state=xyz&iss=https%3A%2F%2Fid.example."
            "kr%2Foidc");
}

TEST(StartFlow, Threat6KnowsNoImplicitFlow) {
  const auto site = client();
  for (const std::string type : {"token", "id_token", "id_token token", "code id_token"}) {
    auto request = authorize_request(site);
    request.response_type = type;
    EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::response_type_implicit) << type;
  }
  auto request = authorize_request(site);
  request.response_type.clear();
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::response_type_missing);
}

TEST(StartFlow, RefusesScopesThatTheAppHasNotSetUpOnTheKakaoSurface) {
  const auto site = client();
  auto request = authorize_request(site);
  for (const std::string scope : {"friends", "gender", "account_email,bogus"}) {
    request.scope = scope;
    EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::scope_bad) << scope;
    EXPECT_TRUE(start(request, site, kStandardPolicy).has_value()) << scope;
  }
  request.scope = std::string("a\x01b");
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::scope_bad);
}

TEST(StartFlow, Threat65RefusesRequestObjectsOnTheStandardSurfaceAndFetchesThemNowhere) {
  const auto site = client();
  auto request = authorize_request(site);
  request.has_request_uri = true;
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::request_uri);
  EXPECT_TRUE(start(request, site, kKakaoPolicy).has_value());
  request = authorize_request(site);
  request.has_request = true;
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::request_object);
  request = authorize_request(site);
  request.has_registration = true;
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::registration);
}

TEST(StartFlow, Threat3DemandsPkceOfPublicClientsAndOfAppsThatWantIt) {
  auto app = client(KeyKind::native);
  EXPECT_EQ(refused(authorize_request(app), app, kStandardPolicy).fault, F::challenge_missing);
  EXPECT_TRUE(start(authorize_request(app), app, kKakaoPolicy).has_value());
  auto site = client();
  EXPECT_TRUE(start(authorize_request(site), site, kStandardPolicy).has_value());
  site.require_pkce = true;
  EXPECT_EQ(refused(authorize_request(site), site, kStandardPolicy).fault, F::challenge_missing);
  EXPECT_EQ(refused(authorize_request(site), site, kKakaoPolicy).fault, F::challenge_missing);
}

TEST(StartFlow, Threat25RefusesPlainChallenges) {
  const auto site = client();
  auto request = authorize_request(site);
  request.challenge = kChallenge;
  request.challenge_method = "plain";
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::challenge_method_bad);
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::challenge_method_bad);
  request.challenge_method.clear();
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::challenge_method_bad);
  EXPECT_TRUE(start(request, site, kKakaoPolicy).has_value());
  request.challenge_method = "S256";
  request.challenge = "short";
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::challenge_bad);
  request.challenge = std::string(43, '=');
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::challenge_bad);
}

TEST(StartFlow, Threat24RefusesAMethodWithoutAChallenge) {
  const auto site = client();
  auto request = authorize_request(site);
  request.challenge_method = "S256";
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::challenge_missing);
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::challenge_missing);
}

TEST(StartFlow, RefusesPromptNoneWithCompanyAndBadNumbers) {
  const auto site = client();
  auto request = authorize_request(site);
  request.prompt = "none login";
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::prompt_bad);
  request.prompt = "none,login";
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::prompt_bad);
  request.prompt.clear();
  for (const std::string age : {"-1", "1.5", "soon", "99999999999"}) {
    request.max_age = age;
    EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::max_age_bad) << age;
  }
  EXPECT_TRUE(start(request, site, kKakaoPolicy).has_value());
}

TEST(StartFlow, BoundsWhatItKeeps) {
  const auto site = client();
  auto request = authorize_request(site);
  request.state = std::string(kStateLengthMax + 1, 's');
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::parameter_too_long);
  request = authorize_request(site);
  request.nonce = std::string(kNonceLengthMax + 1, 'n');
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::parameter_too_long);
  request = authorize_request(site);
  request.auth_tran_id = "a/../b";
  EXPECT_EQ(refused(request, site, kKakaoPolicy).fault, F::parameter_too_long);
}

TEST(StartFlow, RefusesAHintThatDidNotVerifyOnTheStandardSurface) {
  const auto site = client();
  auto request = authorize_request(site);
  request.id_token_hint = "forged";
  EXPECT_EQ(refused(request, site, kStandardPolicy).fault, F::id_token_hint_bad);
  EXPECT_TRUE(start(request, site, kKakaoPolicy).has_value());
}

TEST(StartFlow, RefusesAppsWhoseSignInIsOff) {
  auto site = client();
  site.login_enabled = false;
  EXPECT_EQ(refused(authorize_request(site), site, kKakaoPolicy).fault, F::login_disabled);
}

TEST(Locations, AppendToAQueryAndNameTheIssuerWhereTheStandardSaysSo) {
  auto site = client();
  site.redirect_uris = {"https://shop.example.kr/done?via=haetae"};
  auto flow = *start(authorize_request(site), site, kStandardPolicy);
  EXPECT_EQ(success_location(flow, "CODE", "https://id.example.kr/oidc"),
            "https://shop.example.kr/done?via=haetae&code=CODE&state=xyz&iss=https%3A%2F%2Fid."
            "example.kr%2Foidc");
  flow = *start(authorize_request(site), site, kKakaoPolicy);
  flow.state.reset();
  EXPECT_EQ(success_location(flow, "CODE", kIssuer),
            "https://shop.example.kr/done?via=haetae&code=CODE");
}

TEST(Locations, SpeakKakaosWordsForDenialAndConsent) {
  const auto site = client();
  const auto flow = *start(authorize_request(site), site, kKakaoPolicy);
  EXPECT_EQ(error_location(refuse(flow, F::denied), kKakaoPolicy, kIssuer),
            "https://shop.example.kr/done?error=access_denied&error_description=User%20denied%20"
            "access&state=xyz");
  EXPECT_EQ(error_location(refuse(flow, F::consent_required), kKakaoPolicy, kIssuer),
            "https://shop.example.kr/done?error=consent_required&error_description=user%20consent"
            "%20required.&state=xyz");
}

TEST(Locations, EncodeWhateverTheStateHolds) {
  const auto site = client();
  auto request = authorize_request(site);
  request.state = "a&code=b\r\nX: 1 한";
  const auto flow = *start(request, site, kKakaoPolicy);
  EXPECT_EQ(success_location(flow, "C", kIssuer),
            "https://shop.example.kr/done?code=C&state=a%26code%3Db%0D%0AX%3A%201%20%ED%95%9C");
}

TEST(Placement, SendsFaultsOfTheTargetToAPageOnBothSurfaces) {
  for (const auto* policy : kPolicies) {
    for (const auto fault : {F::client_missing, F::client_unknown, F::client_wrong_kind,
                             F::redirect_uri_missing, F::redirect_uri_unregistered}) {
      EXPECT_EQ(placement(fault, *policy), Placement::page) << to_text(fault);
    }
    for (const auto fault : {F::denied, F::login_required, F::consent_required,
                             F::interaction_required, F::account_selection_required}) {
      EXPECT_EQ(placement(fault, *policy), Placement::redirect) << to_text(fault);
    }
  }
}

}  // namespace
}  // namespace haetae::oidc::test
