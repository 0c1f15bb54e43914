// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/view.hpp"

#include "haetae/site/bootstrap.hpp"
#include "haetae/site/peers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae::site;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char* kCluster = "56b6a5da-e6c2-11f1-b889-d78994bb7e84";
const std::string kSecret(43, 'k');

SiteFile three(bool witness = false) {
  SiteFile site;
  site.name = "a";
  site.members = {{.name = "a", .address = "10.0.0.1"},
                  {.name = "b", .address = "10.0.0.2"},
                  {.name = "c", .address = "10.0.0.3", .witness = witness}};
  return site;
}

Variables in_sync() {
  return {{"wsrep_local_state_comment", "Synced"},
          {"wsrep_cluster_status", "Primary"},
          {"wsrep_cluster_size", "3"},
          {"wsrep_ready", "ON"},
          {"wsrep_last_committed", "41"},
          {"wsrep_cluster_state_uuid", kCluster},
          {"wsrep_flow_control_paused", "0.0"},
          {"wsrep_incoming_addresses", "10.0.0.1:3306,10.0.0.2:3306,10.0.0.3:3306"}};
}

TEST(ReadView, SeesEverySite) {
  const View view = read_view(three(), in_sync());
  EXPECT_EQ(view.standing, Standing::in_sync);
  EXPECT_TRUE(view.missing.empty());
  EXPECT_EQ(view.position.seqno, 41);
  EXPECT_TRUE(is_synced(in_sync()));
  EXPECT_THAT(to_text(view, Language::en), HasSubstr("Nothing to do."));
  EXPECT_THAT(to_text(view, Language::ko), HasSubstr("할 일이 없습니다."));
}

TEST(ReadView, NamesWhoIsMissing) {
  Variables variables = in_sync();
  variables["wsrep_cluster_size"] = "2";
  variables["wsrep_incoming_addresses"] = "10.0.0.1:3306,10.0.0.2:3306";
  const View view = read_view(three(), variables);
  EXPECT_THAT(view.missing, ElementsAre("c"));
  EXPECT_THAT(to_text(view, Language::en), HasSubstr("missing: c"));
  EXPECT_THAT(to_text(view, Language::ko), HasSubstr("빠진 사이트: c"));
}

TEST(ReadView, CountsAWitnessThatHasNoAddress) {
  Variables variables = in_sync();
  variables["wsrep_incoming_addresses"] = "10.0.0.1:3306,,10.0.0.2:3306";
  EXPECT_TRUE(read_view(three(true), variables).missing.empty());
  variables["wsrep_incoming_addresses"] = "10.0.0.1:3306,10.0.0.2:3306";
  variables["wsrep_cluster_size"] = "2";
  EXPECT_THAT(read_view(three(true), variables).missing, ElementsAre("c"));
}

TEST(ReadView, CallsALostMajorityAnIsland) {
  Variables variables = in_sync();
  variables["wsrep_cluster_status"] = "non-Primary";
  variables["wsrep_local_state_comment"] = "Initialized";
  variables["wsrep_cluster_size"] = "1";
  variables["wsrep_incoming_addresses"] = "10.0.0.1:3306";
  View view = read_view(three(), variables);
  view.island_since = "2026-11-22 22:16:22";
  EXPECT_EQ(view.standing, Standing::island);
  EXPECT_FALSE(is_synced(variables));
  EXPECT_THAT(to_text(view, Language::en), HasSubstr("alone since: 2026-11-22 22:16:22"));
  EXPECT_THAT(to_text(view, Language::en), HasSubstr("haetae site bootstrap"));
  EXPECT_THAT(to_text(view, Language::ko), HasSubstr("다수를 잃었습니다"));
}

TEST(ReadView, DoesNotCallAJoiningSiteAnIsland) {
  Variables variables = in_sync();
  variables["wsrep_cluster_status"] = "non-Primary";
  variables["wsrep_local_state_comment"] = "Joining: receiving State Transfer";
  EXPECT_EQ(read_view(three(), variables).standing, Standing::joining);
}

TEST(ReadView, SaysHowLongWritesWaitedForASlowSite) {
  Variables variables = in_sync();
  variables["wsrep_flow_control_paused"] = "0.25";
  variables["wsrep_local_recv_queue"] = "70";
  const std::string text = to_text(read_view(three(), variables), Language::en);
  EXPECT_THAT(text, HasSubstr("25 %"));
  EXPECT_THAT(text, HasSubstr("writes waiting: 70"));
}

