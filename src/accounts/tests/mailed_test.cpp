// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

namespace haetae::accounts::test {
namespace {

class SigningUp : public ::testing::Test, protected World {
 protected:
  SignUp::Start start_of(std::string_view email = kEmail) const {
    return {std::string{email}, "nick", std::string{kPassword}, "en", "the flow"};
  }
  std::string started(std::string_view email = kEmail) {
    clock.advance(base::Milliseconds{1});  // mails are ordered by their time
    auto proof = sign_up.start(start_of(email), visitor);
    EXPECT_TRUE(proof.has_value());
    return proof.value_or("");
  }
  SignUpError refusal(std::string_view proof, std::string_view code) {
    const auto done = sign_up.finish(proof, code, visitor, std::nullopt);
    EXPECT_FALSE(done.has_value());
    return done ? SignUpError::unavailable : done.error();
  }
};

TEST_F(SigningUp, MailedCodeMakesThePersonAndSignsThemIn) {
  const std::string proof = started();
  ASSERT_EQ(mails().size(), 1U);
  EXPECT_EQ(mails()[0].to, kEmail);
  const auto done = sign_up.finish(proof, mailed_code(), visitor, std::nullopt);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->flow, "the flow");
  EXPECT_TRUE(done->entrance.who.person.email_verified);
  EXPECT_TRUE(who(done->entrance.session_cookie).has_value());
  EXPECT_TRUE(sign_in.with_password(attempt()).has_value());
}

TEST_F(SigningUp, NothingIsStoredBeforeTheCode) {
  started();
  std::uint64_t count = 1;
  ASSERT_TRUE(store.read([&](Transaction& tx) { count = tx.people.count(); }).has_value());
  EXPECT_EQ(count, 0U);
}

TEST_F(SigningUp, CodeMayBeGuessedFiveTimes_Threat58) {
  const std::string proof = started();
  for (std::uint32_t i = 0; i < MailedCode::kGuesses; ++i) {
    EXPECT_EQ(refusal(proof, wrong_code()), SignUpError::wrong_code);
  }
  EXPECT_EQ(refusal(proof, mailed_code()), SignUpError::code_dead);
}

TEST_F(SigningUp, CodeWorksOnceAndWithItsOwnProofOnly) {
  const std::string proof = started();
  const std::string code = mailed_code();
  const std::string other = started("lee@example.kr");
  EXPECT_EQ(refusal(other, code), SignUpError::wrong_code);
  ASSERT_TRUE(sign_up.finish(proof, code, visitor, std::nullopt).has_value());
  EXPECT_EQ(refusal(proof, code), SignUpError::code_dead);
}

TEST_F(SigningUp, CodeDiesAfterTenMinutes) {
  const std::string proof = started();
  clock.advance(MailedCode::kLife);
  EXPECT_EQ(refusal(proof, mailed_code()), SignUpError::code_dead);
}

TEST_F(SigningUp, KnownAddressGetsTheSameAnswerAndItsOwnerAMail_Threat61) {
  person();
  const std::string proof = started();
  const std::string fresh = started("lee@example.kr");
  EXPECT_EQ(proof.size(), fresh.size());
  ASSERT_EQ(mails().size(), 2U);
  const Mail told = mails()[1];
  EXPECT_EQ(told.to, kEmail);
  EXPECT_NE(told.text.find("account already"), std::string::npos);
  EXPECT_EQ(refusal(proof, "000000"), SignUpError::wrong_code);
  EXPECT_EQ(refusal(proof, "none"), SignUpError::wrong_code);
}

TEST_F(SigningUp, ForgedAndForeignProofsAreDead_Threat57) {
  person();
  EXPECT_EQ(refusal("forged", "123456"), SignUpError::code_dead);
  const auto reset_proof = reset.start(kEmail, "en", "", visitor);
  ASSERT_TRUE(reset_proof.has_value());
  EXPECT_EQ(refusal(*reset_proof, mailed_code()), SignUpError::code_dead);
}

TEST_F(SigningUp, TwoProofsOfOneAddressMakeOneAccount) {
  const std::string first = started();
  const std::string first_code = mailed_code();
  const std::string second = started();
  const std::string second_code = mailed_code();
  ASSERT_TRUE(sign_up.finish(first, first_code, visitor, std::nullopt).has_value());
  EXPECT_EQ(refusal(second, second_code), SignUpError::already_exists);
}

TEST_F(SigningUp, OneRecipientCannotBeFloodedWithMail) {
  for (std::uint32_t i = 0; i < Guard::kMailsPerRecipient; ++i)
    started();
  EXPECT_EQ(sign_up.start(start_of(), visitor).error(), SignUpError::slow_down);
  EXPECT_EQ(mails().size(), Guard::kMailsPerRecipient);
  clock.advance(Guard::kMailWindow);
  EXPECT_TRUE(sign_up.start(start_of(), visitor).has_value());
}

TEST_F(SigningUp, FaultsOfTheFormAreToldOneByOne) {
  const auto fault = [&](auto change) {
    SignUp::Start start = start_of();
    change(start);
    return sign_up.start(start, visitor).error();
  };
  EXPECT_EQ(fault([](auto& start) { start.email = "kim@"; }), SignUpError::email_malformed);
  EXPECT_EQ(fault([](auto& start) { start.nickname = "  "; }), SignUpError::nickname_malformed);
  EXPECT_EQ(fault([](auto& start) { start.password = "short"; }), SignUpError::password_too_short);
  EXPECT_EQ(fault([](auto& start) { start.password = std::string(300, 'x'); }),
            SignUpError::password_too_long);
  EXPECT_EQ(fault([](auto& start) { start.password = "Password1"; }),
            SignUpError::password_guessable);
  EXPECT_TRUE(mails().empty());
}

class Resetting : public ::testing::Test, protected World {
 protected:
  std::string started(std::string_view email = kEmail) {
    clock.advance(base::Milliseconds{1});  // mails are ordered by their time
    auto proof = reset.start(email, "en", "the flow", visitor);
    EXPECT_TRUE(proof.has_value());
    return proof.value_or("");
  }
  static constexpr std::string_view kNew = "quite another 77";
};

TEST_F(Resetting, NewPasswordEndsEverySessionAndToken_Threat57) {
  const Person kim = person();
  const Entrance before = enter();
  const std::string proof = started();
  clock.advance(base::Milliseconds{1});
  const auto done = reset.finish(proof, mailed_code(), kNew, visitor);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->flow, "the flow");
  EXPECT_FALSE(who(before.session_cookie).has_value());
  EXPECT_TRUE(who(done->entrance.session_cookie).has_value());
  EXPECT_TRUE(revocations.is_dead(kim.id, 1, FamilyId{}, kStart));
  EXPECT_FALSE(sign_in.with_password(attempt()).has_value());
  EXPECT_TRUE(sign_in.with_password(attempt(kNew)).has_value());
  EXPECT_EQ(mails()[0].to, kEmail);
  EXPECT_EQ(audited(Event::password_reset), std::vector<std::string>{"ok"});
}

