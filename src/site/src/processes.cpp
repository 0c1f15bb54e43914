// SPDX-License-Identifier: Apache-2.0
#include "processes.hpp"

#include "files.hpp"
#include "haetae/site/process.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace haetae::site {

namespace fs = std::filesystem;

void each_process(const std::function<void(pid_t)>& visit) {
  std::error_code code;
  for (const fs::directory_entry& entry : fs::directory_iterator{"/proc", code}) {
    const std::string name = entry.path().filename();
    pid_t process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (error == std::errc{} && end == name.data() + name.size()) visit(process);
  }
}

std::optional<pid_t> find_process(std::string_view program, std::string_view argument,
                                  std::string_view unwanted) {
  std::optional<pid_t> found;
  each_process([&](pid_t process) {
    const std::string line = read_file(fmt::format("/proc/{}/cmdline", process));
    std::string_view rest = line;
    bool is_program = false, has_argument = false, is_unwanted = false;
    for (bool first = true; !rest.empty(); first = false) {
      const std::string_view word = rest.substr(0, rest.find('\0'));
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      if (first) is_program = word.substr(word.rfind('/') + 1) == program;
      has_argument = has_argument || word == argument;
      is_unwanted = is_unwanted || word == unwanted;
    }
    // A zombie has no command line, so it is not found.
    if (is_program && has_argument && !is_unwanted) found = process;
  });
  return found;
}

namespace {

/// What mariadbd starts for a whole copy, and mariadbd itself; never an operator's shell that
/// happens to stand there.
bool is_database_tool(pid_t process) {
  const std::string line = read_file(fmt::format("/proc/{}/cmdline", process));
  if (line.find("wsrep_sst") != std::string::npos) return true;
  const std::string_view first = std::string_view{line}.substr(0, line.find('\0'));
  const std::string_view name = first.substr(first.rfind('/') + 1);
  static constexpr std::array<std::string_view, 6> kTools{
      "mariadbd", "mariadb-backup", "mariabackup", "mbstream", "socat", "pv"};
  return std::find(kTools.begin(), kTools.end(), name) != kTools.end();
}

}  // namespace

void end_leftovers(const fs::path& data_dir) {
  std::vector<pid_t> left;
  const std::string inside = data_dir.string();
  each_process([&](pid_t process) {
    std::error_code code;
    const std::string place = fs::read_symlink(fmt::format("/proc/{}/cwd", process), code);
    const bool stands_there = place == inside || place.starts_with(inside + "/");
    if (!code && stands_there && is_database_tool(process)) {
      kill(process, SIGKILL);
      left.push_back(process);
    }
  });
  for (const pid_t process : left)
    (void)wait_end(process, base::Milliseconds{5'000});
}

void end_namespace(std::uint64_t inode) {
  for (int round = 0; round < 20; ++round) {
    std::vector<pid_t> left;
    each_process([&](pid_t process) {
      struct stat status {};
      if (process == getpid()) return;
      if (stat(fmt::format("/proc/{}/ns/net", process).c_str(), &status) != 0) return;
      if (status.st_ino == inode) left.push_back(process);
    });
    if (left.empty()) return;
    for (const pid_t process : left)
      kill(process, SIGKILL);
    for (const pid_t process : left)
      (void)wait_end(process, base::Milliseconds{5'000});
  }
}

}  // namespace haetae::site