TEST(PeerAnswer, IsTakenOnlyFromWhoHasTheSecretAndForThisQuestion) {
  const View view = read_view(three(), in_sync());
  const std::string nonce(32, '7');
  const std::string answer = make_answer(view, nonce, kSecret);
  const auto read = read_answer(answer, nonce, kSecret);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json(*read).to_text(), to_json(view).to_text());
  EXPECT_FALSE(read_answer(answer, std::string(32, '8'), kSecret));
  EXPECT_FALSE(read_answer(answer, nonce, std::string(43, 'z')));
  std::string changed = answer;
  changed[changed.find("41")] = '9';
  EXPECT_FALSE(read_answer(changed, nonce, kSecret));
  EXPECT_FALSE(read_answer("", nonce, kSecret));
}

Peer peer(const char* name, Standing standing, std::int64_t seqno) {
  View view;
  view.name = name;
  view.standing = standing;
  if (seqno >= 0) view.position = {.cluster = kCluster, .seqno = seqno};
  return {.member = {.name = name, .address = "10.0.0.9"}, .view = view};
}

Peer silent(const char* name) {
  return {.member = {.name = name, .address = "10.0.0.9"}, .view = std::nullopt};
}

using Verdict = BootstrapPlan::Verdict;

TEST(PlanBootstrap, IsPossibleForTheHighestPositionAndNamesWhoCouldNotBeAsked) {
  const View self = *peer("a", Standing::island, 41).view;
  const std::vector<Peer> peers{peer("b", Standing::starting, 40), silent("c")};
  const auto plan = plan_bootstrap(self, peers);
  EXPECT_EQ(plan.verdict, Verdict::possible);
  EXPECT_THAT(plan.unreachable, ElementsAre("c"));
  const std::string words = explain(plan, self, peers, Language::en);
  EXPECT_THAT(words, HasSubstr("could not be asked: c"));
  EXPECT_THAT(words, HasSubstr(":40"));
  EXPECT_THAT(explain(plan, self, peers, Language::ko), HasSubstr("물어볼 수 없는 사이트: c"));
}

TEST(PlanBootstrap, BeginsANewHistoryUnlessAllDataAreKnownToBeNoLater) {
  const View self = *peer("a", Standing::stopped, 41).view;
  Peer witness = silent("w");
  witness.member.witness = true;
  EXPECT_FALSE(plan_bootstrap(self, {peer("b", Standing::stopped, 41), witness}).is_new_history);
  EXPECT_TRUE(plan_bootstrap(self, {peer("b", Standing::stopped, 41), silent("c")}).is_new_history);
  EXPECT_TRUE(plan_bootstrap(self, {peer("b", Standing::starting, -1)}).is_new_history);
  View last = self;
  last.safe_to_bootstrap = true;
  EXPECT_FALSE(plan_bootstrap(last, {silent("b"), silent("c")}).is_new_history);
}

TEST(PlanBootstrap, IsRefusedWhereAMajorityIs) {
  EXPECT_EQ(plan_bootstrap(*peer("a", Standing::in_sync, 41).view, {}).verdict,
            Verdict::majority_here);
  const View self = *peer("a", Standing::island, 41).view;
  const auto plan = plan_bootstrap(self, {peer("b", Standing::in_sync, 30)});
  EXPECT_EQ(plan.verdict, Verdict::majority_there);
  EXPECT_EQ(plan.other, "b");
}

TEST(PlanBootstrap, IsRefusedToWhoWouldLoseWrites) {
  const View self = *peer("a", Standing::stopped, 41).view;
  EXPECT_EQ(plan_bootstrap(self, {peer("b", Standing::stopped, 42)}).verdict,
            Verdict::later_elsewhere);
  Peer other = peer("b", Standing::stopped, 1);
  other.view->position.cluster[0] = '6';
  EXPECT_EQ(plan_bootstrap(self, {other}).verdict, Verdict::other_history);
  EXPECT_EQ(plan_bootstrap(*peer("a", Standing::stopped, -1).view, {}).verdict,
            Verdict::no_position);
}

}  // namespace
