// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/site.hpp"

#include <algorithm>

namespace haetae::accounts {
namespace {

/// TCP doubles its pauses up to two minutes, so that what a cut held back comes at most as long
/// after it as it lasted.
constexpr base::Seconds kLateLeast{10};
constexpr base::Seconds kLateMost{120};

}  // namespace

const Site& Site::alone() {
  static const Site site{Options{}};
  return site;
}

std::optional<base::Instant> Site::instant(const Since& since) {
  const std::int64_t value = since.load(std::memory_order_acquire);
  if (value == kNever) return std::nullopt;
  return base::from_unix_milliseconds(value);
}

bool Site::is_island_over(base::Instant now) const {
  const auto since = island_since();
  return since && now >= *since + options_.island_limit;
}

std::uint32_t Site::share(std::uint32_t most) const {
  if (alone_) return most;
  const std::uint64_t reached = std::min(reached_.load(std::memory_order_relaxed), options_.sites);
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(most * reached / options_.sites));
}

bool Site::has_ended(base::Instant expires_at, base::Instant now) const {
  if (now < expires_at) return false;
  const auto since = incident_since();
  return !since || expires_at <= *since || now >= *since + options_.stretch;
}

base::Instant Site::undisturbed_since(base::Instant at, base::Instant now,
                                      base::Seconds slack) const {
  if (const auto since = incident_since(); since && at >= *since - slack) return std::max(at, now);
  const auto began = instant(last_incident_since_);
  const auto ended = instant(last_incident_end_);
  if (began && ended && at >= *began - slack) return std::max(at, *ended);
  return at;
}

void Site::become_island(base::Instant since) {
  if (alone_) return;
  island_since_.store(base::to_unix_milliseconds(since), std::memory_order_release);
}
bool Site::may_hear_late(base::Instant now) const {
  if (is_island()) return true;
  const auto until = instant(late_until_);
  return until && now < *until;
}

void Site::rejoin(base::Instant at) {
  if (const auto since = island_since()) {
    const auto cut = std::clamp<base::Instant::duration>(at - *since, kLateLeast, kLateMost);
    late_until_.store(base::to_unix_milliseconds(at + cut), std::memory_order_release);
  }
  island_since_.store(kNever, std::memory_order_release);
}
void Site::begin_incident(base::Instant since) {
  incident_since_.store(base::to_unix_milliseconds(since), std::memory_order_release);
}
void Site::end_incident(base::Instant at) {
  last_incident_end_.store(base::to_unix_milliseconds(at), std::memory_order_release);
  last_incident_since_.store(incident_since_.load(std::memory_order_acquire),
                             std::memory_order_release);
  incident_since_.store(kNever, std::memory_order_release);
}

}  // namespace haetae::accounts
