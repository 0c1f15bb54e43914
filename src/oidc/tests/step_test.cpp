// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/step.hpp"

#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using F = AuthorizeFault;
using testing::ElementsAre;
using testing::IsEmpty;

struct NextStep : testing::Test {
  Client site = client();
  Flow flow = *start(authorize_request(site), site, kKakaoPolicy);
  SessionFacts session{.person = PersonId{std::string{kPerson}},
                       .authenticated_at = kNow - base::Seconds{600}};
  LinkFacts link{.linked = true,
                 .subject = "1000000001",
                 .agreed_items = {"profile_nickname", "profile_image", "account_email"}};

  Step step() { return next_step(flow, &session, link, site, kNow + base::Seconds{1}); }
  Step step_without_session() { return next_step(flow, nullptr, {}, site, kNow); }
  void use_standard() { flow.surface = Surface::standard; }
};

Step refusal(F fault) {
  return {.kind = StepKind::refuse, .fault = fault};
}

TEST_F(NextStep, IssuesACodeAtOnceForALinkedPerson) {
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, AsksForSignInThenConsent) {
  EXPECT_EQ(step_without_session().kind, StepKind::sign_in);
  link = {};
  EXPECT_EQ(step().kind, StepKind::consent);
}

TEST_F(NextStep, PromptNoneNeverShowsAPage) {
  flow.prompts.none = true;
  EXPECT_EQ(step().kind, StepKind::issue_code);
  EXPECT_EQ(step_without_session(), refusal(F::login_required));
  link.agreed_items.clear();
  EXPECT_EQ(step(), refusal(F::consent_required));
  link.agreed_items = {"profile_nickname"};
  session.interaction_pending = true;
  EXPECT_EQ(step(), refusal(F::interaction_required));
}

TEST_F(NextStep, Threat45PromptLoginIsDoneOnlyByANewerAuthentication) {
  flow.prompts.login = true;
  EXPECT_EQ(step().kind, StepKind::reauthenticate);
  // Cancelling leaves the session as it was: asked again, whatever the browser claims.
  flow.selected_by = flow.consented_by = kPerson;
  EXPECT_EQ(step().kind, StepKind::reauthenticate);
  session.authenticated_at = flow.requested_at - base::Milliseconds{1};
  EXPECT_EQ(step().kind, StepKind::reauthenticate);
  session.authenticated_at = flow.requested_at + base::Milliseconds{1};
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, Threat47MaxAgeIsHonoured) {
  flow.max_age = base::Seconds{900};
  EXPECT_EQ(step().kind, StepKind::issue_code);
  flow.max_age = base::Seconds{600};
  EXPECT_EQ(step().kind, StepKind::reauthenticate);
  flow.prompts.none = true;
  EXPECT_EQ(step(), refusal(F::login_required));
  flow.prompts.none = false;
  flow.max_age = base::Seconds{0};
  EXPECT_EQ(step().kind, StepKind::reauthenticate);
  session.authenticated_at = kNow;
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, AHintOfAnotherPersonAsksAnewAndThenRefusesInsteadOfLooping) {
  use_standard();
  flow.hinted_subject = "1000000002";
  EXPECT_EQ(step().kind, StepKind::reauthenticate);
  session.authenticated_at = kNow;
  EXPECT_EQ(step(), refusal(F::login_required));
  flow.hinted_subject = link.subject;
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, AHintOfAnotherPersonWithPromptNoneNeedsLogin) {
  flow.prompts.none = true;
  flow.hinted_subject = "1000000002";
  EXPECT_EQ(step(), refusal(F::login_required));
}

TEST_F(NextStep, ChoosingAnAccountIsBoundToThePerson) {
  flow.prompts.select_account = true;
  EXPECT_EQ(step().kind, StepKind::select_account);
  flow.selected_by = "0another0another0another0a";
  EXPECT_EQ(step().kind, StepKind::select_account);
  flow.selected_by = kPerson;
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, ALoginHintOfAnotherAccountNeedsAChoiceOnTheStandardSurface) {
  session.hint_names_other = true;
  EXPECT_EQ(step().kind, StepKind::issue_code);
  use_standard();
  EXPECT_EQ(step().kind, StepKind::select_account);
  flow.prompts.none = true;
  EXPECT_EQ(step(), refusal(F::account_selection_required));
}

