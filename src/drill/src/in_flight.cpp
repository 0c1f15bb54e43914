// SPDX-License-Identifier: Apache-2.0
#include "in_flight.hpp"

#include "haetae/wire/base64url.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <fmt/format.h>

namespace haetae::drill {

InFlight::InFlight(World& world, std::size_t each, Thread start) : start_(std::move(start)) {
  for (std::size_t i = 0; i < each; ++i) {
    for (auto& flow : make_flows(world))
      flows_.push_back(std::move(flow));
  }
  for (const auto& flow : flows_) {
    const bool known = std::any_of(counts_.begin(), counts_.end(), [&](const FlowCount& count) {
      return count.name == flow->name();
    });
    if (!known) counts_.push_back({.name = std::string{flow->name()}});
  }
}

void InFlight::each(const std::function<void(Flow&, FlowCount&)>& what, std::string_view doing) {
  std::vector<std::thread> threads;
  for (auto& flow : flows_) {
    threads.push_back(start_([this, &what, doing, one = flow.get()] {
      FlowCount& count = *std::find_if(
          counts_.begin(), counts_.end(),
          [&](const FlowCount& each_count) { return each_count.name == one->name(); });
      try {
        what(*one, count);
      } catch (const std::exception& error) {
        const std::lock_guard lock{mutex_};
        complaints_.push_back(fmt::format("{} of {}: {}", doing, one->name(), error.what()));
      }
    }));
  }
  for (std::thread& thread : threads)
    thread.join();
}

void InFlight::prepare() {
  each([](Flow& flow, FlowCount&) { flow.prepare(); }, "preparation");
}

void InFlight::begin(std::size_t doomed) {
  each(
      [&](Flow& flow, FlowCount& count) {
        flow.begin(doomed);
        const std::lock_guard lock{mutex_};
        ++count.begun;
      },
      "begin");
}

void InFlight::finish(std::size_t at, std::size_t again) {
  each(
      [&](Flow& flow, FlowCount& count) {
        flow.finish(at);
        {
          const std::lock_guard lock{mutex_};
          ++count.finished;
        }
        if (!flow.spend_again(again)) return;
        const std::lock_guard lock{mutex_};
        ++count.spent_twice;
      },
      "end");
}

}  // namespace haetae::drill
