// SPDX-License-Identifier: Apache-2.0
#include "front.hpp"

namespace haetae::drill {

void Stop::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopped_.store(true);
  }
  wake_.notify_all();
}

bool Stop::wait(nanoseconds span) {
  std::unique_lock lock{mutex_};
  return !wake_.wait_for(lock, span, [this] { return stopped_.load(); });
}

Front::Front(std::vector<Target> sites, Options options, const Thread& start,
             std::function<void(std::size_t, bool)> changed)
    : options_(options), changed_(std::move(changed)) {
  for (Target& target : sites) {
    sites_.push_back(std::make_unique<One>());
    One& one = *sites_.back();
    one.target = std::move(target);
    one.target.connection.gone = &one.gone;
    one.target.repeats = false;
  }
  for (std::size_t site = 0; site < sites_.size(); ++site)
    watchers_.push_back(start([this, site] { watch(site); }));
}

Front::~Front() {
  close();
}

void Front::close() {
  stop_.stop();
  for (std::thread& watcher : watchers_)
    if (watcher.joinable()) watcher.join();
}

std::size_t Front::route(std::size_t home) const {
  for (std::size_t step = 0; step < sites_.size(); ++step) {
    const std::size_t site = (home + step) % sites_.size();
    if (is_up(site)) return site;
  }
  for (std::size_t step = 0; step < sites_.size(); ++step) {
    const std::size_t site = (home + step) % sites_.size();
    if (sites_[site]->island.load()) return site;
  }
  return home;
}

Front::Health Front::health_of(Agent& agent) {
  try {
    if (agent.get("/readyz/majority").status == 200) return Health::well;
    return agent.get("/readyz").status == 200 ? Health::island : Health::drains;
  } catch (const std::runtime_error&) {
    return Health::silent;
  }
}

void Front::let_return(std::size_t site) {
  const std::lock_guard lock{mutex_};
  One& one = *sites_[site];
  one.may_return.store(true);
  if (!one.out.load()) one.dying.store(false);
}

void Front::watch(std::size_t site) {
  One& one = *sites_[site];
  Target target = one.target;
  target.connection.gone = nullptr;
  target.connection.patience = options_.patience;
  Agent agent{target, "192.0.2.1"};
  int well = 0, badly = 0;
  while (stop_.wait(options_.every)) {
    const Health health = health_of(agent);
    const bool is_well = health == Health::well;
    well = is_well ? well + 1 : 0;
    badly = is_well ? 0 : badly + 1;
    one.island.store(health == Health::island);
    const bool out = one.out.load();
    const bool is_silent = health == Health::silent;
    if (out && badly >= options_.fall) one.gone.store(is_silent);
    if (out ? well >= options_.rise : badly >= options_.fall) turn(site, is_silent);
  }
}

void Front::turn(std::size_t site, bool is_silent) {
  One& one = *sites_[site];
  const bool out = one.out.load();
  {
    const std::lock_guard lock{mutex_};
    one.gone.store(!out && is_silent);
    one.out.store(!out);
    if (out && one.may_return.load()) one.dying.store(false);
    // Before whoever waits goes on, so that the moment is written down by then.
    changed_(site, out);
  }
  moved_.notify_all();
}

bool Front::wait_up(std::size_t site, nanoseconds limit) {
  std::unique_lock lock{mutex_};
  return moved_.wait_for(lock, limit, [&] { return is_up(site); });
}

}  // namespace haetae::drill
