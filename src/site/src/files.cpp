// SPDX-License-Identifier: Apache-2.0
#include "files.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <pwd.h>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

std::string read_file(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string log_since(const fs::path& file, std::uintmax_t offset) {
  constexpr std::uintmax_t kMost = 1024 * 1024;
  std::error_code code;
  const std::uintmax_t size = fs::file_size(file, code);
  if (code || size <= offset) return {};
  std::ifstream stream{file, std::ios::binary};
  stream.seekg(static_cast<std::streamoff>(std::max(offset, size - std::min(size, kMost))));
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string own_user() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? "root" : found->pw_name;
}

Outcome<void, SiteError> give_to(const fs::path& path, const std::string& user) {
  if (user.empty() || geteuid() != 0) return {};
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr) {
    return fail(SiteError{fmt::format(
        "the system has no user '{}'; make it, or change `user` in the site file", user)});
  }
  if (chown(path.c_str(), found->pw_uid, found->pw_gid) != 0) {
    return fail(SiteError{fmt::format("{} cannot be given to {}: {}", path.string(), user,
                                      std::generic_category().message(errno))});
  }
  return {};
}

Outcome<void, SiteError> write_private(const fs::path& file, std::string_view text,
                                       const std::string& user) {
  const fs::path fresh = file.string() + ".new";
  const auto failed = [&](int code) {
    return fail(SiteError{fmt::format("{} cannot be written: {}{}", file.string(),
                                      std::generic_category().message(code),
                                      code == ENOSPC ? "; make room on that disk first" : "")});
  };
  const int descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed(errno);
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  const int code = errno;
  close(descriptor);
  if (!written) return failed(code);
  if (auto owned = give_to(fresh, user); !owned) return owned;
  if (std::rename(fresh.c_str(), file.c_str()) != 0) return failed(errno);
  return {};
}

Outcome<void, SiteError> mark_safe(const fs::path& grastate) {
  std::string text = read_file(grastate);
  const std::string_view wanted = "safe_to_bootstrap: 0";
  const std::size_t found = text.find(wanted);
  if (found == std::string::npos) return {};
  text[found + wanted.size() - 1] = '1';
  // In place, so that its owner stays.
  std::ofstream stream{grastate, std::ios::binary | std::ios::trunc};
  if (!(stream << text).flush()) {
    return fail(SiteError{fmt::format("{} cannot be written", grastate.string())});
  }
  return {};
}

}  // namespace haetae::site
