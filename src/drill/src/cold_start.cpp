// SPDX-License-Identifier: Apache-2.0
#include "guarded.hpp"
#include "stage.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

constexpr double kColdStartMostSeconds = 60;

/// Every site loses its power in the same second, and gets it back.
void black_out(Stage& stage) {
  const std::size_t count = stage.front().size();
  Cycle cycle{.site = 0, .fault = "power everywhere"};
  for (std::size_t site = 0; site < count; ++site)
    stage.front().set_dying(site);
  cycle.struck = stage.ledger().now();
  stage.say("{}  the power fails everywhere", stage.clock_text());
  std::vector<std::size_t> all;
  for (std::size_t site = 0; site < count; ++site) {
    all.push_back(site);
    stage.field().strike(site, Blow::kill);
    stage.mark(Moment::What::struck, site);
  }
  pause(stage.options().outage);
  cycle.mending = stage.ledger().now();
  stage.say("{}  the power is back", stage.clock_text());
  for (const std::size_t site : all) {
    stage.mark(Moment::What::mending, site);
    stage.front().let_return(site);
  }
  stage.field().bring_back_all(all);
  for (const std::size_t site : all)
    stage.wait_in(site);
  for (const std::size_t site : all)
    cycle.back = std::max(cycle.back, stage.taken_in(site, cycle.mending));
  cycle.transfer = stage.field().transfer(0);
  pause(stage.options().calm);
  cycle.over = stage.ledger().now();
  stage.story().cycles.push_back(std::move(cycle));
}

/// From the power to the first sign-in that was acknowledged.
double first_sign_in_seconds(const std::vector<Entry>& entries, nanoseconds power) {
  nanoseconds first = nanoseconds::max();
  for (const Entry& entry : entries) {
    if (entry.claim != Claim::session_made || entry.fate != Fate::acknowledged) continue;
    if (entry.answered > power) first = std::min(first, entry.answered);
  }
  return first == nanoseconds::max() ? 1e9 : std::chrono::duration<double>(first - power).count();
}

}  // namespace

DrillOutcome cold_start(const Options& options, const base::Clock& clock, base::Entropy& entropy) {
  return guarded([&]() -> DrillOutcome {
    Stage stage{options, clock, entropy};
    Story& story = stage.story();
    story.drill = "cold-start";
    story.english = fmt::format(
        "All power fails under load, {} times; every site starts anew without outside help.",
        options.cycles);
    story.korean = fmt::format(
        "부하를 받는 모든 사이트의 전원이 {}번 한꺼번에 나가고, 바깥 도움 없이 다시 켜집니다.",
        options.cycles);
    stage.begin(usual_load());
    for (std::size_t i = 0; i < options.cycles; ++i)
      black_out(stage);
    double slowest = 0;
    for (const Cycle& cycle : story.cycles)
      slowest = std::max(slowest, first_sign_in_seconds(stage.ledger().entries(), cycle.mending));
    story.demands.push_back({.name = "first_sign_in_s",
                             .english = "from the power to the first sign-in",
                             .korean = "전원이 돌아온 뒤 첫 로그인까지",
                             .value = slowest,
                             .most = kColdStartMostSeconds,
                             .unit = "s",
                             .demanded = options.demand_times});
    return stage.finish(std::nullopt);
  });
}

}  // namespace haetae::drill
