// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/token.hpp"

#include "support.hpp"

#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using F = TokenFault;

std::string basic(std::string_view id, std::string_view secret) {
  return "Basic " +
         wire::base64_encode(base::as_bytes(std::string{id} + ":" + std::string{secret}));
}

TokenRequest read(std::string_view form, std::optional<std::string> authorization = {}) {
  return read_token_request(
      wire::Form::parse(form),
      authorization ? std::optional<std::string_view>{*authorization} : std::nullopt);
}

std::string code_form(std::string_view id, std::string_view secret) {
  auto out = "grant_type=authorization_code&code=c&client_id=" + std::string{id};
  if (!secret.empty()) out += "&client_secret=" + std::string{secret};
  return out;
}

std::optional<F> fault_of(const TokenRequest& request, const Client* site,
                          const SurfacePolicy& policy) {
  const auto checked = check_token_request(request, site, policy);
  return checked.has_value() ? std::nullopt : std::optional{checked.error()};
}

TEST(ClientAuthentication, AcceptsTheRightSecretByPostAndByBasic) {
  const auto site = client();
  EXPECT_EQ(fault_of(read(code_form(kRestKey, kSecret)), &site, kKakaoPolicy), std::nullopt);
  EXPECT_EQ(fault_of(read(code_form(kRestKey, kSecret)), &site, kStandardPolicy), std::nullopt);
  const auto request = read("grant_type=authorization_code&code=c", basic(kRestKey, kSecret));
  EXPECT_EQ(request.credentials.client_id, kRestKey);
  EXPECT_EQ(fault_of(request, &site, kStandardPolicy), std::nullopt);
}

TEST(ClientAuthentication, RefusesBasicOnTheKakaoSurface) {
  const auto site = client();
  const auto request = read("grant_type=authorization_code", basic(kRestKey, kSecret));
  EXPECT_EQ(fault_of(request, &site, kKakaoPolicy), F::client_auth_unsupported);
  EXPECT_EQ(http_status(F::client_auth_unsupported), 401);
}

TEST(ClientAuthentication, RefusesMissingAndWrongSecrets) {
  const auto site = client();
  std::string longer{kSecret};
  longer += 'x';
  for (const auto* policy : {&kKakaoPolicy, &kStandardPolicy}) {
    EXPECT_EQ(fault_of(read(code_form(kRestKey, "")), &site, *policy), F::client_secret_missing);
    EXPECT_EQ(fault_of(read(code_form(kRestKey, "wrong")), &site, *policy), F::client_secret_bad);
    EXPECT_EQ(fault_of(read(code_form(kRestKey, longer)), &site, *policy), F::client_secret_bad);
  }
  EXPECT_EQ(oauth_error(F::client_secret_bad), TokenError::invalid_client);
  EXPECT_EQ(http_status(F::client_secret_bad), 401);
}

TEST(ClientAuthentication, NeverPassesAConfidentialClientWithoutARegisteredSecret) {
  auto site = client();
  site.secrets.clear();
  EXPECT_EQ(fault_of(read(code_form(kRestKey, "x")), &site, kKakaoPolicy), F::client_secret_bad);
  site.secrets.emplace_back(std::string{});
  EXPECT_EQ(fault_of(read(code_form(kRestKey, "")), &site, kKakaoPolicy), F::client_secret_missing);
}

TEST(ClientAuthentication, AcceptsBothSecretsWhileTheyRotate) {
  auto site = client();
  site.secrets.emplace_back("the-new-one");
  EXPECT_EQ(fault_of(read(code_form(kRestKey, "the-new-one")), &site, kKakaoPolicy), std::nullopt);
  EXPECT_EQ(fault_of(read(code_form(kRestKey, kSecret)), &site, kKakaoPolicy), std::nullopt);
}

TEST(ClientAuthentication, IgnoresTheNeedlessSecretOfPassportKakao) {
  auto site = client();
  site.secret_required = false;
  EXPECT_EQ(fault_of(read(code_form(kRestKey, "kakao")), &site, kKakaoPolicy), std::nullopt);
  EXPECT_EQ(fault_of(read(code_form(kRestKey, "kakao")), &site, kStandardPolicy),
            F::client_secret_bad);
  EXPECT_EQ(fault_of(read(code_form(kRestKey, kSecret)), &site, kStandardPolicy), std::nullopt);
}

TEST(ClientAuthentication, RefusesSeveralWaysAtOnce) {
  const auto site = client();
  const auto both = read(code_form(kRestKey, kSecret), basic(kRestKey, kSecret));
  EXPECT_EQ(fault_of(both, &site, kStandardPolicy), F::client_auth_several);
  const auto two = read(code_form("other", ""), basic(kRestKey, kSecret));
  EXPECT_EQ(fault_of(two, &site, kStandardPolicy), F::client_auth_several);
  const auto same = read(code_form(kRestKey, ""), basic(kRestKey, kSecret));
  EXPECT_EQ(fault_of(same, &site, kStandardPolicy), std::nullopt);
}

