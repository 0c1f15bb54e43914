// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::drill {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Entry entry(Claim claim, std::string key, Fate fate = Fate::acknowledged) {
  return {.claim = claim, .key = std::move(key), .fate = fate};
}
Entry advanced(std::string family, std::int64_t generation, std::string successor,
               Fate fate = Fate::acknowledged) {
  Entry made = entry(Claim::family_advanced, std::move(family), fate);
  made.number = generation;
  made.value = std::move(successor);
  return made;
}
Entry link(Claim claim, Fate fate = Fate::acknowledged) {
  Entry made = entry(claim, "a@example.test", fate);
  made.number = 7;
  return made;
}

/// Two people, two grants, as both nodes should hold them.
const std::vector<Entry> kEntries{entry(Claim::person_made, "a@example.test"),
                                  entry(Claim::session_made, "a@example.test"),
                                  entry(Claim::session_made, "a@example.test"),
                                  link(Claim::link_made),
                                  entry(Claim::family_started, "f1"),
                                  advanced("f1", 1, "s1"),
                                  advanced("f1", 2, "s2"),
                                  entry(Claim::family_started, "f2"),
                                  entry(Claim::family_ended, "f2")};

NodeRows node(std::string name) {
  return {.node = std::move(name),
          .families = {{"f1", {2, false}}, {"f2", {0, true}}},
          .people = {"a@example.test"},
          .links = {{"a@example.test", 7}},
          .sessions = {{"a@example.test", 2}}};
}

TEST(CheckRowsTest, HasNothingToSayWhenEveryNodeHoldsEverything) {
  const Findings findings = check_rows(kEntries, {node("a"), node("b")});
  EXPECT_THAT(findings.lost, IsEmpty());
  EXPECT_THAT(findings.spent_twice, IsEmpty());
  EXPECT_THAT(findings.differ, IsEmpty());
}

TEST(CheckRowsTest, FindsEachKindOfAcknowledgedWriteThatOneNodeLost) {
  const auto lost_by = [](auto&& harm) {
    NodeRows harmed = node("b");
    harm(harmed);
    const Findings findings = check_rows(kEntries, {node("a"), harmed});
    EXPECT_EQ(findings.differ.size(), 1U);
    return findings.lost;
  };
  EXPECT_THAT(lost_by([](NodeRows& rows) { rows.people.clear(); }),
              ElementsAre("b: the person a@example.test"));
  EXPECT_THAT(lost_by([](NodeRows& rows) { rows.links.clear(); }),
              ElementsAre(HasSubstr("the link of a@example.test to app 7")));
  EXPECT_THAT(lost_by([](NodeRows& rows) { rows.sessions["a@example.test"] = 1; }),
              ElementsAre(HasSubstr("1 of 2 sessions")));
  EXPECT_THAT(lost_by([](NodeRows& rows) { rows.families.erase("f1"); }),
              ElementsAre(HasSubstr("the grant f1")));
  EXPECT_THAT(lost_by([](NodeRows& rows) { rows.families["f1"].generation = 1; }),
              ElementsAre(HasSubstr("generation 2 of f1 (it is at 1)")));
  EXPECT_THAT(lost_by([](NodeRows& rows) { rows.families["f2"].revoked = false; }),
              ElementsAre(HasSubstr("the revocation of f2")));
}

TEST(CheckRowsTest, FindsAnUnlinkingThatCameBack) {
  std::vector<Entry> entries = kEntries;
  entries.push_back(link(Claim::link_gone));
  EXPECT_THAT(check_rows(entries, {node("a")}).lost, ElementsAre(HasSubstr("the unlinking of")));
}

TEST(CheckRowsTest, FindsAGenerationThatNobodyAskedFor) {
  NodeRows harmed = node("a");
  harmed.families["f1"].generation = 3;
  EXPECT_THAT(check_rows(kEntries, {harmed}).spent_twice,
              ElementsAre(HasSubstr("f1 is at generation 3")));
}

