// SPDX-License-Identifier: Apache-2.0
#include "units.hpp"

#include <array>
#include <fmt/format.h>
#include <system_error>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

namespace {

constexpr const char* kUnit = "haetae-site.service";

Outcome<void, SiteError> tell(Launcher& launcher, std::vector<std::string> words) {
  words.insert(words.begin(), "systemctl");
  words.emplace_back(kUnit);
  const std::string line = fmt::format("{}", fmt::join(words, " "));
  const auto done = run_tool(launcher, {.arguments = std::move(words)});
  if (!done) return fail(done.error());
  if (*done == 0) return {};
  return fail(
      SiteError{fmt::format("`{}` failed; as root? `journalctl -u {}` has the rest", line, kUnit)});
}

}  // namespace

bool has_unit(const fs::path& site_file) {
  static constexpr std::array kFolders{"/etc/systemd/system", "/lib/systemd/system",
                                       "/usr/lib/systemd/system"};
  std::error_code code;
  if (site_file != kUnitSiteFile || !fs::exists("/run/systemd/system", code)) return false;
  for (const char* folder : kFolders) {
    if (fs::exists(fs::path{folder} / kUnit, code)) return true;
  }
  return false;
}

Outcome<void, SiteError> start_unit(Launcher& launcher) {
  return tell(launcher, {"start", "--no-block"});
}

Outcome<void, SiteError> stop_unit(Launcher& launcher) {
  return tell(launcher, {"stop"});
}

bool is_unit_active(Launcher& launcher) {
  const auto done = run_tool(launcher, {.arguments = {"systemctl", "--quiet", "is-active", kUnit}});
  return done && *done == 0;
}

}  // namespace haetae::site
