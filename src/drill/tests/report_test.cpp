// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::drill {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Entry write_at(nanoseconds answered) {
  return {.kind = Kind::sign_up,
          .claim = Claim::person_made,
          .key = "a@example.test",
          .sent = answered - 10ms,
          .answered = answered};
}

/// One fault of ten seconds, in which everything goes well.
Story good_story() {
  Story story;
  story.drill = "site-loss";
  story.english = "Lost & found <again>";
  story.korean = "잃고 되찾기";
  story.sites = {"a", "b", "c"};
  story.lasted = 20s;
  for (nanoseconds at = 100ms; at < 20s; at += 100ms)
    story.entries.push_back(write_at(at));
  story.moments = {{.at = 5s, .what = Moment::What::struck, .site = 1},
                   {.at = 5'300ms, .what = Moment::What::out, .site = 1},
                   {.at = 12s, .what = Moment::What::in, .site = 1}};
  story.cycles = {{.site = 1,
                   .fault = "kill",
                   .struck = 5s,
                   .mending = 10s,
                   .back = 12s,
                   .over = 15s,
                   .transfer = "incremental",
                   .in_flight = {{.name = "code", .begun = 2, .finished = 2}},
                   .complaints = {}}};
  return story;
}

Story judged(Story story) {
  add_usual_demands(story);
  add_time_demands(story, {});
  return story;
}

TEST(StoryTest, PassesWhenEverythingHolds) {
  EXPECT_TRUE(judged(good_story()).passed());
}

TEST(StoryTest, FailsByEachSingleBreach) {
  const auto fails = [](auto&& harm) {
    Story story = good_story();
    harm(story);
    return !judged(std::move(story)).passed();
  };
  EXPECT_TRUE(fails([](Story& s) { s.findings.lost.push_back("x"); }));
  EXPECT_TRUE(fails([](Story& s) { s.findings.spent_twice.push_back("x"); }));
  EXPECT_TRUE(fails([](Story& s) { s.findings.differ.push_back("x"); }));
  EXPECT_TRUE(fails([](Story& s) { s.accepted_revoked.push_back("x"); }));
  EXPECT_TRUE(fails([](Story& s) { s.stuck.push_back("x"); }));
  EXPECT_TRUE(fails([](Story& s) { s.entries[3].fate = Fate::failed; }));
  EXPECT_TRUE(fails([](Story& s) { s.entries[3].fate = Fate::unknown; }));
  EXPECT_TRUE(fails([](Story& s) { s.cycles[0].in_flight[0].finished = 1; }));
  EXPECT_TRUE(fails([](Story& s) { s.cycles[0].in_flight[0].spent_twice = 1; }));
  EXPECT_TRUE(fails([](Story& s) { s.cycles[0].back = 26s; }));
  // 1.1 s of silence after the fault; 0.6 s at the return.
  EXPECT_TRUE(fails([](Story& s) {
    std::erase_if(s.entries,
                  [](const Entry& e) { return e.answered > 6s && e.answered < 7'100ms; });
  }));
  EXPECT_TRUE(fails([](Story& s) {
    std::erase_if(s.entries,
                  [](const Entry& e) { return e.answered > 12s && e.answered < 12'600ms; });
  }));
  // No sign-up while the site was away.
  EXPECT_TRUE(fails([](Story& s) {
    for (Entry& e : s.entries)
      if (e.answered >= 5s && e.answered < 10s) e.kind = Kind::refresh;
  }));
}

TEST(StoryTest, ForgivesWhatBrokeAtTheDyingSite) {
  Story story = good_story();
  story.entries[51].fate = Fate::unknown;
  story.entries[51].dying = true;
  EXPECT_TRUE(judged(story).passed());
}

TEST(StoryTest, ForgivesWhatWasPutOff) {
  Story story = good_story();
  story.entries[51].fate = Fate::put_off;
  EXPECT_TRUE(judged(story).passed());
}

TEST(StoryTest, ShowsTimesWithoutDemandingThemWhenTold) {
  Story story = good_story();
  story.cycles[0].back = 40s;
  add_usual_demands(story);
  add_time_demands(story, {.demanded = false});
  EXPECT_TRUE(story.passed());
  EXPECT_THAT(to_text(story), HasSubstr("  --  from the end of the fault"));
}

TEST(ReportTest, SaysTheSameInJson) {
  const wire::Json json = to_json(judged(good_story()));
  EXPECT_EQ(json.string_at("drill"), "site-loss");
  const wire::Json* cycles = json.find("cycles");
  ASSERT_NE(cycles, nullptr);
  const wire::Json& cycle = cycles->if_array()->front();
  EXPECT_EQ(cycle.string_at("site"), "b");
  EXPECT_EQ(cycle.integer_at("stall_ms"), 100);
  EXPECT_EQ(cycle.integer_at("rejoin_ms"), 2'000);
  const wire::Json* timeline = json.find("timeline");
  ASSERT_NE(timeline, nullptr);
  EXPECT_EQ(timeline->find("writes")->if_array()->size(), 201U);
}

TEST(ReportTest, IsOnePageInTwoLanguagesWithoutOutsideParts) {
  Story story = judged(good_story());
  story.findings.lost.push_back("<script>alert(1)</script>");
  const std::string page = to_html(story);
  EXPECT_THAT(page, HasSubstr("Lost &amp; found &lt;again&gt;"));
  EXPECT_THAT(page, HasSubstr("잃고 되찾기"));
  EXPECT_THAT(page, HasSubstr("<svg"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
  EXPECT_THAT(page, Not(HasSubstr("href=")));
}

TEST(ReportTest, DrawsADrillThatWasOverAtOnce) {
  Story story;
  story.sites = {"a"};
  EXPECT_THAT(to_svg(story), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace haetae::drill
