// SPDX-License-Identifier: Apache-2.0
#include "order.hpp"

#include "files.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace haetae::site {
namespace {

constexpr base::Seconds kHolds{60};
constexpr std::array<std::pair<Founding, std::string_view>, 3> kWords{
    {{Founding::first, "first"}, {Founding::again, "again"}, {Founding::anew, "anew"}}};

std::filesystem::path file_of(const SiteFile& site) {
  return site.dir / "found-once";
}

}  // namespace

base::Outcome<void, SiteError> leave_order(const SiteFile& site, Founding founding,
                                           base::Instant now) {
  for (const auto& [one, word] : kWords) {
    if (one != founding) continue;
    return write_private(file_of(site), fmt::format("{} {}", base::to_unix_seconds(now), word),
                         site.user);
  }
  return {};
}

void drop_order(const SiteFile& site) {
  std::error_code code;
  std::filesystem::remove(file_of(site), code);
}

Founding take_order(const SiteFile& site, base::Instant now) {
  const std::string text = read_file(file_of(site));
  drop_order(site);
  const char* const last = text.data() + text.size();
  std::int64_t left = 0;
  const auto [end, error] = std::from_chars(text.data(), last, left);
  if (error != std::errc{} || end == last) return Founding::no;
  const base::Instant at = base::from_unix_seconds(left);
  if (now < at || now > at + kHolds) return Founding::no;
  for (const auto& [one, word] : kWords) {
    if (word == std::string_view{end + 1, last}) return one;
  }
  return Founding::no;
}

}  // namespace haetae::site
