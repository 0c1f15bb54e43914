// SPDX-License-Identifier: Apache-2.0
#include "lab_fixture.hpp"

using namespace haetae;
using namespace haetae::site;
using testing::HasSubstr;

namespace {

TEST_F(Sites, LoseNothingAcknowledgedWhenOneIsKilledOrCutOff) {
  Session first{lab_->site(0)};
  ASSERT_EQ(first.run("CREATE TABLE acts (id VARCHAR(40) PRIMARY KEY) ENGINE=InnoDB"), 0U);
  // A site that dies within a change of tables needs a whole copy; the change has arrived here.
  EXPECT_TRUE(rows(2).empty());
  Writer writer{lab_->site(0), clock_};
  for (const Fault fault : {Fault::kill, Fault::cut}) {
    lab_->strike(2, fault);
    EXPECT_TRUE(sees(0, "2", "Primary"));
    const auto back = lab_->bring_back(2, kPatience);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->way, Started::Way::incremental);
    EXPECT_TRUE(sees(0, "3", "Primary"));
    RecordProperty(fault == Fault::kill ? "rejoin_kill_ms" : "rejoin_cut_ms",
                   static_cast<int>(back->took.count()));
  }
  writer.stop();
  EXPECT_EQ(writer.failed, 0) << testing::PrintToString(writer.errors) << ", longest pause "
                              << writer.longest.count() / 1'000'000 << " ms";
  EXPECT_GT(writer.acknowledged.size(), 10U);
  RecordProperty("refused", writer.refused);
  RecordProperty("unknown", writer.unknown);
  RecordProperty("longest_ms", static_cast<int>(writer.longest.count() / 1'000'000));
  for (std::size_t site = 0; site < 3; ++site) {
    const auto there = rows(site);
    for (const std::string& id : writer.acknowledged)
      ASSERT_TRUE(there.contains(id)) << id << " is missing at site " << site;
  }
}

TEST_F(Sites, AreStartedAndFoundedByTheCommandAndNeverFoundThemselves) {
  ASSERT_NE(std::getenv("HAETAE_BIN"), nullptr);
  Session first{lab_->site(0)};
  ASSERT_EQ(first.run("CREATE TABLE acts (id VARCHAR(40) PRIMARY KEY) ENGINE=InnoDB"), 0U);

  ASSERT_TRUE(lab_->stop_database(2));
  const auto refused = tool(2, {"start", "--first"});
  EXPECT_NE(refused.first, 0);
  EXPECT_THAT(refused.second, HasSubstr("were in a cluster before"));
  const auto started = tool(2, {"start", "--wait", "60"});
  EXPECT_EQ(started.first, 0) << started.second;
  const auto status = tool(2, {"status", "--lang", "ko"});
  EXPECT_EQ(status.first, 0) << status.second;
  EXPECT_THAT(status.second, HasSubstr("다수에 속해 있고 최신 상태입니다"));
  const auto word = tool(2, {"bootstrap"});
  EXPECT_EQ(word.first, 1);
  EXPECT_THAT(word.second, HasSubstr("this site is in a majority"));
  const auto stopped = tool(2, {"stop"});
  EXPECT_EQ(stopped.first, 0) << stopped.second;

  lab_->strike(1, Fault::kill);
  EXPECT_TRUE(sees(0, "1", "non-Primary"));
  EXPECT_EQ(first.run("INSERT INTO acts (id) VALUES ('x')"), 1047U);
  const auto alone = tool(0, {"status", "--json"});
  EXPECT_EQ(alone.first, 1);
  EXPECT_THAT(alone.second, HasSubstr("\"standing\":\"island\""));
  const auto unasked = tool(0, {"bootstrap"});
  EXPECT_EQ(unasked.first, 1);
  EXPECT_THAT(unasked.second, HasSubstr("could not be asked: b, c"));
  EXPECT_EQ(first.run("INSERT INTO acts (id) VALUES ('x')"), 1047U);
  const auto founded = tool(0, {"bootstrap", "--yes-i-understand-that-writes-may-be-lost"});
  EXPECT_EQ(founded.first, 0) << founded.second;
  Session founder{lab_->site(0)};  // those that could not be asked have its database begin anew
  EXPECT_EQ(founder.run("INSERT INTO acts (id) VALUES ('x')"), 0U);
  for (const std::size_t site : {1U, 2U}) {
    const auto back = tool(site, {"rejoin", "--wait", "60"});
    EXPECT_EQ(back.first, 0) << back.second;
    EXPECT_TRUE(rows(site).contains("x"));
  }
}

/// Two sites wrote on while the first was gone; then they burn, and the first becomes the cluster.
/// What only they have is lost, and must not live on at one of them under the same numbers.
TEST_F(Sites, AreGivenTheCommonStateWhenTheyHadWritesOfTheirOwn) {
  Session first{lab_->site(0)}, second{lab_->site(1)};
  ASSERT_EQ(first.run("CREATE TABLE acts (id VARCHAR(40) PRIMARY KEY) ENGINE=InnoDB"), 0U);
  EXPECT_TRUE(rows(2).empty());
  lab_->strike(0, Fault::kill);
  EXPECT_TRUE(sees(1, "2", "Primary"));
  for (const char* id : {"lost-1", "lost-2", "lost-3"})
    ASSERT_EQ(second.run("INSERT INTO acts (id) VALUES ('" + std::string{id} + "')"), 0U);
  EXPECT_EQ(rows(2).size(), 3U);
  lab_->strike(1, Fault::kill);
  lab_->strike(2, Fault::kill);
  EXPECT_NE(tool(0, {"start", "--wait", "2"}).first, 0);
  const auto founded = tool(0, {"bootstrap", "--yes-i-understand-that-writes-may-be-lost"});
  ASSERT_EQ(founded.first, 0) << founded.second;
  Session founder{lab_->site(0)};
  ASSERT_EQ(founder.run("INSERT INTO acts (id) VALUES ('kept-1')"), 0U);
  // One that comes back has more writes than the cluster, the other fewer.
  const auto ahead = tool(1, {"rejoin", "--wait", "60"});
  EXPECT_EQ(ahead.first, 0) << ahead.second;
  EXPECT_EQ(rows(1), rows(0));
  for (const char* id : {"kept-2", "kept-3", "kept-4", "kept-5"})
    ASSERT_EQ(founder.run("INSERT INTO acts (id) VALUES ('" + std::string{id} + "')"), 0U);
  const auto behind = tool(2, {"rejoin", "--wait", "60"});
  EXPECT_EQ(behind.first, 0) << behind.second;
  EXPECT_EQ(rows(2), rows(0));
  EXPECT_EQ(rows(0).size(), 5U);
}

}  // namespace
