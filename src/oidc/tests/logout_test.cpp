// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/logout.hpp"

#include "support.hpp"

#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using F = LogoutFault;

struct Logout : testing::Test {
  Client site = client();
  LogoutRequest request{
      .client_id = site.id.value(), .redirect_uri = "https://shop.example.kr/bye", .state = "s 1"};
  LogoutFacts facts{.client = &site, .signed_in = true, .subject_at_client = "1000000001"};

  auto plan(const SurfacePolicy& policy = kStandardPolicy) {
    return plan_logout(request, facts, policy);
  }
  void hint(std::string subject) {
    facts.hint = IdTokenHint{.subject = std::move(subject), .client_id = site.id};
  }
};

TEST_F(Logout, EndsTheSessionUnaskedWhenTheIdTokenNamesWhoIsSignedIn) {
  hint("1000000001");
  const auto found = plan();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->action, LogoutAction::end_session);
  EXPECT_EQ(found->location, "https://shop.example.kr/bye?state=s%201");
}

TEST_F(Logout, Threat46AsksWhenAnybodyCouldHaveSentIt) {
  EXPECT_EQ(plan()->action, LogoutAction::ask);
  hint("1000000002");
  EXPECT_EQ(plan()->action, LogoutAction::ask);
  hint("");
  facts.subject_at_client.clear();
  EXPECT_EQ(plan()->action, LogoutAction::ask);
}

TEST_F(Logout, HasNothingToEndWhenNobodyIsSignedIn) {
  facts.signed_in = false;
  EXPECT_EQ(plan()->action, LogoutAction::nothing_to_end);
}

TEST_F(Logout, Threat14RedirectsToRegisteredAddressesOnly) {
  for (const std::string uri : {"https://shop.example.kr/bye/", "https://evil.kr/bye",
                                "https://shop.example.kr/done", "javascript:alert(1)"}) {
    request.redirect_uri = uri;
    EXPECT_EQ(plan().error(), F::redirect_uri_unregistered) << uri;
  }
}

TEST_F(Logout, RedirectsForANamedClientOnly) {
  request.client_id.clear();
  facts.client = nullptr;
  EXPECT_EQ(plan().error(), F::client_missing);
  request.client_id = "unknown";
  EXPECT_EQ(plan().error(), F::client_unknown);
  request.client_id.clear();
  request.redirect_uri.clear();
  ASSERT_TRUE(plan().has_value());
  EXPECT_EQ(plan()->location, "");
}

TEST_F(Logout, RefusesAClientThatTheIdTokenIsNotFor) {
  hint("1000000001");
  facts.hint->client_id = ClientId{"another"};
  EXPECT_EQ(plan().error(), F::client_mismatch);
}

TEST_F(Logout, OnTheKakaoSurfaceNeedsBothAndAlwaysAsks) {
  EXPECT_EQ(plan(kKakaoPolicy)->action, LogoutAction::ask);
  hint("1000000001");
  EXPECT_EQ(plan(kKakaoPolicy)->action, LogoutAction::ask);
  request.redirect_uri.clear();
  EXPECT_EQ(plan(kKakaoPolicy).error(), F::redirect_uri_missing);
  facts.hint.reset();
  request.client_id.clear();
  EXPECT_EQ(plan(kKakaoPolicy).error(), F::client_missing);
}

TEST_F(Logout, ReadsEachSurfacesNameOfTheRedirect) {
  const auto form = wire::Form::parse(
      "post_logout_redirect_uri=https%3A%2F%2Fa.kr%2F&logout_redirect_uri=https%3A%2F%2Fb.kr%2F");
  EXPECT_EQ(read_logout_request(form, kStandardPolicy).redirect_uri, "https://a.kr/");
  EXPECT_EQ(read_logout_request(form, kKakaoPolicy).redirect_uri, "https://b.kr/");
  request = read_logout_request(wire::Form::parse("state=a&state=b"), kStandardPolicy);
  EXPECT_EQ(plan().error(), F::parameter_repeated);
}

}  // namespace
}  // namespace haetae::oidc::test
