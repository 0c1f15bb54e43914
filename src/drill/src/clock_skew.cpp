// SPDX-License-Identifier: Apache-2.0
#include "guarded.hpp"
#include "haetae/site/process.hpp"
#include "stage.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

/// The server of a site with a clock that is wrong by so many seconds. Spans stay right, as they do
/// on a machine whose clock is set wrongly.
void set_clock(Stage& stage, std::size_t site, std::chrono::seconds wrong) {
  const std::string offset = fmt::format("{:+}s", wrong.count());
  Cycle cycle{.site = site, .fault = fmt::format("clock {}", offset)};
  stage.say("{}  the clock of site {} becomes wrong by {}", stage.clock_text(),
            stage.story().sites.at(site), offset);
  cycle.struck = stage.ledger().now();
  stage.mark(Moment::What::other, site, fmt::format("{} {}", stage.story().sites.at(site), offset));
  stage.field().stop_server(site);
  cycle.mending = stage.ledger().now();
  stage.field().serve_below(site, {"faketime", "--exclude-monotonic", "-f", offset},
                            stage.options().program);
  stage.wait_in(site);
  cycle.back = stage.ledger().now();
  cycle.transfer = "none";
  pause(stage.options().calm);
  cycle.over = stage.ledger().now();
  stage.story().cycles.push_back(std::move(cycle));
}

}  // namespace

DrillOutcome clock_skew(const Options& options, const base::Clock& clock, base::Entropy& entropy) {
  return guarded([&]() -> DrillOutcome {
    if (site::find_program("faketime").empty()) {
      return base::fail(DrillError{"the program faketime is missing: apt install faketime"});
    }
    Stage stage{options, clock, entropy};
    Story& story = stage.story();
    story.drill = "clock-skew";
    story.english = fmt::format(
        "One site's clock runs {0} s ahead, another's {0} s behind; then the third site is lost.",
        options.skew.count());
    story.korean = fmt::format(
        "한 사이트의 시계는 {0}초 빠르고 다른 사이트는 {0}초 느린데, 나머지 사이트를 잃습니다.",
        options.skew.count());
    stage.begin(usual_load());
    set_clock(stage, 1, options.skew);
    set_clock(stage, 2, -options.skew);
    stage.lose(0, Blow::kill, "kill");
    return stage.finish(TimeLimits{.demanded = options.demand_times});
  });
}

}  // namespace haetae::drill
