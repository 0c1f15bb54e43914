// SPDX-License-Identifier: Apache-2.0
// What happens between a service's look and its write. Each test names what came between.
#include "token_world.hpp"

namespace haetae::accounts::test {
namespace {

using Reason = SignInError::Reason;

class Meanwhile : public ::testing::Test, protected TokenWorld {
 protected:
  InterruptedStore interrupted{store};
  Ports late{interrupted, clock, entropy, sealer};
  SignIn late_door{late, hasher, guard, sessions, audit};
  Tokens late_tokens{late, keys, audit, revocations, tokens.options()};

  Reason refusal() {
    const auto outcome = late_door.with_password(attempt());
    EXPECT_FALSE(outcome.has_value());
    return outcome ? Reason::unavailable : outcome.error().reason;
  }
  base::Outcome<Tokens::Answer, oidc::TokenFault> late_exchange(const oidc::TokenRequest& request) {
    return late_tokens.exchange(request, client(), policy, visitor);
  }
};

TEST_F(Meanwhile, OtherGuessesUsedTheBudgetUp_RightPasswordComesTooLate) {
  interrupted.before_write = [&] {
    for (std::uint32_t i = 0; i < Guard::kPerAccount; ++i) {
      EXPECT_FALSE(sign_in.with_password(attempt("wrong password")).has_value());
    }
  };
  EXPECT_EQ(refusal(), Reason::slow_down);
}

TEST_F(Meanwhile, PasswordChanged_TheFormerOneOpensNothing) {
  interrupted.before_write = [&] {
    EXPECT_TRUE(people.change_password(in_.who, "quite another 77", visitor).has_value());
  };
  EXPECT_EQ(refusal(), Reason::wrong_credentials);
}

TEST_F(Meanwhile, PersonDisabled_SignInFails_Threat41) {
  interrupted.before_write = [&] { EXPECT_TRUE(people.set_disabled(kim_.id, true).has_value()); };
  EXPECT_EQ(refusal(), Reason::wrong_credentials);
  EXPECT_TRUE(sessions.list(kim_.id)->empty());
}

TEST_F(Meanwhile, SessionEnded_CodeIsDead_Threat22) {
  const std::string text = code();
  interrupted.before_write = [&] {
    EXPECT_TRUE(*sessions.end(in_.who, in_.who.session.id, visitor));
  };
  EXPECT_EQ(late_exchange(code_request(text)).error(), oidc::TokenFault::code_grant_ended);
}

TEST_F(Meanwhile, PersonUnlinked_CodeIsDead_Threat22) {
  const std::string text = code();
  interrupted.before_write = [&] {
    EXPECT_TRUE(links.unlink(shop_, kim_.id, std::nullopt, visitor).has_value());
  };
  EXPECT_EQ(late_exchange(code_request(text)).error(), oidc::TokenFault::code_grant_ended);
}

TEST_F(Meanwhile, SomebodyElseSpentTheCode_BothAreRevoked_Threat20) {
  const std::string text = code();
  std::string stolen;
  interrupted.before_write = [&] { stolen = redeem(text).value().texts.access_token; };
  EXPECT_EQ(late_exchange(code_request(text)).error(), oidc::TokenFault::code_spent);
  EXPECT_EQ(tokens.check_access(stolen, policy.surface).error(), AccessError::revoked);
}

TEST_F(Meanwhile, TokensRevoked_RefreshDoesNotBringThemBack_Threat39) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  interrupted.before_write = [&] {
    EXPECT_TRUE(tokens.end_all(kim_.id, shop_.number, visitor).has_value());
  };
  EXPECT_EQ(late_exchange(refresh_request(first->texts.refresh_token)).error(),
            oidc::TokenFault::refresh_revoked);
}

TEST_F(Meanwhile, AnotherRefreshCameFirst_BothGetTheSameSuccessor_Threat37) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  std::string successor;
  interrupted.before_write = [&] {
    successor = refresh(first->texts.refresh_token).value().texts.refresh_token;
  };
  const auto second = late_exchange(refresh_request(first->texts.refresh_token));
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->texts.refresh_token, successor);
}

TEST_F(Meanwhile, AnotherInstanceMadeTheFirstKeys_TheyAreUsed) {
  storage::MemoryStore empty;
  InterruptedStore between{empty};
  const Ports there{between, clock, entropy, sealer};
  KeyRing ring{there, audit};
  between.before_write = [&] { put_keys(empty); };
  ASSERT_TRUE(ring.reload().has_value());
  EXPECT_EQ(*ring.jwks(), *keys.jwks());
}

TEST_F(Meanwhile, AddressWasTaken_OnlyTheHolderOfTheCodeLearnsIt) {
  const SignUp late_sign_up{late, hasher, guard, sessions, audit};
  const auto proof =
      late_sign_up.start({"lee@example.kr", "lee", std::string{kPassword}, "ko", ""}, visitor);
  ASSERT_TRUE(proof.has_value());
  const std::string typed = mailed_code();
  interrupted.before_write = [&] { person("lee@example.kr"); };
  EXPECT_EQ(late_sign_up.finish(*proof, typed, visitor, std::nullopt).error(),
            SignUpError::already_exists);
}

}  // namespace
}  // namespace haetae::accounts::test
