// SPDX-License-Identifier: Apache-2.0
#include "faults.hpp"

#include <functional>

namespace haetae::sim {
namespace {

constexpr Span kCalmLeast = milliseconds(200);
constexpr Span kCalmMost = milliseconds(2500);
constexpr Span kGoneLeast = milliseconds(1500);
constexpr Span kGoneMost = milliseconds(6000);
constexpr Span kSlowMost = milliseconds(3000);
constexpr std::int64_t kSkewMost = 2000;  // ms

}  // namespace

FaultPlan::FaultPlan(World& world) : world_(world) {
  if (world_.options.faults.skew) {
    for (std::size_t i = 0; i < world_.sites(); ++i)
      turn_clock();
  }
  next();
}

void FaultPlan::next() {
  world_.schedule.after(world_.dice.between(kCalmLeast, kCalmMost), [this] {
    if (world_.over) return;
    strike();
    next();
  });
}

void FaultPlan::strike() {
  const Faults& faults = world_.options.faults;
  std::vector<std::function<void()>> kinds;
  const auto gone = victim();
  if (gone && faults.kill) kinds.emplace_back([&] { take_away(*gone, true); });
  if (gone && faults.cut) kinds.emplace_back([&] { take_away(*gone, false); });
  if (faults.slow_disk) kinds.emplace_back([&] { slow_down(); });
  if (faults.skew) kinds.emplace_back([&] { turn_clock(); });
  if (kinds.empty()) return;
  ++world_.result.faults;
  kinds[world_.dice.below(kinds.size())]();
}

std::optional<std::size_t> FaultPlan::victim() {
  // Of those that remain, a majority must stay.
  const std::size_t most = (world_.sites() - 1) / 2;
  if (gone_ >= most) return std::nullopt;
  const std::size_t site = world_.dice.below(world_.sites());
  if (!world_.cluster.node(site).healthy()) return std::nullopt;
  return site;
}

void FaultPlan::take_away(std::size_t site, bool kill) {
  ++gone_;
  if (kill) {
    const bool with_disk = world_.dice.chance(33);
    world_.note("FAULT site {} is killed{}", site, with_disk ? ", its disk is lost" : "");
    world_.cluster.kill(site, with_disk);
    world_.shut(site);
  } else {
    world_.note("FAULT site {} is cut off", site);
    world_.cluster.cut(site);
  }
  world_.schedule.after(world_.dice.between(kGoneLeast, kGoneMost),
                        [this, site] { bring_back(site); });
}

void FaultPlan::bring_back(std::size_t site) {
  world_.note("HEAL site {} comes back", site);
  world_.cluster.restore(site, [this, site] {
    world_.note("HEAL site {} has joined", site);
    if (world_.site(site).services == nullptr) world_.boot(site);
    --gone_;
  });
}

void FaultPlan::slow_down() {
  const std::size_t site = world_.dice.below(world_.sites());
  world_.cluster.node(site).slow = world_.dice.between(milliseconds(20), milliseconds(400));
  world_.note("FAULT the disk of site {} is slow", site);
  world_.schedule.after(world_.dice.between(milliseconds(300), kSlowMost), [this, site] {
    world_.cluster.node(site).slow = Span{0};
    world_.note("HEAL the disk of site {}", site);
  });
}

void FaultPlan::turn_clock() {
  const std::size_t site = world_.dice.below(world_.sites());
  const auto range = static_cast<std::size_t>(2 * kSkewMost + 1);
  const auto skew = static_cast<std::int64_t>(world_.dice.below(range)) - kSkewMost;
  world_.site(site).clock.set_skew(base::Milliseconds{skew});
  world_.note("FAULT the clock of site {} is off by {} ms", site, skew);
}

}  // namespace haetae::sim