TEST_F(Resetting, UnknownAndDisabledAccountsGetTheSameAnswer_Threat61) {
  const Person kim = person();
  ASSERT_TRUE(people.set_disabled(kim.id, true).has_value());
  for (const std::string_view email : {kEmail, std::string_view{"nobody@example.kr"}}) {
    const std::string proof = started(email);
    EXPECT_FALSE(proof.empty());
    EXPECT_EQ(reset.finish(proof, "123456", kNew, visitor).error(), ResetError::wrong_code);
  }
  EXPECT_TRUE(mails().empty());
}

TEST_F(Resetting, FiveWrongGuessesKillTheProof_Threat58) {
  person();
  const std::string proof = started();
  for (std::uint32_t i = 0; i < MailedCode::kGuesses; ++i) {
    EXPECT_EQ(reset.finish(proof, wrong_code(), kNew, visitor).error(), ResetError::wrong_code);
  }
  EXPECT_EQ(reset.finish(proof, mailed_code(), kNew, visitor).error(), ResetError::code_dead);
  EXPECT_TRUE(sign_in.with_password(attempt()).has_value());
}

TEST_F(Resetting, ProofDiesWhenTheAccountChangedSince) {
  person();
  const std::string first = started();
  const std::string first_code = mailed_code();
  const std::string second = started();
  const std::string second_code = mailed_code();
  clock.advance(base::Milliseconds{1});
  ASSERT_TRUE(reset.finish(first, first_code, kNew, visitor).has_value());
  EXPECT_EQ(reset.finish(second, second_code, kPassword, visitor).error(), ResetError::code_dead);
}

TEST_F(Resetting, WeakNewPasswordCostsNoGuess) {
  person();
  const std::string proof = started();
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(reset.finish(proof, mailed_code(), "short", visitor).error(),
              ResetError::password_too_short);
  }
  EXPECT_TRUE(reset.finish(proof, mailed_code(), kNew, visitor).has_value());
}

class ChangingEmail : public ::testing::Test, protected World {};

TEST_F(ChangingEmail, CodeFromTheNewAddressChangesItAndTheFormerOneIsTold) {
  person();
  const Entrance kim = enter();
  const auto proof = email_change.start(kim.who, "New@Example.kr", visitor);
  ASSERT_TRUE(proof.has_value());
  EXPECT_EQ(mails()[0].to, "new@example.kr");
  clock.advance(base::Milliseconds{1});
  const auto changed = email_change.finish(kim.who, *proof, mailed_code(), visitor);
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->email, "new@example.kr");
  EXPECT_EQ(mails()[0].to, kEmail);
  EXPECT_TRUE(sign_in.with_password(attempt(kPassword, "new@example.kr")).has_value());
  EXPECT_FALSE(sign_in.with_password(attempt()).has_value());
}

TEST_F(ChangingEmail, StaleSessionMustAuthenticateAgain) {
  person();
  const Entrance kim = enter();
  clock.advance(Sessions::kFresh);
  EXPECT_EQ(email_change.start(kim.who, "new@example.kr", visitor).error(),
            EmailChangeError::not_fresh);
}

TEST_F(ChangingEmail, ProofOfOnePersonDoesNotServeAnother) {
  person();
  person("lee@example.kr");
  const Entrance kim = enter();
  const Entrance lee = enter("lee@example.kr");
  const auto proof = email_change.start(kim.who, "new@example.kr", visitor);
  ASSERT_TRUE(proof.has_value());
  EXPECT_EQ(email_change.finish(lee.who, *proof, mailed_code(), visitor).error(),
            EmailChangeError::code_dead);
}

TEST_F(ChangingEmail, AddressOfAnotherAccountAnswersAlike_Threat61) {
  person();
  person("lee@example.kr");
  const Entrance kim = enter();
  const auto proof = email_change.start(kim.who, "lee@example.kr", visitor);
  ASSERT_TRUE(proof.has_value());
  EXPECT_EQ(mails()[0].to, "lee@example.kr");
  EXPECT_EQ(email_change.finish(kim.who, *proof, "123456", visitor).error(),
            EmailChangeError::wrong_code);
}

}  // namespace
}  // namespace haetae::accounts::test
