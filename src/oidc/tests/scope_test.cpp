// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/scope.hpp"

#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseScope, SplitsByCommasAndSpacesOnTheKakaoSurfaceOnly) {
  EXPECT_THAT(parse_scope("a,b c,,a ", kKakaoPolicy).scopes, ElementsAre("a", "b", "c"));
  EXPECT_THAT(parse_scope("a,b c", kStandardPolicy).scopes, ElementsAre("a,b", "c"));
  EXPECT_THAT(parse_scope("", kKakaoPolicy).scopes, IsEmpty());
}

TEST(ParseScope, RefusesStrangeLongAndManyTokens) {
  EXPECT_TRUE(parse_scope("a\"b", kStandardPolicy).malformed);
  EXPECT_TRUE(parse_scope("한글", kStandardPolicy).malformed);
  EXPECT_TRUE(parse_scope(std::string(kScopeLengthMax + 1, 'a'), kStandardPolicy).malformed);
  std::string many;
  for (std::size_t at = 0; at <= kScopesMax; ++at)
    many += std::to_string(at) + " ";
  EXPECT_TRUE(parse_scope(many, kStandardPolicy).malformed);
}

TEST(Grantable, KnowsOldAndNewNamesOfTheProfile) {
  auto site = client();
  EXPECT_TRUE(is_grantable(site, "profile", kKakaoPolicy));
  site.consent_items = {{"profile", Requirement::required}};
  EXPECT_TRUE(is_grantable(site, "profile_image", kKakaoPolicy));
  EXPECT_TRUE(is_grantable(site, "profile", kStandardPolicy));
  EXPECT_FALSE(is_grantable(site, "account_email", kKakaoPolicy));
}

TEST(WantsIdToken, FollowsTheConsoleSwitchUntilScopeIsGivenOnTheKakaoSurface) {
  auto site = client();
  EXPECT_TRUE(wants_id_token(site, {}, kKakaoPolicy));
  EXPECT_FALSE(wants_id_token(site, Scopes{"account_email"}, kKakaoPolicy));
  EXPECT_TRUE(wants_id_token(site, Scopes{"account_email", "openid"}, kKakaoPolicy));
  site.oidc_enabled = false;
  EXPECT_FALSE(wants_id_token(site, {}, kKakaoPolicy));
  EXPECT_FALSE(is_grantable(site, "openid", kKakaoPolicy));
  EXPECT_TRUE(wants_id_token(site, Scopes{"openid"}, kStandardPolicy));
  EXPECT_FALSE(wants_id_token(site, {}, kStandardPolicy));
}

TEST(GrantedScopes, AreNeverMoreThanWasAgreedTo) {
  const auto site = client();
  const Scopes asked{"openid", "profile", "email", "phone", "offline_access"};
  EXPECT_THAT(granted_scopes(site, asked, Scopes{"account_email"}, kStandardPolicy),
              ElementsAre("openid", "email", "offline_access"));
  EXPECT_THAT(granted_scopes(site, asked, Scopes{}, kStandardPolicy),
              ElementsAre("openid", "offline_access"));
  // An item that the app has switched off since is no longer granted.
  EXPECT_THAT(granted_scopes(site, {}, Scopes{"gender", "profile_nickname"}, kKakaoPolicy),
              ElementsAre("profile_nickname", "openid"));
}

TEST(CoversItem, ReadsScopesAsTheSurfaceMeansThem) {
  EXPECT_TRUE(covers_item(Scopes{"email"}, "account_email", kStandardPolicy));
  EXPECT_FALSE(covers_item(Scopes{"email"}, "account_email", kKakaoPolicy));
  EXPECT_TRUE(covers_item(Scopes{"profile"}, "profile_image", kKakaoPolicy));
  EXPECT_FALSE(covers_item(Scopes{"openid"}, "account_email", kStandardPolicy));
}

}  // namespace
}  // namespace haetae::oidc::test
