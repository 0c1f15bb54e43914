// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

namespace haetae::accounts::test {
namespace {

using Reason = SignInError::Reason;

class PasswordDoor : public ::testing::Test, protected World {
 protected:
  Reason refusal(const SignIn::Attempt& tried) {
    const auto outcome = sign_in.with_password(tried);
    EXPECT_FALSE(outcome.has_value());
    return outcome ? Reason::unavailable : outcome.error().reason;
  }
  void fail_times(std::uint32_t times, const SignIn::Attempt& tried) {
    for (std::uint32_t i = 0; i < times; ++i)
      ASSERT_EQ(refusal(tried), Reason::wrong_credentials);
  }
};

TEST_F(PasswordDoor, RightPasswordOpensASession) {
  const Person kim = person();
  const auto entrance = sign_in.with_password(attempt());
  ASSERT_TRUE(entrance.has_value());
  EXPECT_EQ(entrance->who.person.id, kim.id);
  EXPECT_EQ(entrance->who.session.methods, "pwd");
  const auto signed_in = who(entrance->session_cookie);
  ASSERT_TRUE(signed_in.has_value());
  EXPECT_EQ(signed_in->person.id, kim.id);
  EXPECT_EQ(audited(Event::sign_in), std::vector<std::string>{"ok"});
}

TEST_F(PasswordDoor, EmailIsFoundHoweverItIsTyped) {
  person();
  EXPECT_TRUE(sign_in.with_password(attempt(kPassword, "  KIM@Example.KR ")).has_value());
}

TEST_F(PasswordDoor, WrongPasswordUnknownAndDisabledAnswerAlike_Threat61) {
  const Person kim = person();
  EXPECT_EQ(refusal(attempt("wrong password")), Reason::wrong_credentials);
  EXPECT_EQ(refusal(attempt(kPassword, "nobody@example.kr")), Reason::wrong_credentials);
  EXPECT_EQ(refusal(attempt(kPassword, "no address")), Reason::wrong_credentials);
  ASSERT_TRUE(people.set_disabled(kim.id, true).has_value());
  EXPECT_EQ(refusal(attempt()), Reason::wrong_credentials);
}

TEST_F(PasswordDoor, PasswordOfAMegabyteIsRefusedUnhashed_Threat70) {
  person();
  EXPECT_EQ(refusal(attempt(std::string(1 << 20, 'a'))), Reason::wrong_credentials);
  EXPECT_EQ(refusal(attempt("")), Reason::wrong_credentials);
}

TEST_F(PasswordDoor, HangulPasswordIsOneWhateverTheKeyboardComposes) {
  const std::string composed = "\xEC\xA0\x95\xEB\xB3\xB4\xEB\xB3\xB4\xED\x98\xB8 1234";
  const std::string decomposed =
      "\xE1\x84\x8C\xE1\x85\xA5\xE1\x86\xBC\xE1\x84\x87\xE1\x85\xA9\xE1\x84\x87\xE1\x85\xA9"
      "\xE1\x84\x92\xE1\x85\xA9 1234";
  person(kEmail, composed);
  EXPECT_TRUE(sign_in.with_password(attempt(decomposed)).has_value());
}

TEST_F(PasswordDoor, HashOfAFormerCostIsRenewedOnSignIn) {
  const Person kim = person();
  const crypto::PasswordHasher dearer{
      base::SecretText{"pepper"}, {.memory_kib = 16, .passes = 1, .lanes = 1}, entropy};
  const SignIn renewed{ports, dearer, guard, sessions, audit};
  ASSERT_TRUE(renewed.with_password(attempt()).has_value());
  std::optional<Password> kept;
  ASSERT_TRUE(store.read([&](Transaction& tx) { kept = tx.passwords.find(kim.id); }).has_value());
  ASSERT_TRUE(kept.has_value());
  EXPECT_NE(kept->phc.find("m=16,"), std::string::npos);
  EXPECT_TRUE(renewed.with_password(attempt()).has_value());
}

TEST_F(PasswordDoor, GuessingOneAccountIsSlowedDownAndForgottenAfterTheWindow) {
  person();
  fail_times(Guard::kPerAccount, attempt("wrong password"));
  const auto slowed = sign_in.with_password(attempt());
  ASSERT_FALSE(slowed.has_value());
  EXPECT_EQ(slowed.error().reason, Reason::slow_down);
  EXPECT_GT(slowed.error().retry_after.count(), 0);
  EXPECT_EQ(audited(Event::guessing_slowed).size(), 1U);
  clock.advance(Guard::kWindow);
  EXPECT_TRUE(sign_in.with_password(attempt()).has_value());
}

TEST_F(PasswordDoor, UnknownAccountIsSlowedDownLikeAKnownOne_Threat61) {
  fail_times(Guard::kPerAccount, attempt("wrong password", "nobody@example.kr"));
  EXPECT_EQ(refusal(attempt("wrong password", "nobody@example.kr")), Reason::slow_down);
}

TEST_F(PasswordDoor, StrangersCannotLockTheOwnerOutOfAKnownBrowser) {
  person();
  const Entrance before = enter();
  SignIn::Attempt stranger = attempt("wrong password");
  stranger.visitor.address = "198.51.100.9";
  fail_times(Guard::kPerAccount, stranger);
  EXPECT_EQ(refusal(attempt()), Reason::slow_down);

  SignIn::Attempt owner = attempt();
  owner.device_cookie = before.device_cookie;
  EXPECT_TRUE(sign_in.with_password(owner).has_value());
}

TEST_F(PasswordDoor, DeviceCookieHasItsOwnBudgetAndIsOfNoUseForAnotherAccount) {
  person();
  person("lee@example.kr");
  const Entrance kim = enter();
  SignIn::Attempt tried = attempt("wrong password");
  tried.device_cookie = kim.device_cookie;
  fail_times(Guard::kPerDevice, tried);
  EXPECT_EQ(refusal(tried), Reason::slow_down);
  // The account's own budget is untouched by it.
  EXPECT_TRUE(sign_in.with_password(attempt()).has_value());

  SignIn::Attempt lee = attempt("wrong password", "lee@example.kr");
  fail_times(Guard::kPerAccount, lee);
  lee.password = kPassword;
  lee.device_cookie = kim.device_cookie;
  EXPECT_EQ(refusal(lee), Reason::slow_down);
}

TEST_F(PasswordDoor, SprayingManyAccountsFromOneAddressIsSlowedDown) {
  for (std::uint32_t i = 0; i < Guard::kPerAddress; ++i) {
    ASSERT_EQ(refusal(attempt("wrong password", "p" + std::to_string(i) + "@example.kr")),
              Reason::wrong_credentials);
  }
  EXPECT_EQ(refusal(attempt("wrong password", "other@example.kr")), Reason::slow_down);
}

TEST_F(PasswordDoor, SprayingFromOneNetworkIsSlowedDown) {
  for (std::uint32_t i = 0; i < Guard::kPerNetwork; ++i) {
    SignIn::Attempt tried = attempt("wrong password", "p" + std::to_string(i) + "@example.kr");
    tried.visitor.address = "2001:db8:1::" + std::to_string(i);
    ASSERT_EQ(refusal(tried), Reason::wrong_credentials);
  }
  SignIn::Attempt tried = attempt("wrong password", "other@example.kr");
  tried.visitor.address = "2001:db8:1:ffff::1";
  EXPECT_EQ(refusal(tried), Reason::slow_down);
}

TEST_F(PasswordDoor, SuccessForgetsTheOwnersTypingErrors) {
  person();
  for (int i = 0; i < 3; ++i) {
    fail_times(Guard::kPerAccount - 1, attempt("wrong password"));
    ASSERT_TRUE(sign_in.with_password(attempt()).has_value());
  }
}

TEST_F(PasswordDoor, StoreOutageIsNotTakenForAWrongPassword) {
  person();
  store.fail_with(StoreError::unavailable);
  EXPECT_EQ(refusal(attempt()), Reason::unavailable);
}

TEST_F(PasswordDoor, ReauthenticationIsForTheSamePersonAlone) {
  person();
  person("lee@example.kr", "another staple 43");
  const Entrance kim = enter();
  EXPECT_FALSE(sign_in.reauthenticate(kim.who, "another staple 43", visitor, "").has_value());
  clock.advance(std::chrono::minutes{30});
  EXPECT_FALSE(sessions.is_fresh(kim.who.session));
  const auto again = sign_in.reauthenticate(kim.who, kPassword, visitor, "");
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(sessions.is_fresh(again->who.session));
  EXPECT_NE(again->who.session.id, kim.who.session.id);
  EXPECT_FALSE(who(kim.session_cookie).has_value());
}

}  // namespace
}  // namespace haetae::accounts::test
