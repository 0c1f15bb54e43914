// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/rules.hpp"

#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace haetae::oidc::test {
namespace {

using rules::At;
using testing::ElementsAre;

std::vector<std::string> names_at(std::uint16_t place) {
  std::vector<std::string> out;
  for (const auto& rule : rules::token_rules()) {
    if ((rule.places & place) != 0) out.emplace_back(rule.name);
  }
  return out;
}

template <class Rules>
void expect_named_and_sourced(const Rules& table) {
  std::set<std::string_view> names;
  for (const auto& rule : table) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_FALSE(rule.source.empty()) << rule.name;
    EXPECT_NE(rule.check, nullptr) << rule.name;
  }
}

TEST(RuleTables, NameEveryRuleOnceWithItsSource) {
  expect_named_and_sourced(rules::authorize_rules());
  expect_named_and_sourced(rules::token_rules());
  expect_named_and_sourced(rules::logout_rules());
}

TEST(RuleTables, AuthenticateTheClientBeforeAnythingElseIsToldToIt) {
  for (const std::uint16_t place : {At::token, At::introspection, At::revocation}) {
    const auto names = names_at(place);
    ASSERT_GE(names.size(), 2U);
    EXPECT_EQ(names[0], "token_parameters_once");
    EXPECT_EQ(names[1], "client_authentic");
  }
}

TEST(RuleTables, CheckTheTargetBeforeAnyRuleThatMayRedirect) {
  std::size_t target = 0;
  std::size_t first_redirecting = 0;
  const auto table = rules::authorize_rules();
  for (std::size_t at = 0; at < table.size(); ++at) {
    if (table[at].name == "redirect_registered") target = at;
    if (table[at].name == "login_enabled") first_redirecting = at;
  }
  EXPECT_EQ(target + 1, first_redirecting);
  EXPECT_EQ(table[0].name, "target_once");
}

TEST(RuleTables, RunEveryCodeRule) {
  EXPECT_THAT(names_at(At::grant_code),
              ElementsAre("code_given", "code_ours", "code_of_client", "code_in_time",
                          "redirect_same", "verifier_expected", "verifier_given", "verifier_shaped",
                          "verifier_fits", "code_grant_stands"));
}

TEST(RuleTables, RunEveryRefreshRule) {
  EXPECT_THAT(names_at(At::grant_refresh),
              ElementsAre("refresh_given", "refresh_ours", "refresh_of_client", "refresh_alive",
                          "refresh_in_time", "refresh_not_replayed", "refresh_grant_stands",
                          "scope_not_wider"));
}

}  // namespace
}  // namespace haetae::oidc::test
