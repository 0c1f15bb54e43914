// SPDX-License-Identifier: Apache-2.0
#include "lock.hpp"

#include "files.hpp"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

namespace {

fs::path file_of(const SiteFile& site) {
  return site.dir / "supervisor.pid";
}

SiteError failed(const fs::path& file, std::string_view what) {
  return {fmt::format("{} cannot be {}: {}", file.string(), what,
                      std::generic_category().message(errno))};
}

}  // namespace

Outcome<SiteLock, SiteError> SiteLock::take(const SiteFile& site) {
  const fs::path file = file_of(site);
  std::error_code code;
  fs::create_directories(site.dir, code);
  if (auto owned = give_to(site.dir, site.user); !owned) return fail(owned.error());
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(failed(file, "opened"));
  SiteLock held{descriptor};
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return fail(SiteError{"this site is being run already; `haetae site status` says how"});
  }
  // Root's commands and the unit's user take turns.
  if (auto owned = give_to(file, site.user); !owned) return fail(owned.error());
  const std::string text = fmt::format("{}\n", getpid());
  if (ftruncate(descriptor, 0) != 0 ||
      pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    return fail(failed(file, "written"));
  }
  return held;
}

std::optional<pid_t> SiteLock::holder(const SiteFile& site) {
  const int descriptor = open(file_of(site).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  // The lock dies with its holder, so a file that a crash left behind says nothing.
  const bool is_free = flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  close(descriptor);
  if (is_free) return std::nullopt;
  const std::string text = read_file(file_of(site));
  pid_t process = 0;
  std::from_chars(text.data(), text.data() + text.size(), process);
  return process > 0 ? std::optional{process} : std::nullopt;
}

SiteLock::~SiteLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace haetae::site
