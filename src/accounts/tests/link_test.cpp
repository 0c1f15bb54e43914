// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/consent_catalog.hpp"
#include "world.hpp"

namespace haetae::accounts::test {
namespace {

class AppLink : public ::testing::Test, protected World {
 protected:
  void SetUp() override {
    kim_ = person();
    shop_ = app();
  }
  Link agreed(std::vector<std::string> scopes = {"profile_nickname", "account_email"},
              std::vector<std::string> tags = {"terms"}) {
    const auto link = links.agree(shop_, kim_.id, scopes, tags, AgreedBy::page, visitor);
    EXPECT_TRUE(link.has_value());
    return link.value_or(Link{});
  }
  Person kim_;
  App shop_;
};

TEST_F(AppLink, ConsentMakesTheLinkAndIsRemembered) {
  const Link link = agreed({"profile_nickname"});
  EXPECT_TRUE(link.signed_up);
  EXPECT_GE(link.subject, 1'000'000'000);
  EXPECT_LT(link.subject, std::int64_t{1} << 53);
  EXPECT_EQ(link.scopes[0].agreed_by, "KAUTH");
  clock.advance(std::chrono::hours{1});
  const Link more = agreed({"profile_nickname", "account_email"});
  EXPECT_EQ(more.subject, link.subject);
  EXPECT_EQ(more.scopes.size(), 2U);
  EXPECT_EQ(more.scopes[0].agreed_at, kStart);
  EXPECT_EQ(*links.find(kim_.id, shop_.number), more);
  EXPECT_EQ(audited(Event::linked).size(), 1U);
}

TEST_F(AppLink, AgreeingTwiceWritesNothing) {
  const Link link = agreed();
  clock.advance(std::chrono::hours{1});
  EXPECT_EQ(agreed(), link);
  EXPECT_EQ(audited(Event::scopes_agreed).size(), 1U);
}

TEST_F(AppLink, WhatTheAppHasNotConfiguredCannotBeAgreedTo_Threat40) {
  for (const char* scope : {"gender", "phone_number", "openid"}) {
    EXPECT_EQ(links.agree(shop_, kim_.id, {scope}, {}, AgreedBy::page, visitor).error(),
              LinkError::unknown_item);
  }
  EXPECT_EQ(links.agree(shop_, kim_.id, {}, {"nothing"}, AgreedBy::page, visitor).error(),
            LinkError::unknown_item);
  EXPECT_FALSE(links.find(kim_.id, shop_.number)->has_value());
}

TEST_F(AppLink, DisabledPersonCannotBeLinked_Threat41) {
  ASSERT_TRUE(people.set_disabled(kim_.id, true).has_value());
  EXPECT_EQ(links.agree(shop_, kim_.id, {"profile_nickname"}, {}, AgreedBy::page, visitor).error(),
            LinkError::person_refused);
}

TEST_F(AppLink, SubjectIsPairwiseAndComesBackAfterUnlinking) {
  const Link link = agreed();
  const App other = app();
  const auto elsewhere =
      links.agree(other, kim_.id, {"profile_nickname"}, {}, AgreedBy::page, visitor);
  ASSERT_TRUE(elsewhere.has_value());
  EXPECT_NE(elsewhere->subject, link.subject);
  ASSERT_TRUE(links.unlink(shop_, kim_.id, UnlinkReason::unlink_from_apps, visitor).has_value());
  EXPECT_EQ(agreed().subject, link.subject);
}

TEST_F(AppLink, TakenSubjectGivesTheNextOne) {
  Link squatter;
  squatter.person = PersonId{base::new_id(clock, entropy)};
  squatter.app = shop_.number;
  squatter.subject = links.subject_of(kim_.id, shop_.number, 0);
  ASSERT_TRUE(store
                  .write([&](Transaction& tx) {
                    tx.links.insert(squatter);
                    return Verdict::commit;
                  })
                  .has_value());
  EXPECT_EQ(agreed().subject, links.subject_of(kim_.id, shop_.number, 1));
}

TEST_F(AppLink, UnlinkingKillsTokensInTheSameTransaction) {
  const Link link = agreed();
  clock.advance(base::Milliseconds{1});
  ASSERT_TRUE(links.unlink(shop_, kim_.id, UnlinkReason::unlink_from_apps, visitor).has_value());
  EXPECT_TRUE(revocations.is_dead(kim_.id, shop_.number, FamilyId{}, kStart));
  EXPECT_FALSE(revocations.is_dead(kim_.id, shop_.number + 1, FamilyId{}, kStart));
  // A token of a new link, a moment later, lives.
  EXPECT_FALSE(revocations.is_dead(kim_.id, shop_.number, FamilyId{}, clock.now()));
  ASSERT_EQ(notices.told.size(), 1U);
  EXPECT_NE(notices.told[0].find("UNLINK_FROM_APPS"), std::string::npos);
  EXPECT_EQ(links.unlink(shop_, kim_.id, std::nullopt, visitor).error(), LinkError::not_linked);
  EXPECT_EQ(link.app, shop_.number);
}

TEST_F(AppLink, SiteThatUnlinksItselfIsNotCalledBack) {
  agreed();
  notices.events.clear();
  ASSERT_TRUE(links.unlink(shop_, kim_.id, std::nullopt, visitor).has_value());
  EXPECT_TRUE(notices.told.empty());
  EXPECT_TRUE(notices.events.empty());
}

TEST_F(AppLink, UnlinkThatTheStoreRefusedIsNoSuccess) {
  agreed();
  store.fail_with(StoreError::unavailable);
  EXPECT_EQ(links.unlink(shop_, kim_.id, std::nullopt, visitor).error(), LinkError::unavailable);
  store.fail_with(std::nullopt);
  EXPECT_TRUE(links.find(kim_.id, shop_.number)->has_value());
}

TEST_F(AppLink, OptionalScopesAreRevocableAndRequiredOnesAreNot) {
  agreed();
  const auto required = links.revoke_scopes(shop_, kim_.id, {"profile_nickname"}, visitor);
  EXPECT_EQ(required.error().reason, LinkError::required_item);
  EXPECT_EQ(required.error().names, Links::Names{"profile_nickname"});
  const auto unknown = links.revoke_scopes(shop_, kim_.id, {"account_email", "name"}, visitor);
  EXPECT_EQ(unknown.error().reason, LinkError::unknown_item);
  EXPECT_EQ(unknown.error().names, Links::Names{"name"});
  // All or nothing: the e-mail is still agreed to.
  EXPECT_EQ(links.find(kim_.id, shop_.number)->value().scopes.size(), 2U);
  const auto revoked = links.revoke_scopes(shop_, kim_.id, {"account_email"}, visitor);
  ASSERT_TRUE(revoked.has_value());
  EXPECT_EQ(find_agreement(revoked->scopes, "account_email"), nullptr);
}

TEST_F(AppLink, TermsAreAgreedToAndRevokedByCall) {
  agreed();
  const auto upgraded = links.upgrade_terms(shop_, kim_.id, {"ads"}, visitor);
  ASSERT_TRUE(upgraded.has_value());
  EXPECT_EQ(find_agreement(upgraded->terms, "ads")->agreed_by, "KAPI");
  EXPECT_EQ(links.revoke_terms(shop_, kim_.id, {"terms"}, visitor).error().reason,
            LinkError::required_item);
  EXPECT_EQ(links.upgrade_terms(shop_, kim_.id, {"none"}, visitor).error().reason,
            LinkError::unknown_item);
  const auto revoked = links.revoke_terms(shop_, kim_.id, {"ads"}, visitor);
  ASSERT_TRUE(revoked.has_value());
  EXPECT_EQ(revoked->terms.size(), 1U);
}

TEST_F(AppLink, PreregisteredPersonSignsUpOnce) {
  shop_ = app(false);
  EXPECT_FALSE(agreed().signed_up);
  const auto joined = links.sign_up(shop_, kim_.id, {{"grade", "gold"}});
  ASSERT_TRUE(joined.has_value());
  EXPECT_TRUE(joined->signed_up);
  EXPECT_EQ(joined->properties[0].second, "gold");
  EXPECT_EQ(links.sign_up(shop_, kim_.id, {}).error(), LinkError::already_linked);
  EXPECT_EQ(links.sign_up(shop_, PersonId{"nobody"}, {}).error(), LinkError::not_linked);
}

TEST_F(AppLink, WhoNeverSignsUpIsUnlinkedAfterADay) {
  shop_ = app(false);
  agreed();
  const auto sweep = [&] {
    return links.unlink_unfinished(
        [&](AppNumber number) {
          return number == shop_.number ? std::make_shared<const App>(shop_) : nullptr;
        },
        10);
  };
  clock.advance(Links::kSignUpTime - base::Seconds{1});
  EXPECT_EQ(sweep(), 0U);
  clock.advance(base::Seconds{1});
  EXPECT_EQ(sweep(), 1U);
  EXPECT_FALSE(links.find(kim_.id, shop_.number)->has_value());
  EXPECT_EQ(sweep(), 0U);

  agreed();
  ASSERT_TRUE(links.sign_up(shop_, kim_.id, {}).has_value());
  clock.advance(2 * Links::kSignUpTime);
  EXPECT_EQ(sweep(), 0U);
}

TEST_F(AppLink, PropertiesAreThoseOfTheApp) {
  agreed();
  const auto unknown = links.update_properties(shop_, kim_.id, {{"grade", "a"}, {"colour", "b"}});
  EXPECT_EQ(unknown.error().reason, LinkError::unknown_property);
  EXPECT_EQ(unknown.error().names, Links::Names{"colour"});
  EXPECT_EQ(
      links.update_properties(shop_, kim_.id, {{"grade", std::string(1001, 'x')}}).error().reason,
      LinkError::too_long);
  EXPECT_TRUE(links.find(kim_.id, shop_.number)->value().properties.empty());
  EXPECT_EQ(links.update_properties(shop_, kim_.id, {{"grade", "a"}})->properties.size(), 1U);
  EXPECT_TRUE(links.update_properties(shop_, kim_.id, {{"grade", ""}})->properties.empty());
}

TEST_F(AppLink, MembersArePagedBySubject) {
  std::vector<Subject> subjects{agreed().subject};
  for (int i = 0; i < 4; ++i) {
    const Person one = person("p" + std::to_string(i) + "@example.kr");
    const auto link = links.agree(shop_, one.id, {}, {}, AgreedBy::page, visitor);
    ASSERT_TRUE(link.has_value());
    subjects.push_back(link->subject);
  }
  std::sort(subjects.begin(), subjects.end());
  const auto page = links.page(shop_.number, subjects[1], true, 2);
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ((*page)[0].subject, subjects[1]);
  EXPECT_EQ((*page)[1].subject, subjects[2]);
  EXPECT_EQ(links.page(shop_.number, std::nullopt, false, 9)->front().subject, subjects[4]);
  EXPECT_EQ(links.find_by_subject(shop_.number, subjects[3])->value().subject, subjects[3]);
}

TEST_F(AppLink, TestModeIsForTheTeamAlone) {
  EXPECT_TRUE(may_use_app(shop_, kim_));
  shop_.team_members = {"Lee@example.kr"};
  EXPECT_FALSE(may_use_app(shop_, kim_));
  shop_.team_members.emplace_back("KIM@example.kr");
  EXPECT_TRUE(may_use_app(shop_, kim_));
  kim_.email_verified = false;
  EXPECT_FALSE(may_use_app(shop_, kim_));
}

TEST(ConsentCatalog, NamesEveryItemInBothLanguagesOnce) {
  for (const CatalogItem& item : consent_catalog()) {
    EXPECT_FALSE(item.korean.empty() || item.english.empty()) << item.id;
    EXPECT_EQ(find_catalog_item(item.id), &item);
  }
  EXPECT_EQ(find_catalog_item("openid"), nullptr);
}

}  // namespace
}  // namespace haetae::accounts::test
