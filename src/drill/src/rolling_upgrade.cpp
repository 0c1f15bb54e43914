// SPDX-License-Identifier: Apache-2.0
#include "guarded.hpp"
#include "stage.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

/// One site's server ends in order and starts as another version; nobody may notice.
void change(Stage& stage, std::size_t site, const std::filesystem::path& program,
            std::string_view version) {
  Cycle cycle{.site = site, .fault = fmt::format("to {}", version)};
  cycle.struck = stage.ledger().now();
  stage.mark(Moment::What::struck, site);
  stage.say("{}  site {} becomes {}", stage.clock_text(), stage.story().sites.at(site), version);
  stage.field().stop_server(site);
  cycle.mending = stage.ledger().now();
  stage.mark(Moment::What::mending, site);
  stage.field().serve(site, program);
  stage.wait_in(site);
  cycle.back = stage.ledger().now();
  cycle.transfer = "none";
  pause(stage.options().calm);
  cycle.over = stage.ledger().now();
  stage.story().cycles.push_back(std::move(cycle));
}

}  // namespace

DrillOutcome rolling_upgrade(const Options& options, const base::Clock& clock,
                             base::Entropy& entropy) {
  return guarded([&]() -> DrillOutcome {
    const std::filesystem::path other = options.other.empty() ? options.program : options.other;
    if (!std::filesystem::exists(other)) {
      return base::fail(DrillError{fmt::format("there is no program {}", other.string())});
    }
    Stage stage{options, clock, entropy};
    Story& story = stage.story();
    story.drill = "rolling-upgrade";
    story.english =
        "Under load, one site after the other changes to the other version, and then back.";
    story.korean = "부하를 받으면서 한 사이트씩 다른 판으로 바꾸고, 다시 되돌립니다.";
    story.facts.push_back({"version N", "판 N", options.program.string()});
    story.facts.push_back({"version N+1", "판 N+1", other.string()});
    stage.begin(usual_load());
    for (std::size_t site = 0; site < stage.front().size(); ++site)
      change(stage, site, other, "N+1");
    for (std::size_t site = 0; site < stage.front().size(); ++site)
      change(stage, site, options.program, "N");
    return stage.finish(std::nullopt);
  });
}

}  // namespace haetae::drill
