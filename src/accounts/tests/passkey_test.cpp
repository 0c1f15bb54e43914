// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/passkeys.hpp"
#include "haetae/wire/base64url.hpp"
#include "software_authenticator.hpp"
#include "world.hpp"

namespace haetae::accounts::test {
namespace {

using crypto::testing::SoftwareAuthenticator;
using Reason = SignInError::Reason;

base::Bytes bytes_at(const std::string& options, std::string_view name) {
  const auto json = wire::Json::parse(options);
  return wire::base64url_decode(json->string_at(name).value_or("")).value_or(base::Bytes{});
}

class PasskeyDoor : public ::testing::Test, protected World {
 protected:
  void SetUp() override {
    kim_ = person();
    in_ = enter();
    authenticator_ = add(in_.who, "phone");
  }

  /// A new authenticator, registered for `owner`.
  std::unique_ptr<SoftwareAuthenticator> add(const SignedIn& owner, std::string_view name) {
    auto made = std::make_unique<SoftwareAuthenticator>();
    const auto begun = passkeys.begin_add(owner);
    EXPECT_TRUE(begun.has_value());
    const auto options = wire::Json::parse(begun->options);
    made->user_handle = wire::base64url_decode(options->find("user")->string_at("id").value_or(""))
                            .value_or(base::Bytes{});
    made->credential_id = base::Bytes(32, static_cast<std::uint8_t>(++credentials_));
    const wire::Json response = made->create(bytes_at(begun->options, "challenge"));
    const auto added = passkeys.finish_add(owner, begun->state, response.to_text(), name, visitor);
    EXPECT_TRUE(added.has_value());
    return made;
  }

  PasskeySignIn::Answer answer_of(SoftwareAuthenticator& with) {
    const PasskeyCeremony ceremony = door.begin();
    PasskeySignIn::Answer answer;
    answer.state = ceremony.state;
    ++with.counter;
    answer.response = with.get(bytes_at(ceremony.options, "challenge")).to_text();
    answer.visitor = visitor;
    return answer;
  }
  Reason refusal(const PasskeySignIn::Answer& answer) {
    const auto outcome = door.finish(answer);
    EXPECT_FALSE(outcome.has_value());
    return outcome ? Reason::unavailable : outcome.error().reason;
  }

