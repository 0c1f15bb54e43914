// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/site.hpp"

#include <algorithm>

namespace haetae::accounts {

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

void Site::become_island(base::Instant since) {
  if (alone_) return;
  island_since_.store(base::to_unix_milliseconds(since), std::memory_order_release);
}
void Site::rejoin() {
  island_since_.store(kNever, std::memory_order_release);
}
void Site::begin_incident(base::Instant since) {
  incident_since_.store(base::to_unix_milliseconds(since), std::memory_order_release);
}
void Site::end_incident() {
  incident_since_.store(kNever, std::memory_order_release);
}

}  // namespace haetae::accounts
