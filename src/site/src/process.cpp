// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/process.hpp"

#include "haetae/base/environment.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace haetae::site {
namespace {

using base::fail;
using base::Outcome;

struct Account {
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> groups;
};

/// Everything that the child needs, made before fork: after it, only calls that are safe there.
struct Prepared {
  std::string program;
  std::vector<char*> arguments;
  std::optional<Account> account;
  int input = -1, output = -1, report = -1;
  bool dies_with_parent = false, own_session = false;
};

Outcome<Account, SiteError> find_account(const std::string& name) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 ||
      found == nullptr) {
    return fail(SiteError{fmt::format(
        "the system has no user '{}'; make it, or change `user` in the site file", name)});
  }
  Account account{.user = entry.pw_uid, .group = entry.pw_gid, .groups = {}};
  int count = 32;
  account.groups.resize(static_cast<std::size_t>(count));
  if (getgrouplist(name.c_str(), entry.pw_gid, account.groups.data(), &count) < 0) count = 0;
  account.groups.resize(static_cast<std::size_t>(count));
  return account;
}

[[noreturn]] void become(Prepared& prepared) {
  const auto give_up = [&](int code) {
    [[maybe_unused]] const auto written = write(prepared.report, &code, sizeof code);
    _exit(127);
  };
  if (prepared.own_session ? setsid() < 0 : setpgid(0, 0) < 0) give_up(errno);
  for (int number = 1; number < NSIG; ++number)
    (void)signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  if (dup2(prepared.input, 0) < 0) give_up(errno);
  if (prepared.output >= 0 && (dup2(prepared.output, 1) < 0 || dup2(prepared.output, 2) < 0)) {
    give_up(errno);
  }
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (prepared.account) {
    const Account& account = *prepared.account;
    if (syscall(SYS_setgroups, account.groups.size(), account.groups.data()) != 0 ||
        syscall(SYS_setgid, account.group) != 0 || syscall(SYS_setuid, account.user) != 0) {
      give_up(errno);
    }
  }
  // After the change of user, which would clear it.
  if (prepared.dies_with_parent) prctl(PR_SET_PDEATHSIG, SIGKILL);
  execv(prepared.program.c_str(), prepared.arguments.data());
  give_up(errno);
  _exit(127);
}

int pidfd(pid_t process) {
  return static_cast<int>(syscall(SYS_pidfd_open, process, 0));
}

/// Milliseconds as poll() takes them.
int poll_limit(base::Milliseconds limit) {
  return static_cast<int>(std::clamp<std::int64_t>(limit.count(), 0, 1'000'000'000));
}

/// Closes what it holds.
struct Descriptor {
  explicit Descriptor(int number) : value(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value >= 0) close(value);
  }
  int value;
};

SiteError cannot_open(const std::filesystem::path& file) {
  return {fmt::format("{} cannot be opened: {}", file.string(),
                      std::generic_category().message(errno))};
}

}  // namespace

std::filesystem::path find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  std::string rest =
      fmt::format("{}:/usr/sbin:/usr/bin:/sbin:/bin", base::environment("PATH").value_or(""));
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    std::filesystem::path candidate = std::filesystem::path{rest.substr(0, colon)} / name;
    if (candidate.is_absolute() && access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return {};
}

Outcome<pid_t, SiteError> SystemLauncher::launch(const Command& command) {
  Prepared prepared;
  prepared.program = find_program(command.arguments.at(0));
  if (prepared.program.empty()) {
    return fail(SiteError{
        fmt::format("the program {} is not installed; docs/runbooks/README.md names the packages",
                    command.arguments[0])});
  }
  for (const std::string& argument : command.arguments)
    prepared.arguments.push_back(const_cast<char*>(argument.c_str()));
  prepared.arguments.push_back(nullptr);
  if (!command.user.empty() && geteuid() == 0) {
    auto account = find_account(command.user);
    if (!account) return fail(account.error());
    prepared.account = std::move(*account);
  }
  const Descriptor input{
      open(command.input.empty() ? "/dev/null" : command.input.c_str(), O_RDONLY | O_CLOEXEC)};
  if (input.value < 0) return fail(cannot_open(command.input));
  const Descriptor output{
      command.log.empty()
          ? -1
          : open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640)};
  if (!command.log.empty() && output.value < 0) return fail(cannot_open(command.log));
  if (prepared.account && output.value >= 0 &&
      fchown(output.value, prepared.account->user, prepared.account->group) != 0) {
    return fail(cannot_open(command.log));
  }
  std::array<int, 2> report{};
  if (pipe2(report.data(), O_CLOEXEC) != 0) {
    return fail(SiteError{fmt::format("no pipe: {}", std::generic_category().message(errno))});
  }
  const Descriptor reading{report[0]};
  prepared.input = input.value;
  prepared.output = output.value;
  prepared.report = report[1];
  prepared.dies_with_parent = command.dies_with_parent;
  prepared.own_session = command.own_session;
  const pid_t child = fork();
  if (child == 0) become(prepared);
  close(report[1]);
  if (child < 0)
    return fail(
        SiteError{fmt::format("no new process: {}", std::generic_category().message(errno))});
  int code = 0;
  if (read(reading.value, &code, sizeof code) == sizeof code) {
    waitpid(child, nullptr, 0);
    return fail(SiteError{fmt::format("{} cannot be started: {}", prepared.program,
                                      std::generic_category().message(code))});
  }
  return child;
}

std::optional<int> wait_child(pid_t child, base::Milliseconds limit) {
  if (limit.count() > 0 && !wait_end(child, limit)) return std::nullopt;
  int status = 0;
  const pid_t ended = waitpid(child, &status, WNOHANG);
  if (ended == 0) return std::nullopt;
  if (ended < 0) return is_alive(child) ? std::nullopt : std::optional<int>{0};
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool wait_end(pid_t process, base::Milliseconds limit) {
  const Descriptor watched{pidfd(process)};
  if (watched.value < 0) return errno == ESRCH;
  pollfd entry{.fd = watched.value, .events = POLLIN, .revents = 0};
  return poll(&entry, 1, poll_limit(limit)) == 1;
}

bool is_alive(pid_t process) {
  return !wait_end(process, base::Milliseconds{0});
}

Outcome<int, SiteError> run_tool(Launcher& launcher, const Command& command) {
  const auto child = launcher.launch(command);
  if (!child) return fail(child.error());
  while (true) {
    if (const auto code = wait_child(*child, base::Milliseconds{60'000})) return *code;
  }
}

}  // namespace haetae::site
