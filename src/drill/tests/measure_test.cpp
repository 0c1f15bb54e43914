// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

#include "load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::drill {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Entry write_at(nanoseconds answered, Fate fate = Fate::acknowledged) {
  return {.kind = Kind::refresh,
          .claim = Claim::family_advanced,
          .sent = answered - 10ms,
          .answered = answered,
          .fate = fate};
}
Entry read_at(nanoseconds answered) {
  return {.kind = Kind::token_check, .sent = answered - 5ms, .answered = answered};
}

TEST(LongestGapTest, IsTheLongestTimeBetweenTwoAcknowledgements) {
  const std::vector<Entry> entries{write_at(1s), write_at(1'400ms), write_at(2'100ms),
                                   write_at(2'200ms)};
  EXPECT_EQ(longest_gap(entries, 1s, 2'300ms, true), 700ms);
}

TEST(LongestGapTest, ReachesBackToTheLastOneBeforeTheFault) {
  EXPECT_EQ(longest_gap({write_at(1'900ms), write_at(2'500ms)}, 2s, 2'600ms, true), 600ms);
}

TEST(LongestGapTest, CountsTheSilenceUpToTheEnd) {
  EXPECT_EQ(longest_gap({write_at(1s)}, 2s, 5s, true), 3s);
  EXPECT_EQ(longest_gap({write_at(2'500ms)}, 2s, 5s, true), 2'500ms);
  EXPECT_EQ(longest_gap({}, 2s, 5s, true), 3s);
}

TEST(LongestGapTest, IsNotShortenedByReadsFailuresOrTheDyingSite) {
  Entry dying = write_at(3s);
  dying.dying = true;
  const std::vector<Entry> entries{
      write_at(2s), read_at(3s), write_at(3s, Fate::failed), write_at(3s, Fate::unknown),
      dying,        write_at(4s)};
  EXPECT_EQ(longest_gap(entries, 2s, 4s, true), 2s);
  EXPECT_EQ(longest_gap(entries, 2s, 4s, false), 1s);
}

TEST(LongestGapTest, TakesAnswersInAnyOrder) {
  EXPECT_EQ(longest_gap({write_at(3s), write_at(1s), write_at(2s)}, 1s, 3s, true), 1s);
}

TEST(FiguresTest, CountsByKindFateAndSite) {
  Entry dying = write_at(2s, Fate::unknown);
  dying.dying = true;
  Entry slow = write_at(2s);
  slow.sent = 1s;
  const std::vector<Entry> entries{write_at(1s), slow,        write_at(2s, Fate::failed),
                                   dying,        read_at(2s), write_at(9s)};
  const Figures stood = figures_of(entries, 0s, 9s, false);
  const KindFigures& refreshes = stood[static_cast<std::size_t>(Kind::refresh)];
  EXPECT_EQ(refreshes.acknowledged, 2U);
  EXPECT_EQ(refreshes.failed, 1U);
  EXPECT_EQ(refreshes.unknown, 0U);
  EXPECT_EQ(refreshes.longest, 1s);
  EXPECT_EQ(stood[static_cast<std::size_t>(Kind::token_check)].acknowledged, 1U);
  EXPECT_EQ(figures_of(entries, 0s, 9s, true)[static_cast<std::size_t>(Kind::refresh)].unknown, 1U);
}

TEST(SeriesTest, PutsEachRequestIntoItsBucket) {
  const Series series = series_of({write_at(50ms), write_at(150ms), write_at(199ms), read_at(150ms),
                                   write_at(250ms, Fate::failed), write_at(250ms, Fate::unsent)},
                                  300ms, 100ms);
  EXPECT_THAT(series.writes, ElementsAre(1, 2, 0, 0));
  EXPECT_THAT(series.reads, ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(series.failed, ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(series.lost, ElementsAre(0, 0, 1, 0));
}

TEST(RateTest, IsRequestsASecond) {
  EXPECT_DOUBLE_EQ(rate(30, 1'500ms), 20);
  EXPECT_EQ(rate(30, 0s), 0);
}

TEST(PeriodTest, SharesTheRateAmongTheWorkers) {
  EXPECT_EQ(period_of({.role = "x", .per_second = 20, .workers = 4}), 200ms);
  EXPECT_EQ(period_of({.role = "x", .per_second = 0.5, .workers = 1}), 2s);
  EXPECT_EQ(period_of({.role = "x", .per_second = 0, .workers = 1}), 1s);
}

}  // namespace
}  // namespace haetae::drill
