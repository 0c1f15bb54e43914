// SPDX-License-Identifier: Apache-2.0
#include "order.hpp"

#include "files.hpp"

#include <charconv>
#include <fmt/format.h>

namespace haetae::site {
namespace {

constexpr base::Seconds kHolds{60};

std::filesystem::path file_of(const SiteFile& site) {
  return site.dir / "found-once";
}

}  // namespace

base::Outcome<void, SiteError> leave_order(const SiteFile& site, bool forced, base::Instant now) {
  return write_private(
      file_of(site),
      fmt::format("{} {}\n", base::to_unix_seconds(now), forced ? "forced" : "first"), site.user);
}

void drop_order(const SiteFile& site) {
  std::error_code code;
  std::filesystem::remove(file_of(site), code);
}

std::optional<Order> take_order(const SiteFile& site, base::Instant now) {
  const std::string text = read_file(file_of(site));
  drop_order(site);
  std::int64_t left = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), left);
  const base::Instant at = base::from_unix_seconds(error == std::errc{} ? left : 0);
  if (now < at || now > at + kHolds) return std::nullopt;
  const std::string_view word{end, text.data() + text.size()};
  if (word == " forced\n") return Order{.forced = true};
  return word == " first\n" ? std::optional{Order{}} : std::nullopt;
}

}  // namespace haetae::site
