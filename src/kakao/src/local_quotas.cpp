// SPDX-License-Identifier: Apache-2.0
#include "haetae/kakao/local_quotas.hpp"

namespace haetae::kakao {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kKoreaSeconds = 9 * 3600;

bool is_reached(std::int64_t used, std::int64_t limit) {
  return limit > 0 && used >= limit;
}

}  // namespace

bool LocalQuotas::take(const accounts::App& app, LocalCall call, base::Instant now) {
  using Defaults = accounts::LocalApi;
  const std::int64_t second = base::to_unix_seconds(now);
  const std::int64_t day = (second + kKoreaSeconds) / kDaySeconds;
  const std::lock_guard lock{mutex_};
  Used& used = used_[app.number];
  if (used.day != day) used = {.day = day, .second = second};
  if (used.second != second) {
    used.second = second;
    used.in_second = 0;
  }
  std::int64_t& in_day = used.in_day[static_cast<std::size_t>(call)];
  if (is_reached(in_day, app.local.per_day.value_or(Defaults::kPerDay)) ||
      is_reached(used.in_second, app.local.per_second.value_or(Defaults::kPerSecond))) {
    return false;
  }
  ++in_day;
  ++used.in_second;
  return true;
}

}  // namespace haetae::kakao
