// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::drill {
namespace {

constexpr std::chrono::milliseconds kAgainAfter{20};
/// How long a front end looks for a server that takes the connection.
constexpr std::chrono::seconds kPlaceMost{20};
constexpr std::size_t kNoteMax = 300;
constexpr int kTryAgain = 503;

}  // namespace

void pause(nanoseconds span) {
  Stop never;
  never.wait(span);
}

std::string World::address_of(std::uint64_t number) {
  return fmt::format("100.{}.{}.1", 64 + (number >> 8) % 64, number & 0xFF);
}

void World::note_accepted_revoked(std::string what) {
  const std::lock_guard lock{mutex_};
  accepted_revoked_.push_back(std::move(what));
}
std::vector<std::string> World::accepted_revoked() const {
  const std::lock_guard lock{mutex_};
  return accepted_revoked_;
}
void World::note_stuck(std::string what) {
  const std::lock_guard lock{mutex_};
  stuck_.push_back(std::move(what));
}
std::vector<std::string> World::stuck() const {
  const std::lock_guard lock{mutex_};
  return stuck_;
}

Visitor::Visitor(World& world, std::size_t home, std::string address)
    : world_(world),
      home_(home),
      at_(world.front.route(home)),
      agent_(world.front.target(at_), std::move(address)) {}

std::size_t Visitor::place() const {
  if (pinned_) return *pinned_;
  const std::size_t site = world_.front.route(home_);
  if (!avoided_ || site != *avoided_) return site;
  const std::size_t other = world_.front.route((site + 1) % world_.front.size());
  return other;
}

void Visitor::judge(const Act& act, const Agent::Answer& answer, Entry& entry) const {
  const bool is_also = std::find(act.also.begin(), act.also.end(), answer.status) != act.also.end();
  if (is_also) {
    entry.claim = Claim::none;
    return;
  }
  if (answer.status == act.status && (!act.check || act.check(answer, entry))) return;
  if (answer.status == kTryAgain && act.uses_up && !entry.dying && world_.may_put_off(entry.sent)) {
    entry.fate = Fate::put_off;
    return;
  }
  // Who is about to die may say anything; people are sent elsewhere and try again.
  entry.fate = entry.dying ? Fate::unknown : Fate::failed;
  entry.note = fmt::format("{} {}", answer.status, answer.body.substr(0, kNoteMax));
}

Agent::Answer Visitor::send(const Act& act, const std::function<Agent::Answer()>& call) {
  const nanoseconds since = world_.ledger.now();
  while (true) {
    const std::size_t site = place();
    if (site != at_) {
      agent_.move_to(world_.front.target(site));
      at_ = site;
    }
    Entry entry{.kind = act.kind,
                .site = site,
                .claim = act.claim,
                .key = act.key,
                .number = act.number,
                .value = act.value,
                .sent = world_.ledger.now(),
                .dying = world_.front.is_dying(site)};
    Agent::Answer answer;
    try {
      answer = call();
      entry.dying = entry.dying || world_.front.is_dying(site);
      judge(act, answer, entry);
    } catch (const Broken& broken) {
      entry.dying = entry.dying || world_.front.is_dying(site);
      entry.fate = broken.was_sent() ? Fate::unknown : Fate::unsent;
      entry.note = broken.what();
    }
    entry.answered = world_.ledger.now();
    // A front end tries the next server; only when none takes the connection people notice.
    const bool gives_up = entry.answered - since > kPlaceMost;
    if (entry.fate == Fate::unsent && gives_up && !entry.dying) entry.fate = Fate::failed;
    const Fate fate = entry.fate;
    const std::string note = entry.note;
    world_.ledger.note(std::move(entry));
    if (fate == Fate::acknowledged) return answer;
    if (fate == Fate::failed) throw Wrong{note};
    if (fate == Fate::unknown || fate == Fate::put_off || gives_up) throw Unresolved{note};
    pause(kAgainAfter);
  }
}

Agent::Answer Visitor::get(const Act& act, std::string_view path) {
  return send(act, [&] { return agent_.get(path); });
}

Agent::Answer Visitor::post(const Act& act, std::string_view path, const wire::Form& form) {
  return send(act, [&] { return agent_.post(path, form); });
}

Agent::Answer Visitor::post_json(const Act& act, std::string_view path, const wire::Json& body) {
  return send(act, [&] {
    return agent_.ask(
        post_text(world_.front.target(at_), path, agent_.headers(), kJsonType, body.to_text()));
  });
}

namespace {

std::string bearer(std::string_view token) {
  return fmt::format("Authorization: Bearer {}\r\n", token);
}

}  // namespace

Agent::Answer Visitor::get_as(const Act& act, std::string_view path, std::string_view token) {
  return send(act, [&] {
    return agent_.ask(get_text(world_.front.target(at_), path, agent_.headers() + bearer(token)));
  });
}

Agent::Answer Visitor::post_as(const Act& act, std::string_view path, std::string_view token) {
  return send(act, [&] {
    return agent_.ask(
        post_text(world_.front.target(at_), path, agent_.headers() + bearer(token), kFormType, ""));
  });
}

}  // namespace haetae::drill