  RelyingParty party{"id.example.org", "Haetae", {"https://id.example.org"}};
  PasskeySignIn door{ports, party, sessions, audit};
  Passkeys passkeys{ports, party, sessions, audit};
  Person kim_;
  Entrance in_;
  std::unique_ptr<SoftwareAuthenticator> authenticator_;
  int credentials_ = 0;
};

TEST_F(PasskeyDoor, OpensWithoutTypingAnything) {
  const auto entrance = door.finish(answer_of(*authenticator_));
  ASSERT_TRUE(entrance.has_value());
  EXPECT_EQ(entrance->who.person.id, kim_.id);
  EXPECT_EQ(entrance->who.session.methods, "hwk user");
  EXPECT_TRUE(who(entrance->session_cookie).has_value());
  const auto kept = passkeys.list(kim_.id);
  EXPECT_EQ(kept->front().sign_count, authenticator_->counter);
  EXPECT_EQ(kept->front().used_at, clock.now());
}

TEST_F(PasskeyDoor, OptionsTellNothingOfAnybody_Threat61) {
  const auto options = wire::Json::parse(door.begin().options);
  ASSERT_TRUE(options.has_value());
  const wire::Json* allowed = options->find("allowCredentials");
  EXPECT_TRUE(allowed == nullptr || allowed->if_array()->empty());
}

TEST_F(PasskeyDoor, ChallengeIsSpentOnce_Threat63) {
  const PasskeySignIn::Answer answer = answer_of(*authenticator_);
  ASSERT_TRUE(door.finish(answer).has_value());
  EXPECT_EQ(refusal(answer), Reason::wrong_credentials);
  // Nor does a newer answer to the same challenge help.
  const auto options = door.begin();
  PasskeySignIn::Answer first = answer_of(*authenticator_);
  first.state = options.state;
  ++authenticator_->counter;
  first.response = authenticator_->get(bytes_at(options.options, "challenge")).to_text();
  PasskeySignIn::Answer second = first;
  ++authenticator_->counter;
  second.response = authenticator_->get(bytes_at(options.options, "challenge")).to_text();
  EXPECT_TRUE(door.finish(first).has_value());
  EXPECT_EQ(refusal(second), Reason::wrong_credentials);
}

TEST_F(PasskeyDoor, ChallengeThatWaitedUntilTheSiteWasAnIslandIsNotSpentThere) {
  Site::Options options;
  options.name = "a";
  options.sites = 3;
  Site site{options};
  InterruptedStore waiting{store};
  const Ports ports_there{waiting, clock, entropy, sealer, site};
  const Sessions sessions_there{ports_there, audit, revocations};
  const PasskeySignIn there{ports_there, party, sessions_there, audit};
  const auto answer = answer_of(*authenticator_);
  waiting.before_write = [&] { site.become_island(clock.now()); };
  const auto entrance = there.finish(answer);
  ASSERT_FALSE(entrance.has_value());
  EXPECT_EQ(entrance.error().reason, Reason::unavailable);
  EXPECT_TRUE(door.finish(answer).has_value());
}

TEST_F(PasskeyDoor, ChallengeOfAnotherCeremonyOrTimeIsRefused_Threat63) {
  PasskeySignIn::Answer crossed = answer_of(*authenticator_);
  crossed.state = door.begin().state;
  EXPECT_EQ(refusal(crossed), Reason::wrong_credentials);
  PasskeySignIn::Answer registration = answer_of(*authenticator_);
  registration.state = passkeys.begin_add(in_.who)->state;
  EXPECT_EQ(refusal(registration), Reason::wrong_credentials);
  const PasskeySignIn::Answer late = answer_of(*authenticator_);
  clock.advance(PasskeySignIn::kChallengeLife);
  EXPECT_EQ(refusal(late), Reason::wrong_credentials);
}

TEST_F(PasskeyDoor, CounterThatDoesNotGrowIsRefusedAndAudited_Threat63) {
  authenticator_->counter = 5;
  ASSERT_TRUE(door.finish(answer_of(*authenticator_)).has_value());
  authenticator_->counter = 4;
  clock.advance(base::Milliseconds{1});
  EXPECT_EQ(refusal(answer_of(*authenticator_)), Reason::wrong_credentials);
  EXPECT_EQ(audited(Event::sign_in).front(), "counter_regressed");
}

TEST_F(PasskeyDoor, SimilarOriginIsRefused_Threat62) {
  authenticator_->origin = "https://badid.example.org";
  EXPECT_EQ(refusal(answer_of(*authenticator_)), Reason::wrong_credentials);
  authenticator_->origin = "https://id.example.org.evil.kr";
  EXPECT_EQ(refusal(answer_of(*authenticator_)), Reason::wrong_credentials);
}

TEST_F(PasskeyDoor, DisabledPersonIsRefused_Threat41) {
  ASSERT_TRUE(people.set_disabled(kim_.id, true).has_value());
  EXPECT_EQ(refusal(answer_of(*authenticator_)), Reason::wrong_credentials);
}

TEST_F(PasskeyDoor, RemovedPasskeyOpensNothing) {
  const std::string id = passkeys.list(kim_.id)->front().credential_id;
  ASSERT_TRUE(passkeys.remove(in_.who, id, visitor).has_value());
  EXPECT_EQ(refusal(answer_of(*authenticator_)), Reason::wrong_credentials);
}

TEST_F(PasskeyDoor, ReauthenticationTakesAnOwnPasskeyAlone) {
  person("lee@example.kr");
  const Entrance lee = enter("lee@example.kr");
  const auto foreign = add(lee.who, "laptop");
  clock.advance(std::chrono::minutes{30});
  EXPECT_FALSE(door.reauthenticate(in_.who, answer_of(*foreign)).has_value());
  const auto again = door.reauthenticate(in_.who, answer_of(*authenticator_));
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(sessions.is_fresh(again->who.session));
  EXPECT_FALSE(who(in_.session_cookie).has_value());
}

TEST_F(PasskeyDoor, PersonsPasskeysShareAHandleAndHaveNames) {
  add(in_.who, "");
  const auto kept = passkeys.list(kim_.id);
  ASSERT_EQ(kept->size(), 2U);
  EXPECT_EQ((*kept)[0].user_handle, (*kept)[1].user_handle);
  EXPECT_EQ((*kept)[0].name, "phone");
  EXPECT_EQ((*kept)[1].name, visitor.device);
  EXPECT_TRUE(passkeys.rename(in_.who, (*kept)[1].credential_id, " 노트북 ", visitor).has_value());
  EXPECT_EQ((*passkeys.list(kim_.id))[1].name, "노트북");
  EXPECT_EQ(passkeys.rename(in_.who, (*kept)[1].credential_id, "", visitor).error(),
            PasskeyError::name_malformed);
}

TEST_F(PasskeyDoor, AddingNeedsAFreshSessionOfTheSamePerson) {
  person("lee@example.kr");
  const Entrance lee = enter("lee@example.kr");
  const auto begun = passkeys.begin_add(in_.who);
  ASSERT_TRUE(begun.has_value());
  SoftwareAuthenticator made;
  made.credential_id = base::Bytes(32, 0x77);
  const std::string response = made.create(bytes_at(begun->options, "challenge")).to_text();
  EXPECT_EQ(passkeys.finish_add(lee.who, begun->state, response, "x", visitor).error(),
            PasskeyError::not_accepted);
  clock.advance(Sessions::kFresh);
  EXPECT_EQ(passkeys.begin_add(in_.who).error(), PasskeyError::not_fresh);
  EXPECT_EQ(passkeys.finish_add(in_.who, begun->state, response, "x", visitor).error(),
            PasskeyError::not_fresh);
}

TEST_F(PasskeyDoor, CredentialOfSomebodyElseCannotBeAddedAgain) {
  person("lee@example.kr");
  const Entrance lee = enter("lee@example.kr");
  const auto begun = passkeys.begin_add(lee.who);
  ASSERT_TRUE(begun.has_value());
  const std::string response =
      authenticator_->create(bytes_at(begun->options, "challenge")).to_text();
  EXPECT_EQ(passkeys.finish_add(lee.who, begun->state, response, "x", visitor).error(),
            PasskeyError::already_added);
}

TEST_F(PasskeyDoor, LastWayInIsNotRemoved) {
  // A person without a password, as a broker may make one.
  Person park = kim_;
  park.id = PersonId{base::new_id(clock, entropy)};
  park.email = "park@example.kr";
  const Session session = sessions.make(park.id, {.methods = "hwk", .visitor = visitor});
  ASSERT_TRUE(store
                  .write([&](Transaction& tx) {
                    tx.people.insert(park);
                    Sessions::put(tx, session, std::nullopt);
                    return Verdict::commit;
                  })
                  .has_value());
  const SignedIn owner{session, park};
  add(owner, "only");
  const std::string only = passkeys.list(park.id)->front().credential_id;
  EXPECT_EQ(passkeys.remove(owner, only, visitor).error(), PasskeyError::last_way_in);
  add(owner, "second");
  EXPECT_TRUE(passkeys.remove(owner, only, visitor).has_value());
  EXPECT_EQ(passkeys.remove(owner, only, visitor).error(), PasskeyError::unknown);
}

TEST_F(PasskeyDoor, NeighboursWhoFailDoNotShutIt) {
  for (std::uint32_t i = 0; i < Guard::kPerNetwork + 1; ++i) {
    PasskeySignIn::Answer answer = answer_of(*authenticator_);
    answer.state = door.begin().state;
    ASSERT_EQ(refusal(answer), Reason::wrong_credentials);
  }
  EXPECT_TRUE(door.finish(answer_of(*authenticator_)).has_value());
}

TEST_F(PasskeyDoor, GarbageIsRefused) {
  PasskeySignIn::Answer answer;
  answer.visitor = visitor;
  for (const std::string_view text : {"", "{}", "[1]", R"({"id":"AAAA"})"}) {
    answer.response = text;
    answer.state = door.begin().state;
    EXPECT_EQ(refusal(answer), Reason::wrong_credentials);
    answer.state = "forged";
    EXPECT_EQ(refusal(answer), Reason::wrong_credentials);
  }
}

}  // namespace
}  // namespace haetae::accounts::test
