// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/process.hpp"

#include <filesystem>

/// Where systemd runs this site, it alone starts and stops it: what ended without its knowledge it
/// would start again.
namespace haetae::site {

/// The site file that packaging/systemd/haetae-site.service runs.
inline const std::filesystem::path kUnitSiteFile = "/etc/haetae/site.toml";

/// Whether systemd is this machine's init and has the unit for this site file.
[[nodiscard]] bool has_unit(const std::filesystem::path& site_file);

/// Asks systemd to start it, and does not wait. Errors: not root; systemd refuses.
[[nodiscard]] base::Outcome<void, SiteError> start_unit(Launcher& launcher);
/// Has systemd stop it, and waits for the end. Nothing when it does not run.
[[nodiscard]] base::Outcome<void, SiteError> stop_unit(Launcher& launcher);
/// Whether it has said that it is ready.
[[nodiscard]] bool is_unit_active(Launcher& launcher);

}  // namespace haetae::site
