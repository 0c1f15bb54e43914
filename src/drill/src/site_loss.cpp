// SPDX-License-Identifier: Apache-2.0
#include "guarded.hpp"
#include "stage.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

/// A whole copy: Debian's script waits for ten seconds of it, and the rest is the data's.
constexpr double kCopyMostSeconds = 30;

std::optional<Blow> blow_of(std::string_view fault) {
  if (fault == "kill") return Blow::kill;
  if (fault == "cut") return Blow::cut;
  if (fault == "disk") return Blow::disk;
  return std::nullopt;
}

}  // namespace

DrillOutcome site_loss(const Options& options, const base::Clock& clock, base::Entropy& entropy) {
  const auto blow = blow_of(options.fault);
  if (!blow) return base::fail(DrillError{"a fault is kill, cut or disk"});
  return guarded([&]() -> DrillOutcome {
    Stage stage{options, clock, entropy};
    Story& story = stage.story();
    story.drill = "site-loss";
    story.english =
        fmt::format("Three sites under load; {} times one of them is lost ({}) and comes back.",
                    options.cycles, options.fault);
    story.korean = fmt::format("부하를 받는 세 사이트에서 {}번 한 곳을 잃고({}) 다시 되찾습니다.",
                               options.cycles, options.fault);
    stage.begin(usual_load());
    for (std::size_t cycle = 0; cycle < options.cycles; ++cycle)
      stage.lose(cycle % stage.front().size(), *blow, options.fault);
    TimeLimits limits{.demanded = options.demand_times};
    if (*blow == Blow::disk) limits.rejoin_s = kCopyMostSeconds;
    return stage.finish(limits);
  });
}

std::vector<std::string> clean_up() {
  return site::Lab::clean_up();
}

}  // namespace haetae::drill
