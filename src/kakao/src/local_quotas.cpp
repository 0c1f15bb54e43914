// SPDX-License-Identifier: Apache-2.0
#include "haetae/kakao/local_quotas.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace haetae::kakao {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kKoreaSeconds = 9 * 3600;

constexpr std::string_view kTitle = "haetae local quotas 1";

/// The next number and the separator behind it.
bool take_number(std::string_view& text, char behind, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || out < 0 || size == text.size() || text[size] != behind) return false;
  text.remove_prefix(size + 1);
  return true;
}

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

std::string LocalQuotas::to_text() const {
  std::vector<std::string> lines;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [app, used] : used_)
      lines.push_back(fmt::format("{} {} {}\n", app, used.day, fmt::join(used.in_day, " ")));
  }
  std::sort(lines.begin(), lines.end());
  return fmt::format("{}\n{}", kTitle, fmt::join(lines, ""));
}

bool LocalQuotas::restore(std::string_view text) {
  if (text.substr(0, kTitle.size()) != kTitle || text.substr(kTitle.size(), 1) != "\n")
    return false;
  text.remove_prefix(kTitle.size() + 1);
  std::unordered_map<accounts::AppNumber, Used> read;
  while (!text.empty()) {
    std::int64_t app = 0;
    Used used;
    if (!take_number(text, ' ', app) || !take_number(text, ' ', used.day)) return false;
    for (std::size_t call = 0; call < kLocalCalls; ++call) {
      if (!take_number(text, call + 1 == kLocalCalls ? '\n' : ' ', used.in_day[call])) return false;
    }
    read.insert_or_assign(static_cast<accounts::AppNumber>(app), used);
  }
  const std::lock_guard lock{mutex_};
  used_ = std::move(read);
  return true;
}

}  // namespace haetae::kakao
