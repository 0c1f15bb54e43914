// SPDX-License-Identifier: Apache-2.0
// Every fault of the core has its KOE code (spec kakao-login §2.3).
#include "../src/kauth_errors.hpp"

#include "site.hpp"

#include <map>
#include <set>

namespace haetae::kakao::test {
namespace {

using A = oidc::AuthorizeFault;
using I = oidc::TokenInfoFault;
using L = oidc::LogoutFault;
using T = oidc::TokenFault;

const std::set<std::string_view> kKnownErrors{
    "invalid_request",     "invalid_client",      "invalid_grant", "invalid_scope",
    "invalid_token",       "unauthorized_client", "misconfigured", "unsupported_grant_type",
    "rate_limit_exceeded", "server_error"};

TEST(KoeTable, GivesEveryTokenFaultACodeAnErrorAndAText) {
  for (int at = 0; at <= static_cast<int>(T::unavailable); ++at) {
    const auto fault = static_cast<T>(at);
    SCOPED_TRACE(oidc::to_text(fault));
    const KoeAnswer& answer = koe_of(fault);
    EXPECT_TRUE(answer.code.starts_with("KOE"));
    EXPECT_TRUE(kKnownErrors.contains(answer.error)) << answer.error;
    EXPECT_FALSE(answer.description.empty());
    EXPECT_GE(answer.status, 400);
  }
}

TEST(KoeTable, GivesTokenFaultsTheCodesOfTheDocuments) {
  const std::map<T, std::string_view> codes{
      {T::unavailable, "KOE003"},
      {T::login_disabled, "KOE004"},
      {T::client_wrong_kind, "KOE008"},
      {T::client_secret_bad, "KOE010"},
      {T::client_secret_missing, "KOE010"},
      {T::client_auth_unsupported, "KOE010"},
      {T::client_unknown, "KOE101"},
      {T::scope_bad, "KOE205"},
      {T::code_missing, "KOE207"},
      {T::rate_limited, "KOE237"},
      {T::redirect_uri_mismatch, "KOE303"},
      {T::grant_type_unknown, "KOE310"},
      {T::refresh_missing, "KOE319"},
      {T::code_unknown, "KOE320"},
      {T::code_spent, "KOE320"},
      {T::code_expired, "KOE320"},
      {T::code_foreign, "KOE320"},
      {T::code_grant_ended, "KOE320"},
      {T::refresh_bad, "KOE322"},
      {T::refresh_expired, "KOE322"},
      {T::refresh_revoked, "KOE322"},
      {T::refresh_replayed, "KOE322"},
      {T::refresh_foreign, "KOE322"},
      {T::refresh_grant_ended, "KOE322"},
  };
  for (const auto& [fault, code] : codes)
    EXPECT_EQ(koe_of(fault).code, code);
}

TEST(KoeTable, AnswersTooManyTokenRequestsWith429) {
  expect_koe(koe_response(koe_of(T::rate_limited)), 429, "KOE237", "rate_limit_exceeded",
             "token request rate limit exceeded");
}

TEST(KoeTable, AnswersClientAuthenticationWith401AndTheRestBelow500) {
  for (const T fault : {T::client_unknown, T::client_secret_bad, T::client_secret_missing}) {
    EXPECT_EQ(koe_of(fault).status, 401);
    EXPECT_EQ(koe_of(fault).error, "invalid_client");
  }
  EXPECT_EQ(koe_of(T::code_unknown).status, 400);
}

TEST(KoeTable, GivesTokenInfoItsFourCodes) {
  EXPECT_EQ(koe_of(I::malformed).code, "KOE400");
  EXPECT_EQ(koe_of(I::wrong_issuer).code, "KOE401");
  EXPECT_EQ(koe_of(I::bad_signature).code, "KOE402");
  EXPECT_EQ(koe_of(I::expired).code, "KOE403");
}

TEST(KoeTable, GivesEveryFaultThatEndsOnAPageACode) {
  for (int at = 0; at <= static_cast<int>(A::unavailable); ++at) {
    const auto fault = static_cast<A>(at);
    SCOPED_TRACE(oidc::to_text(fault));
    const bool on_page = oidc::placement(fault, oidc::kKakaoPolicy) == oidc::Placement::page;
    EXPECT_EQ(on_page, koe_of(fault).code.starts_with("KOE"));
    EXPECT_GE(koe_of(fault).status, 400);
  }
}

TEST(KoeTable, GivesLogoutFaultsTheirCodes) {
  EXPECT_EQ(koe_of(L::redirect_uri_unregistered).code, "KOE007");
  EXPECT_EQ(koe_of(L::redirect_uri_missing).code, "KOE007");
  EXPECT_EQ(koe_of(L::client_unknown).code, "KOE101");
  EXPECT_EQ(koe_of(L::client_missing).code, "KOE207");
  EXPECT_EQ(koe_of(L::parameter_repeated).code, "KOE001");
  EXPECT_EQ(koe_of(L::client_mismatch).code, "KOE101");
}

TEST(KoeResponse, CutsWhatItRepeatsAndKeepsItJson) {
  const Response response = koe_response(koe_of(T::code_unknown), std::string(9000, 'x'));
  EXPECT_LT(response.body.size(), 1000U);
  expect_koe(koe_response(koe_of(T::code_unknown), "\"}<\xff"), 400, "KOE320", "invalid_grant");
}

}  // namespace
}  // namespace haetae::kakao::test
