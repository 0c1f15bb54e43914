// SPDX-License-Identifier: Apache-2.0
#include "token_world.hpp"

namespace haetae::accounts::test {
namespace {

class CodeExchange : public ::testing::Test, protected TokenWorld {};

TEST_F(CodeExchange, CodeBecomesTokensThatOpenTheApi) {
  const auto answer = redeem(code());
  ASSERT_TRUE(answer.has_value());
  EXPECT_FALSE(answer->texts.refresh_token.empty());
  EXPECT_FALSE(answer->texts.id_token.empty());
  const auto token = tokens.check_access(answer->texts.access_token, oidc::Surface::kakao);
  ASSERT_TRUE(token.has_value());
  EXPECT_EQ((*token)->subject->value(), link_.subject);
  EXPECT_EQ((*token)->person->value(), kim_.id.value());
  EXPECT_EQ((*token)->app.value(), shop_.number);
  EXPECT_EQ(audited(Event::code_redeemed).size(), 1U);
}

TEST_F(CodeExchange, IdTokenIsSignedByThePublishedKey) {
  const auto answer = redeem(code());
  ASSERT_TRUE(answer.has_value());
  const auto payload = oidc::check_token_info(answer->texts.id_token, tokens.key_lookup(),
                                              "https://id.example.kr", clock.now());
  ASSERT_TRUE(payload.has_value());
  EXPECT_EQ(payload->string_at("sub"), std::to_string(link_.subject));
  EXPECT_EQ(payload->string_at("nickname"), kim_.nickname);
  EXPECT_FALSE(payload->find("email") == nullptr);
}

TEST_F(CodeExchange, SecondUseIsRefusedAndKillsTheTokensOfTheFirst_Threats16And19) {
  const std::string text = code();
  const auto first = redeem(text);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(redeem(text).error(), oidc::TokenFault::code_spent);
  EXPECT_EQ(tokens.check_access(first->texts.access_token, oidc::Surface::kakao).error(),
            AccessError::revoked);
  EXPECT_EQ(refresh(first->texts.refresh_token).error(), oidc::TokenFault::refresh_revoked);
  EXPECT_EQ(audited(Event::code_replayed).size(), 1U);
  EXPECT_EQ(redeem(text).error(), oidc::TokenFault::code_spent);
  EXPECT_EQ(audited(Event::code_replayed).size(), 1U);
}

TEST_F(CodeExchange, LateReplayStillKillsTheFamily_Threat16) {
  const std::string text = code();
  const auto first = redeem(text);
  ASSERT_TRUE(first.has_value());
  clock.advance(std::chrono::minutes{11});
  EXPECT_EQ(redeem(text).error(), oidc::TokenFault::code_spent);
  EXPECT_EQ(refresh(first->texts.refresh_token).error(), oidc::TokenFault::refresh_revoked);
}

TEST_F(CodeExchange, ForgedCodeIsUnknown_Threat16) {
  std::string text = code();
  text[text.size() / 2] = text[text.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(redeem(text).error(), oidc::TokenFault::code_unknown);
  EXPECT_EQ(redeem("x").error(), oidc::TokenFault::code_unknown);
}

TEST_F(CodeExchange, CodeOfOneAppIsNothingAtAnother_Threat18) {
  const App other = app();
  const std::string text = code();
  auto request = code_request(text);
  request.credentials.client_id = other.rest_api_key;
  request.credentials.secret = base::SecretText{other.client_secret};
  const auto found = directory.find_by_key(other.rest_api_key);
  EXPECT_EQ(tokens.exchange(request, found->client.get(), policy, visitor).error(),
            oidc::TokenFault::code_foreign);
  // The stranger's attempt does not spend it.
  EXPECT_TRUE(redeem(text).has_value());
}

TEST_F(CodeExchange, CodeDiesWithItsSession_Threat22) {
  const std::string text = code();
  ASSERT_TRUE(*sessions.end(in_.who, in_.who.session.id, visitor));
  EXPECT_EQ(redeem(text).error(), oidc::TokenFault::code_grant_ended);
}

TEST_F(CodeExchange, CodeDiesWithLinkPersonOrEpoch_Threats22And41) {
  const std::string unlinked = code();
  ASSERT_TRUE(links.unlink(shop_, kim_.id, std::nullopt, visitor).has_value());
  EXPECT_EQ(redeem(unlinked).error(), oidc::TokenFault::code_grant_ended);
  link();
  const std::string disabled = code();
  clock.advance(base::Milliseconds{1});
  ASSERT_TRUE(people.set_disabled(kim_.id, true).has_value());
  EXPECT_EQ(redeem(disabled).error(), oidc::TokenFault::code_grant_ended);
  ASSERT_TRUE(people.set_disabled(kim_.id, false).has_value());
  EXPECT_EQ(redeem(disabled).error(), oidc::TokenFault::code_grant_ended);
}

TEST_F(CodeExchange, OutageSpendsNothingAndSaysSo) {
  const std::string text = code();
  store.fail_with(StoreError::unavailable);
  EXPECT_EQ(redeem(text).error(), oidc::TokenFault::unavailable);
  store.fail_with(std::nullopt);
  EXPECT_TRUE(redeem(text).has_value());
}

TEST_F(CodeExchange, WrongSecretIsRefusedBeforeTheCodeIsLookedAt) {
  const std::string text = code();
  auto request = code_request(text);
  request.credentials.secret = base::SecretText{"wrong"};
  EXPECT_EQ(tokens.exchange(request, client(), policy, visitor).error(),
            oidc::TokenFault::client_secret_bad);
  EXPECT_TRUE(redeem(text).has_value());
}

class Refreshing : public ::testing::Test, protected TokenWorld {
 protected:
  void SetUp() override {
    use(oidc::kStandardPolicy);
    first_ = redeem(code()).value_or(Tokens::Answer{});
    ASSERT_FALSE(first_.texts.refresh_token.empty());
    clock.advance(std::chrono::minutes{1});
  }
  Tokens::Answer first_;
};

TEST_F(Refreshing, RotatesAndOldTokensStayUntilTheyExpire) {
  const auto second = refresh(first_.texts.refresh_token);
  ASSERT_TRUE(second.has_value());
  EXPECT_TRUE(second->is_refresh);
  EXPECT_NE(second->texts.refresh_token, first_.texts.refresh_token);
  EXPECT_TRUE(tokens.check_access(second->texts.access_token, policy.surface).has_value());
  EXPECT_TRUE(tokens.check_access(first_.texts.access_token, policy.surface).has_value());
}

TEST_F(Refreshing, RetryWithinTheGraceGetsTheSameSuccessor_Threat37) {
  const auto second = refresh(first_.texts.refresh_token);
  clock.advance(base::Seconds{5});
  const auto retried = refresh(first_.texts.refresh_token);
  ASSERT_TRUE(second.has_value() && retried.has_value());
  EXPECT_EQ(retried->texts.refresh_token, second->texts.refresh_token);
}

TEST_F(Refreshing, LaterReplayRevokesTheFamily_Threat39) {
  const auto second = refresh(first_.texts.refresh_token);
  ASSERT_TRUE(second.has_value());
  clock.advance(oidc::kRefreshGrace);
  EXPECT_EQ(refresh(first_.texts.refresh_token).error(), oidc::TokenFault::refresh_replayed);
  EXPECT_EQ(refresh(second->texts.refresh_token).error(), oidc::TokenFault::refresh_revoked);
  EXPECT_EQ(tokens.check_access(second->texts.access_token, policy.surface).error(),
            AccessError::revoked);
  EXPECT_EQ(audited(Event::refresh_replayed).size(), 1U);
}

TEST_F(Refreshing, AnotherAppCannotRefresh_Threat38) {
  const App other = app();
  auto request = refresh_request(first_.texts.refresh_token);
  request.credentials.client_id = other.rest_api_key;
  request.credentials.secret = base::SecretText{other.client_secret};
  const auto found = directory.find_by_key(other.rest_api_key);
  EXPECT_EQ(tokens.exchange(request, found->client.get(), policy, visitor).error(),
            oidc::TokenFault::refresh_foreign);
  EXPECT_TRUE(refresh(first_.texts.refresh_token).has_value());
}

TEST_F(Refreshing, DisabledPersonsTokensAreDead_Threat41) {
  ASSERT_TRUE(people.set_disabled(kim_.id, true).has_value());
  EXPECT_FALSE(refresh(first_.texts.refresh_token).has_value());
  EXPECT_EQ(tokens.check_access(first_.texts.access_token, policy.surface).error(),
            AccessError::revoked);
  ASSERT_TRUE(people.set_disabled(kim_.id, false).has_value());
  EXPECT_FALSE(refresh(first_.texts.refresh_token).has_value());
}

TEST_F(Refreshing, UnlinkingKillsWhatTheSiteHolds) {
  ASSERT_TRUE(links.unlink(shop_, kim_.id, std::nullopt, visitor).has_value());
  EXPECT_FALSE(refresh(first_.texts.refresh_token).has_value());
  EXPECT_EQ(tokens.check_access(first_.texts.access_token, policy.surface).error(),
            AccessError::revoked);
}

TEST_F(Refreshing, WithdrawnConsentLeavesTheNextToken_Threat40) {
  ASSERT_TRUE(links.revoke_scopes(shop_, kim_.id, {"account_email"}, visitor).has_value());
  const auto second = refresh(first_.texts.refresh_token);
  ASSERT_TRUE(second.has_value());
  EXPECT_TRUE(oidc::contains(first_.issue.grant.scopes, "email"));
  EXPECT_FALSE(oidc::contains(second->issue.grant.scopes, "email"));
  EXPECT_TRUE(oidc::contains(second->issue.grant.scopes, "profile"));
}

TEST_F(Refreshing, SessionEndDoesNotSignTheSiteOut) {
  ASSERT_TRUE(*sessions.end(in_.who, in_.who.session.id, visitor));
  EXPECT_TRUE(refresh(first_.texts.refresh_token).has_value());
}

TEST_F(Refreshing, OutageAdvancesNothing) {
  store.fail_with(StoreError::unavailable);
  EXPECT_EQ(refresh(first_.texts.refresh_token).error(), oidc::TokenFault::unavailable);
  store.fail_with(std::nullopt);
  EXPECT_TRUE(refresh(first_.texts.refresh_token).has_value());
}

class EndingTokens : public ::testing::Test, protected TokenWorld {
 protected:
  void SetUp() override {
    use(oidc::kStandardPolicy);
    answer_ = redeem(code()).value_or(Tokens::Answer{});
    clock.advance(base::Milliseconds{1});
  }
  oidc::TokenQuery query(std::string_view token, const App& as) const {
    oidc::TokenQuery query;
    query.credentials = credentials(as);
    query.token = token;
    return query;
  }
  [[nodiscard]] bool is_active(std::string_view token, const App& as) {
    const auto found = directory.find_by_key(as.rest_api_key);
    const auto told = tokens.introspect(query(token, as), found->client.get());
    EXPECT_TRUE(told.has_value());
    return told && told->bool_at("active").value_or(false);
  }
  Tokens::Answer answer_;
};

TEST_F(EndingTokens, EitherTokenRevokesBoth) {
  ASSERT_TRUE(is_active(answer_.texts.access_token, shop_));
  ASSERT_TRUE(is_active(answer_.texts.refresh_token, shop_));
  ASSERT_TRUE(
      tokens.revoke(query(answer_.texts.refresh_token, shop_), client(), visitor).has_value());
  EXPECT_FALSE(is_active(answer_.texts.access_token, shop_));
  EXPECT_FALSE(is_active(answer_.texts.refresh_token, shop_));

  const auto again = redeem(code());
  ASSERT_TRUE(again.has_value());
  ASSERT_TRUE(
      tokens.revoke(query(again->texts.access_token, shop_), client(), visitor).has_value());
  EXPECT_EQ(refresh(again->texts.refresh_token).error(), oidc::TokenFault::refresh_revoked);
}

TEST_F(EndingTokens, RevocationThatTheStoreRefusedIsNoSuccess_Threat69) {
  for (const std::string& token : {answer_.texts.refresh_token, answer_.texts.access_token}) {
    store.fail_with(StoreError::unavailable);
    EXPECT_EQ(tokens.revoke(query(token, shop_), client(), visitor).error(),
              oidc::TokenFault::unavailable);
    store.fail_with(std::nullopt);
    EXPECT_TRUE(is_active(token, shop_));
  }
}

TEST_F(EndingTokens, UnknownTokensAreNothingToRevoke) {
  EXPECT_TRUE(tokens.revoke(query("nothing", shop_), client(), visitor).has_value());
  EXPECT_FALSE(is_active("nothing", shop_));
}

TEST_F(EndingTokens, AnotherAppLearnsNothingAndRevokesNothing_Threats36And66) {
  const App other = app();
  const auto found = directory.find_by_key(other.rest_api_key);
  for (const std::string& token : {answer_.texts.refresh_token, answer_.texts.access_token}) {
    EXPECT_FALSE(is_active(token, other));
    EXPECT_EQ(tokens.revoke(query(token, other), found->client.get(), visitor).error(),
              oidc::TokenFault::token_foreign);
    EXPECT_TRUE(is_active(token, shop_));
  }
}

TEST_F(EndingTokens, LogoutEndsOnePairAndTheAdminFormAll) {
  const auto second = redeem(code());
  ASSERT_TRUE(second.has_value());
  const auto token = tokens.check_access(answer_.texts.access_token, policy.surface);
  ASSERT_TRUE(token.has_value());
  ASSERT_TRUE(tokens.end(**token, visitor).has_value());
  EXPECT_FALSE(tokens.check_access(answer_.texts.access_token, policy.surface).has_value());
  EXPECT_TRUE(tokens.check_access(second->texts.access_token, policy.surface).has_value());
  clock.advance(base::Milliseconds{1});
  ASSERT_TRUE(tokens.end_all(kim_.id, shop_.number, visitor).has_value());
  EXPECT_FALSE(tokens.check_access(second->texts.access_token, policy.surface).has_value());
  EXPECT_FALSE(refresh(second->texts.refresh_token).has_value());
}

TEST_F(EndingTokens, CheckedTokenIsCheckedAgainAtEachUse) {
  const std::string& token = answer_.texts.access_token;
  ASSERT_TRUE(tokens.check_access(token, policy.surface).has_value());
  EXPECT_EQ(tokens.check_access(token, oidc::Surface::kakao).error(), AccessError::refused);
  EXPECT_EQ(tokens.check_access(answer_.texts.id_token, policy.surface).error(),
            AccessError::refused);
  EXPECT_EQ(tokens.check_access("", policy.surface).error(), AccessError::malformed);
  // What differs from a known token in one character is another token, wherever it is.
  for (std::size_t at = 0; at < token.size(); ++at) {
    std::string other = token;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens.check_access(other, policy.surface).has_value()) << at;
  }
  EXPECT_FALSE(tokens.check_access(token + "A", policy.surface).has_value());
  EXPECT_EQ(tokens.check_access(std::string(100'000, 'x'), policy.surface).error(),
            AccessError::malformed);
  clock.advance(std::chrono::hours{7});
  EXPECT_EQ(tokens.check_access(token, policy.surface).error(), AccessError::expired);
}

TEST_F(EndingTokens, TokenOfALeakedKeyIsDeadAlthoughItWasCheckedBefore) {
  const std::string& token = answer_.texts.access_token;
  ASSERT_TRUE(tokens.check_access(token, policy.surface).has_value());
  ASSERT_TRUE(keys.rotate(crypto::Algorithm::es256, true).has_value());
  EXPECT_EQ(tokens.check_access(token, policy.surface).error(), AccessError::refused);
}

TEST_F(EndingTokens, BoundedCacheForgetsAndChecksAnew) {
  const Tokens small{
      ports, keys, audit, revocations, {"https://id.example.kr", "https://id.example.kr", 32}};
  std::vector<std::string> many;
  for (int i = 0; i < 80; ++i)
    many.push_back(redeem(code())->texts.access_token);
  for (int round = 0; round < 2; ++round) {
    for (const std::string& token : many) {
      ASSERT_TRUE(small.check_access(token, policy.surface).has_value());
    }
  }
}

TEST_F(EndingTokens, ClientCredentialsNameNobody) {
  App changed = shop_;
  changed.client_credentials = true;
  ASSERT_TRUE(directory.update(changed).has_value());
  oidc::TokenRequest request;
  request.grant_type = "client_credentials";
  request.credentials = credentials(shop_);
  const auto answer = tokens.exchange(request, client(), policy, visitor);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->texts.refresh_token.empty());
  EXPECT_TRUE(answer->texts.id_token.empty());
  const auto token = tokens.check_access(answer->texts.access_token, policy.surface);
  ASSERT_TRUE(token.has_value());
  EXPECT_FALSE((*token)->person.has_value());
  EXPECT_FALSE((*token)->subject.has_value());
  ASSERT_TRUE(
      tokens.revoke(query(answer->texts.access_token, shop_), client(), visitor).has_value());
  EXPECT_EQ(tokens.check_access(answer->texts.access_token, policy.surface).error(),
            AccessError::revoked);
}

}  // namespace
}  // namespace haetae::accounts::test