TEST_F(NextStep, PromptCreateLeadsToSignUpFirst) {
  flow.prompts.create = true;
  EXPECT_EQ(step_without_session().kind, StepKind::create_account);
  EXPECT_EQ(step().kind, StepKind::create_account);
  session.authenticated_at = kNow;
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, LetsOnlyTheTeamIntoAnAppUnderTest) {
  session.may_use_app = false;
  EXPECT_EQ(step(), refusal(F::not_a_team_member));
}

TEST_F(NextStep, Threat64SettlesRequiredActionsBeforeConsent) {
  session.interaction_pending = true;
  link = {};
  EXPECT_EQ(step().kind, StepKind::interaction);
}

TEST_F(NextStep, PromptConsentAsksOncePerFlowAndPerson) {
  flow.prompts.consent = true;
  EXPECT_EQ(step().kind, StepKind::consent);
  flow.consented_by = "0another0another0another0a";
  EXPECT_EQ(step().kind, StepKind::consent);
  flow.consented_by = kPerson;
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, ANamedItemIsAskedOnceAndMayBeDeclined) {
  flow.scopes = {"phone_number"};
  EXPECT_EQ(step().kind, StepKind::consent);
  flow.consented_by = kPerson;
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, ARequiredItemCannotBePassedByClaimingConsent) {
  link.agreed_items = {"account_email"};
  flow.consented_by = kPerson;
  EXPECT_EQ(step().kind, StepKind::consent);
  site.service_terms = {{"tos", true}};
  link.agreed_items = {"profile_nickname"};
  EXPECT_EQ(step().kind, StepKind::consent);
  link.agreed_terms = {"tos"};
  EXPECT_EQ(step().kind, StepKind::issue_code);
}

TEST_F(NextStep, FirstConsentOnTheKakaoSurfaceAsksAllButWhileUsing) {
  const auto question = consent_question(flow, {}, site);
  EXPECT_THAT(question.required_items, ElementsAre("profile_nickname"));
  EXPECT_THAT(question.optional_items, ElementsAre("profile_image", "account_email"));
  flow.scopes = {"phone_number"};
  EXPECT_THAT(consent_question(flow, {}, site).optional_items,
              ElementsAre("profile_image", "account_email", "phone_number"));
}

TEST_F(NextStep, ConsentOnTheStandardSurfaceAsksWhatTheScopesMean) {
  use_standard();
  flow.scopes = {"openid", "email", "phone"};
  const auto question = consent_question(flow, {}, site);
  EXPECT_THAT(question.required_items, ElementsAre("profile_nickname"));
  EXPECT_THAT(question.optional_items, ElementsAre("account_email", "phone_number"));
}

TEST_F(NextStep, LaterOnlyWhatIsNewIsAsked) {
  EXPECT_TRUE(consent_question(flow, link, site).empty());
  link.agreed_items.clear();
  const auto question = consent_question(flow, link, site);
  EXPECT_THAT(question.required_items, ElementsAre("profile_nickname"));
  EXPECT_THAT(question.optional_items, IsEmpty());
}

TEST_F(NextStep, TermsAreAskedByTagOrAllAtTheFirstLink) {
  site.service_terms = {{"tos", true}, {"news", false}, {"ads", false}};
  auto question = consent_question(flow, {}, site);
  EXPECT_THAT(question.required_terms, ElementsAre("tos"));
  EXPECT_THAT(question.optional_terms, ElementsAre("news", "ads"));
  flow.service_terms = {"ads", "unknown"};
  EXPECT_THAT(consent_question(flow, {}, site).optional_terms, ElementsAre("ads"));
  link.agreed_terms = {"tos"};
  flow.service_terms.clear();
  EXPECT_TRUE(consent_question(flow, link, site).empty());
}

TEST_F(NextStep, AnAnswerSufficesWhenEverythingRequiredIsInIt) {
  site.service_terms = {{"tos", true}};
  const auto question = consent_question(flow, {}, site);
  EXPECT_FALSE(suffices(question, {}, {"tos"}));
  EXPECT_FALSE(suffices(question, {"profile_nickname"}, {}));
  EXPECT_TRUE(suffices(question, {"profile_nickname"}, {"tos"}));
}

}  // namespace
}  // namespace haetae::oidc::test