TEST(ClientAuthentication, RefusesUnknownMissingAndAdminKeys) {
  const auto request = read(code_form(kRestKey, kSecret));
  EXPECT_EQ(fault_of(request, nullptr, kKakaoPolicy), F::client_unknown);
  EXPECT_EQ(fault_of(read("grant_type=authorization_code"), nullptr, kKakaoPolicy),
            F::client_missing);
  const auto admin = client(KeyKind::admin);
  EXPECT_EQ(fault_of(request, &admin, kKakaoPolicy), F::client_wrong_kind);
  EXPECT_EQ(fault_of(read("grant_type=authorization_code", "Basic %%%"), nullptr, kStandardPolicy),
            F::client_auth_unsupported);
}

TEST(TokenRequestRules, RefuseRepeatedParameters) {
  const auto site = client();
  const auto request = read(code_form(kRestKey, kSecret) + "&code=d");
  EXPECT_EQ(fault_of(request, &site, kStandardPolicy), F::parameter_repeated);
}

TEST(TokenRequestRules, Threat7KnowsNoPasswordGrant) {
  const auto site = client();
  const auto form = [](std::string_view type) {
    return "client_id=" + std::string{kRestKey} + "&client_secret=" + std::string{kSecret} +
           "&grant_type=" + std::string{type};
  };
  for (const std::string type : {"password", "implicit", "urn:ietf:params:oauth:grant-type:x"}) {
    EXPECT_EQ(fault_of(read(form(type)), &site, kStandardPolicy), F::grant_type_unknown) << type;
    EXPECT_EQ(fault_of(read(form(type)), &site, kKakaoPolicy), F::grant_type_unknown) << type;
  }
  EXPECT_EQ(fault_of(read(form("")), &site, kKakaoPolicy), F::grant_type_missing);
  EXPECT_EQ(fault_of(read(form("client_credentials")), &site, kKakaoPolicy), F::grant_type_unknown);
  EXPECT_EQ(fault_of(read(form("client_credentials")), &site, kStandardPolicy),
            F::grant_type_not_allowed);
}

TEST(ClientCredentials, AreForConfidentialClientsAndCarryNoPerson) {
  auto site = client();
  site.grant_types.client_credentials = true;
  TokenRequest request;
  request.credentials = credentials(site);
  request.grant_type = "client_credentials";
  const FamilyId id{std::string{kFamily}};
  const auto issue = grant_to_client(request, site, id, kStandardPolicy, kNow);
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(issue->grant.person.value(), "");
  EXPECT_FALSE(issue->grant.with_id_token);
  EXPECT_EQ(issue->refresh_expires_at, std::nullopt);
  request.scope = "openid";
  EXPECT_EQ(grant_to_client(request, site, id, kStandardPolicy, kNow).error(), F::scope_bad);
  request.scope.clear();
  site.secret_required = false;
  EXPECT_EQ(grant_to_client(request, site, id, kStandardPolicy, kNow).error(),
            F::client_secret_missing);
}

Issue issue_of(const SurfacePolicy& policy) {
  return {.grant = grant(client(), policy),
          .access_expires_at = kNow + base::Seconds{21600},
          .refresh_expires_at = kNow + base::Seconds{5184000}};
}

TEST(TokenResponse, HasKakaosShape) {
  const auto body =
      token_response(issue_of(kKakaoPolicy), {"AT", "RT", "ID"}, kKakaoPolicy, false, kNow);
  EXPECT_EQ(body.to_text(),
            R"({"token_type":"bearer","access_token":"AT","id_token":"ID","expires_in":21599,)"
            R"("refresh_token":"RT","refresh_token_expires_in":5183999,)"
            R"("scope":"openid profile email"})");
}

TEST(TokenResponse, LeavesOutScopeAndRefreshTokenOnAKakaoRefresh) {
  const auto body =
      token_response(issue_of(kKakaoPolicy), {"AT", "", ""}, kKakaoPolicy, true, kNow);
  EXPECT_EQ(body.to_text(), R"({"token_type":"bearer","access_token":"AT","expires_in":21599})");
}

TEST(TokenResponse, HasTheStandardsShape) {
  const auto body =
      token_response(issue_of(kStandardPolicy), {"AT", "RT", ""}, kStandardPolicy, true, kNow);
  EXPECT_EQ(body.to_text(), R"({"token_type":"Bearer","access_token":"AT","expires_in":21600,)"
                            R"("refresh_token":"RT","scope":"openid profile email"})");
}

TEST(TokenResponse, DoesNotCountTheMillisecondsThatTheStoreTook) {
  const auto body = token_response(issue_of(kKakaoPolicy), {"AT", "", ""}, kKakaoPolicy, true,
                                   kNow + base::Milliseconds{40});
  EXPECT_EQ(body.to_text(), R"({"token_type":"bearer","access_token":"AT","expires_in":21599})");
}

TEST(TokenErrors, SayNothingAboutWhichCodeRuleFailed) {
  EXPECT_EQ(token_error_response(F::code_spent).to_text(),
            token_error_response(F::code_foreign).to_text());
  EXPECT_EQ(token_error_response(F::refresh_replayed).to_text(),
            token_error_response(F::refresh_bad).to_text());
  EXPECT_EQ(token_error_response(F::client_unknown).to_text(),
            token_error_response(F::client_secret_bad).to_text());
}

}  // namespace
}  // namespace haetae::oidc::test
