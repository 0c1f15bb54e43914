// SPDX-License-Identifier: Apache-2.0
#include "guarded.hpp"
#include "stage.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

constexpr std::size_t kSite = 1;

void fill(Stage& stage) {
  Cycle cycle{.site = kSite, .fault = "disk full"};
  stage.front().set_dying(kSite);
  cycle.struck = stage.ledger().now();
  stage.mark(Moment::What::struck, kSite);
  stage.say("{}  the disk of site {} is full", stage.clock_text(), stage.story().sites.at(kSite));
  stage.field().fill_disk();
  pause(stage.options().outage);
  cycle.mending = stage.ledger().now();
  stage.mark(Moment::What::mending, kSite);
  stage.say("{}  there is room again", stage.clock_text());
  stage.field().free_disk();
  stage.front().let_return(kSite);
  stage.field().bring_back(kSite);
  stage.wait_in(kSite);
  cycle.back = stage.taken_in(kSite, cycle.mending);
  cycle.transfer = stage.field().transfer(kSite);
  pause(stage.options().calm);
  cycle.over = stage.ledger().now();
  stage.story().cycles.push_back(std::move(cycle));
}

}  // namespace

DrillOutcome disk_full(const Options& options, const base::Clock& clock, base::Entropy& entropy) {
  return guarded([&]() -> DrillOutcome {
    Stage stage{options, clock, entropy, kSite};
    Story& story = stage.story();
    story.drill = "disk-full";
    story.english = "The disk below one site's database fills up under load, and gets room again.";
    story.korean = "한 사이트 데이터베이스의 디스크가 부하 중에 가득 찼다가 다시 비워집니다.";
    stage.begin(usual_load());
    fill(stage);
    return stage.finish(TimeLimits{.demanded = options.demand_times});
  });
}

}  // namespace haetae::drill