TEST(CheckRowsTest, FindsATokenWithTwoHeirs) {
  std::vector<Entry> entries = kEntries;
  entries.push_back(advanced("f1", 2, "another"));
  EXPECT_THAT(check_rows(entries, {node("a")}).spent_twice,
              ElementsAre(HasSubstr("token 1 of f1 was spent 2 times")));
}

TEST(CheckRowsTest, AcceptsTheSameSuccessorTwiceSinceItIsTheAnswerToARetry) {
  std::vector<Entry> entries = kEntries;
  entries.push_back(advanced("f1", 2, "s2"));
  EXPECT_THAT(check_rows(entries, {node("a")}).spent_twice, IsEmpty());
}

TEST(CheckRowsTest, FindsWhatTwoSpentOnce) {
  Entry first = entry(Claim::once, "the code of p"), second = first;
  first.value = "at a";
  second.value = "at b";
  EXPECT_THAT(check_rows({first, second}, {node("a")}).spent_twice,
              ElementsAre(HasSubstr("the code of p was spent 2 times")));
}

TEST(CheckRowsTest, DemandsNothingOfWhatNobodyKnows) {
  std::vector<Entry> entries = kEntries;
  entries.push_back(entry(Claim::person_made, "b@example.test", Fate::unknown));
  entries.push_back(advanced("f1", 3, "s3", Fate::put_off));
  entries.push_back(advanced("f1", 3, "s3", Fate::unknown));
  entries.push_back(link(Claim::link_gone, Fate::unknown));
  entries.push_back(entry(Claim::family_ended, "f1", Fate::unknown));
  NodeRows undone = node("a"), done = node("a");
  done.people.insert("b@example.test");
  done.families["f1"] = {3, true};
  done.links.clear();
  for (const NodeRows& rows : {undone, done}) {
    const Findings findings = check_rows(entries, {rows});
    EXPECT_THAT(findings.lost, IsEmpty());
    EXPECT_THAT(findings.spent_twice, IsEmpty());
  }
}

TEST(CheckRowsTest, IgnoresWhatFailedOrWasNeverSent) {
  std::vector<Entry> entries = kEntries;
  entries.push_back(entry(Claim::person_made, "b@example.test", Fate::failed));
  entries.push_back(entry(Claim::person_made, "c@example.test", Fate::unsent));
  EXPECT_THAT(check_rows(entries, {node("a")}).lost, IsEmpty());
}

TEST(PasswordsOfTest, KeepsTheLastAcknowledgedOneAndThoseThatMayHaveFollowed) {
  const auto set = [](std::string password, Fate fate) {
    Entry made = entry(Claim::password_set, "a@example.test", fate);
    made.value = std::move(password);
    return made;
  };
  const auto passwords =
      passwords_of({set("one", Fate::acknowledged), set("two", Fate::acknowledged),
                    set("three", Fate::failed), set("four", Fate::unknown)});
  EXPECT_THAT(passwords.at("a@example.test"), ElementsAre("four", "two"));
}

TEST(ReadRowsTest, ReadsWhatTheQueriesAnswer) {
  const NodeRows rows =
      read_rows("a",
                "family\tf1\t2\t0\nperson\ta@example.test\nlink\ta@example.test\t7\n"
                "session\ta@example.test\t2\nfamily\tf2\t0\t1\n");
  EXPECT_EQ(rows.families, node("a").families);
  EXPECT_EQ(rows.people, node("a").people);
  EXPECT_EQ(rows.links, node("a").links);
  EXPECT_EQ(rows.sessions, node("a").sessions);
}

TEST(ReadRowsTest, RefusesLinesThatAreNoRows) {
  for (const char* text :
       {"nobody\tx\n", "family\tf1\tx\t0\n", "link\ta\n", "ERROR 1047 (08S01)\n"})
    EXPECT_THROW((void)read_rows("a", text), std::runtime_error) << text;
}

}  // namespace
}  // namespace haetae::drill
