// SPDX-License-Identifier: Apache-2.0
#include "client.hpp"
#include "report.hpp"
#include "stalls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::bench {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(HistogramTest, GivesPercentilesWithinThreePercent) {
  Histogram histogram;
  for (int i = 1; i <= 10'000; ++i)
    histogram.record(std::chrono::microseconds{i});
  EXPECT_EQ(histogram.count(), 10'000U);
  EXPECT_NEAR(static_cast<double>(histogram.percentile(0.5).count()), 5e6, 0.032 * 5e6);
  EXPECT_NEAR(static_cast<double>(histogram.percentile(0.99).count()), 9.9e6, 0.032 * 9.9e6);
  EXPECT_EQ(histogram.percentile(1.0), 10ms);
  EXPECT_EQ(histogram.longest(), 10ms);
  EXPECT_EQ(histogram.mean(), 5'000'500ns);
}

TEST(HistogramTest, HoldsTheSmallestAndTheLargest) {
  Histogram histogram;
  EXPECT_EQ(histogram.percentile(0.99), 0ns);
  histogram.record(0ns);
  EXPECT_EQ(histogram.percentile(0.5), 0ns);
  histogram.record(48h);
  EXPECT_EQ(histogram.count(), 2U);
  EXPECT_GE(histogram.percentile(1.0), 15min);
}

TEST(HistogramTest, AddsUpWhatSeveralHaveMeasured) {
  Histogram one, other, both;
  for (int i = 1; i <= 1'000; ++i) {
    (i % 3 == 0 ? one : other).record(std::chrono::microseconds{i});
    both.record(std::chrono::microseconds{i});
  }
  one.add(other);
  EXPECT_EQ(one.count(), both.count());
  EXPECT_EQ(one.mean(), both.mean());
  EXPECT_EQ(one.longest(), both.longest());
  for (const double share : {0.01, 0.5, 0.99})
    EXPECT_EQ(one.percentile(share), both.percentile(share)) << share;
}

TEST(HistogramTest, NeverReportsLessThanWasMeasured) {
  for (std::int64_t value = 1; value < 5'000'000; value = value * 9 / 8 + 1) {
    Histogram histogram;
    histogram.record(std::chrono::nanoseconds{value});
    histogram.record(1h);
    const auto half = histogram.percentile(0.5).count();
    EXPECT_GE(half, value);
    EXPECT_LE(half, value + value / 32 + 1);
  }
}

TEST(ParseReplyTest, ReadsOneAnswerAndLeavesTheNext) {
  const std::string text =
      "HTTP/1.1 303 See Other\r\nlocation: /account\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 2";
  const ParsedReply parsed = parse_reply(text);
  ASSERT_EQ(parsed.state, ReplyState::complete);
  EXPECT_EQ(parsed.reply.status, 303);
  EXPECT_EQ(parsed.reply.body, "ok");
  EXPECT_EQ(parsed.reply.header("Location"), "/account");
  EXPECT_EQ(parsed.reply.header("Locatio"), std::nullopt);
  EXPECT_FALSE(parsed.reply.closes());
  EXPECT_EQ(text.substr(parsed.length), "HTTP/1.1 2");
}

TEST(ParseReplyTest, WaitsForHeadAndBody) {
  const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_EQ(parse_reply(text.substr(0, length)).state, ReplyState::incomplete) << length;
  }
  EXPECT_EQ(parse_reply(text).state, ReplyState::complete);
}

TEST(ParseReplyTest, RefusesWhatItCannotMeasure) {
  for (const char* text :
       {"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nabc"}) {
    EXPECT_EQ(parse_reply(text).state, ReplyState::malformed) << text;
  }
}

TEST(FieldsOfTest, FindsInputsAndDataAttributes) {
  const std::string page =
      R"(<input name="csrf" value="t1"><input name="scope" value="a"><input name="scope" value="b">
         <div data-other="x" data-flow="f">)";
  EXPECT_EQ(field_of(page, "csrf"), "t1");
  EXPECT_EQ(field_of(page, "flow"), "f");
  EXPECT_THAT(fields_of(page, "scope"), ElementsAre("a", "b"));
  EXPECT_EQ(field_of(page, "gone"), "");
}

TEST(SlopeTest, TellsByHowMuchAValueGrows) {
  EXPECT_NEAR(slope({{0, 3}, {2, 6}, {10, 18}}), 1.5, 1e-9);
  EXPECT_NEAR(slope({{0, 7}, {2, 7}}), 0, 1e-9);
  // A value that is off pulls by its distance from the middle.
  EXPECT_NEAR(slope({{0, 1}, {1, 0}, {2, 1}, {3, 6}}), 1.6, 1e-9);
}

TEST(StoreCountersTest, TakesWholeNumbersOfTheStoreOnly) {
  const auto counters = parse_store_counters(
      "# HELP haetae_store_commits_total x\nhaetae_store_commits_total 12\n"
      "haetae_store_commit_seconds_bucket{le=\"1\"} 3\nhaetae_store_commit_seconds_sum 1.5\n"
      "haetae_pool_queued 7\n");
  EXPECT_EQ(counters.size(), 2U);
  EXPECT_EQ(counters.at("haetae_store_commits_total"), 12);
  EXPECT_EQ(counters.at("haetae_store_commit_seconds_sum"), 1.5);
}

TEST(StallsTest, WithoutStallsTheBestIsTheServiceItself) {
  EXPECT_NEAR(static_cast<double>(best_p99({}, 1s, 10us, 50'000).count()), 10e3, 0.04 * 10e3);
}

TEST(StallsTest, ARareStallIsSeenOnlyWhereItDelaysOneInAHundred) {
  const std::vector<Stall> rare{{.at = 100ms, .length = 4ms}};
  // At 4 us of each 20 the queue is gone after another millisecond, at 18 us after 36.
  EXPECT_LT(best_p99(rare, 1s, 4us, 50'000), 50us);
  EXPECT_GT(best_p99(rare, 1s, 18us, 50'000), 1ms);
}

TEST(StallsTest, TwoStallsAtATimeDelayOnce) {
  const std::vector<Stall> one{{.at = 100ms, .length = 40ms}};
  const std::vector<Stall> two{{.at = 100ms, .length = 40ms}, {.at = 110ms, .length = 30ms}};
  EXPECT_EQ(best_p99(one, 1s, 10us, 50'000), best_p99(two, 1s, 10us, 50'000));
}

TEST(StallsTest, AStallWhileNobodyAsksDelaysNobody) {
  const std::vector<Stall> idle{{.at = 100'100us, .length = 800us}};
  EXPECT_LT(best_p99(idle, 1s, 10us, 1'000), 20us);
}

}  // namespace
}  // namespace haetae::bench
