// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/database.hpp"
#include "haetae/site/view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae::site;
using testing::HasSubstr;

namespace {

constexpr const char* kCluster = "56b6a5da-e6c2-11f1-b889-d78994bb7e84";

TEST(FindRecovered, TakesTheLastPosition) {
  const auto found = find_recovered(
      "2026-11-22 22:16:22 0 [Note] WSREP: Recovered position: 56b6a5da-e6c2-11f1-b889-"
      "d78994bb7e84:1\n"
      "2026-11-22 22:16:25 0 [Note] WSREP: Recovered position: 56b6a5da-e6c2-11f1-b889-"
      "d78994bb7e84:4711,0-1-2\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (Position{.cluster = kCluster, .seqno = 4711}));
}

TEST(FindRecovered, FindsNothingInOtherText) {
  EXPECT_FALSE(find_recovered(""));
  EXPECT_FALSE(find_recovered("WSREP: Recovered position: nothing:4\n"));
  EXPECT_FALSE(
      find_recovered("WSREP: Recovered position: 56b6a5da-e6c2-11f1-b889-d78994bb7e84:\n"));
  EXPECT_FALSE(
      find_recovered("WSREP: Recovered position: 56b6a5da-e6c2-11f1-b889-d78994bb7e84:-2\n"));
}

TEST(ParseSavedState, ReadsAnOrderlyStop) {
  const auto state = parse_saved_state(
      "# GALERA saved state\nversion: 2.1\nuuid:    56b6a5da-e6c2-11f1-b889-d78994bb7e84\n"
      "seqno:   12\nsafe_to_bootstrap: 1\n");
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->position.known());
  EXPECT_EQ(state->position.seqno, 12);
  EXPECT_TRUE(state->safe_to_bootstrap);
}

TEST(ParseSavedState, KnowsNoPositionAfterACrash) {
  const auto state = parse_saved_state(
      "uuid: 56b6a5da-e6c2-11f1-b889-d78994bb7e84\nseqno: -1\nsafe_to_bootstrap: 0\n");
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->position.known());
  EXPECT_FALSE(state->safe_to_bootstrap);
  EXPECT_FALSE(parse_saved_state("seqno: 4\n"));
}

TEST(FindCopied, TellsACopyFromAnIncrement) {
  const std::string line =
      "2026-11-22 22:16:24 3 [Note] WSREP: SST succeeded for position " + std::string{kCluster};
  EXPECT_EQ(find_copied(line + ":10\n")->seqno, 10);
  EXPECT_FALSE(find_copied("2026-11-22 22:16:24 3 [Note] WSREP: Receiving IST\n"));
}

TEST(ExplainLog, AdvisesOnAFullDisk) {
  const std::string words = explain_log(
      "2026-11-22 [Note] one\n2026-11-22 0 [ERROR] mariadbd: Error writing file (Errcode: 28 "
      "\"No space left on device\")\n2026-11-22 [ERROR] Aborting\n");
  EXPECT_THAT(words, HasSubstr("Aborting"));
  EXPECT_THAT(words, HasSubstr("The disk is full"));
  EXPECT_THAT(explain_log("[ERROR] Do you already have another server running: Address already in "
                          "use\n"),
              HasSubstr("A port is taken"));
}

TEST(ExplainLog, ShowsTheLastLinesWhenThereIsNoError) {
  EXPECT_EQ(explain_log("one\ntwo\n"), "  one\n  two\n");
}

TEST(LogWords, NamesTheStepOfAStart) {
  EXPECT_EQ(log_words("x InnoDB: Starting crash recovery from\ny WSREP: Start replication\n"),
            "looking for the other sites");
  EXPECT_EQ(log_words("WSREP: Start replication\nWSREP_SST: [INFO] Proceeding with SST (x)\n"),
            "taking a whole copy from another site");
}

TEST(FindIslandStart, HoldsUntilTheMajorityIsBack) {
  const std::string lost =
      "2026-11-22 22:16:22 0 [Note] WSREP: New COMPONENT: primary = no, bootstrap = no\n";
  const std::string again =
      "2026-11-22 22:18:22 0 [Note] WSREP: New COMPONENT: primary = no, bootstrap = no\n";
  EXPECT_EQ(find_island_start(lost + again), "2026-11-22 22:16:22");
  EXPECT_EQ(find_island_start(lost + "x New COMPONENT: primary = yes, bootstrap\n" + again),
            "2026-11-22 22:18:22");
  EXPECT_EQ(find_island_start(lost + "x New COMPONENT: primary = yes, bootstrap\n"), "");
}

}  // namespace
