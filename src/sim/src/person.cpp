// SPDX-License-Identifier: Apache-2.0
// A person's life; person_doors.cpp has how they come in, person_grants.cpp what sites get of them.
#include "person.hpp"

#include <utility>

namespace haetae::sim {
namespace {

constexpr Span kRestLeast = milliseconds(5);
constexpr Span kRestMost = milliseconds(400);
/// Longer than the grace in which a used refresh token answers once more, whatever the clocks say.
constexpr Span kPastGrace = seconds(40);

}  // namespace

Person::Person(World& world, std::size_t number)
    : world_(world),
      number_(number),
      email_(fmt::format("person{}@example.kr", number)),
      password_(fmt::format("horse staple {}", number)),
      browser_(world, number, world.dice.below(world.sites())),
      backend_(world, number, world.dice.below(world.sites())) {}

void Person::find(std::string_view kind, const std::string& text) {
  world_.find(kind, fmt::format("person {}: {}", number_, text));
}

void Person::together(std::vector<std::function<void()>> jobs) {
  Fiber* const self = Fiber::current();
  std::size_t left = jobs.size();
  for (auto& job : jobs) {
    world_.schedule.start([this, self, &left, job = std::move(job)] {
      world_.schedule.pause(world_.dice.between(Span{0}, milliseconds(20)));
      job();
      if (--left == 0) world_.schedule.wake(self);
    });
  }
  Schedule::park();
}

void Person::live(std::size_t steps) {
  world_.schedule.pause(world_.dice.between(Span{0}, seconds(1)));
  sign_up();
  for (std::size_t i = 0; i < steps; ++i) {
    world_.schedule.pause(world_.dice.between(kRestLeast, kRestMost));
    step();
  }
}

Grant* Person::some_grant() {
  return grants_.empty() ? nullptr : grants_[world_.dice.below(grants_.size())].get();
}

void Person::end_all(Span at) {
  cleared_at_ = at;
  for (const auto& grant : grants_) {
    if (!grant->ended) grant->ended = at;
  }
}

void Person::step() {
  const std::size_t kind = world_.dice.below(100);
  Grant* grant = some_grant();
  if (grant == nullptr || kind < 15) {
    connect();
  } else if (kind < 45) {
    check(*grant);
  } else if (kind < 60) {
    refresh(*grant);
  } else if (kind < 66) {
    refresh_twice(*grant);
  } else if (kind < 70) {
    if (grant->refresh.size() == 2) world_.schedule.pause(kPastGrace);
    replay(*grant);
  } else if (kind < 76) {
    end(*grant);
  } else if (kind < 80) {
    unlink();
  } else if (kind < 86) {
    visit();
  } else if (kind < 90) {
    browser_.forget();
    enter_by_password(browser_, password_, {});
  } else if (kind < 97) {
    if (passkey_) {
      sign_in_by_passkey();
    } else {
      enrol_passkey();
    }
  } else {
    reset_password();
  }
}

void Person::look_back() {
  for (std::size_t site = 0; site < world_.sites(); ++site) {
    for (const auto& grant : grants_)
      check_at(*grant, site);
    browser_.move_to(site);
    visit();
    Browser other{world_, number_, site};
    enter_by_password(other, password_, {});
  }
  if (passkey_) sign_in_by_passkey();
}

}  // namespace haetae::sim
