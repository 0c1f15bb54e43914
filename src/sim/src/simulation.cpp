// SPDX-License-Identifier: Apache-2.0
#include "haetae/sim/simulation.hpp"

#include "faults.hpp"
#include "person.hpp"

#include <algorithm>
#include <exception>

namespace haetae::sim {
namespace {

/// Far more simulated time than any run takes: one that lasts longer hangs.
constexpr Span kLongest = seconds(3600);
constexpr std::size_t kStepsEach = 15;
/// What replication and upkeep take at most when nothing is wrong.
constexpr Span kQuiet = seconds(4);

void run_until(World& world, const std::function<bool()>& done) {
  while (!done() && world.schedule.now() < kLongest && world.schedule.step()) {
  }
  if (!done()) world.find("hang", "nothing happens any more, or it never ends");
}

/// A fiber whose fault is a finding rather than the end of the process.
void start(World& world, std::function<void()> body) {
  world.schedule.start([&world, body = std::move(body)] {
    try {
      body();
    } catch (const std::exception& error) {
      world.find("exception", error.what());
    }
  });
}

void compare_sites(World& world) {
  for (std::size_t i = 1; i < world.sites(); ++i) {
    const auto differences =
        world.cluster.node(0).replica->differences(*world.cluster.node(i).replica, 3);
    for (const std::string& one : differences) {
      world.find("diverged", fmt::format("sites 0 and {} differ in {}", i, one));
    }
  }
  world.cluster.node(0).replica->describe([&](std::string_view row) { world.note("row {}", row); });
}

}  // namespace

Result simulate(const Options& options) {
  World world{options, the_start()};
  const std::size_t count = std::max<std::size_t>(1, options.steps / kStepsEach);
  std::vector<std::unique_ptr<Person>> people;
  for (std::size_t i = 0; i < count; ++i)
    people.push_back(std::make_unique<Person>(world, i));
  for (const auto& person : people)
    start(world, [&person] { person->live(kStepsEach); });
  FaultPlan faults{world};
  const auto idle = [&world] { return world.schedule.alive() == 0; };
  run_until(world, idle);
  world.over = true;
  const Span end = world.schedule.now() + kQuiet;
  run_until(world, [&] { return faults.healed() && idle() && world.schedule.now() > end; });
  compare_sites(world);
  for (const auto& person : people)
    start(world, [&person] { person->look_back(); });
  run_until(world, idle);
  Result& result = world.result;
  result.transactions = world.cluster.length();
  result.conflicts = world.cluster.conflicts();
  result.seconds = std::chrono::duration<double>(world.schedule.now()).count();
  result.longest_stall = std::chrono::duration<double>(world.cluster.longest_stall()).count();
  return std::move(result);
}

}  // namespace haetae::sim
