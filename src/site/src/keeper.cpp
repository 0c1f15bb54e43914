// SPDX-License-Identifier: Apache-2.0
#include "keeper.hpp"

#include "haetae/base/assert.hpp"
#include "processes.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

namespace {

const fs::path kFolder = "/run/netns";

bool ip_netns(const char* verb, const std::string& name) {
  SystemLauncher system;
  const auto done = run_tool(system, {.arguments = {"ip", "netns", verb, name}});
  return done && *done == 0;
}

/// Whether a thread of any process but `self` stands in the namespace while its process does not:
/// a keeper's.
bool has_keeper(std::uint64_t inode) {
  bool found = false;
  each_process([&](pid_t process) {
    std::error_code code;
    struct stat own {};
    if (found || stat(fmt::format("/proc/{}/ns/net", process).c_str(), &own) != 0) return;
    if (own.st_ino == inode) return;
    for (const auto& task : fs::directory_iterator{fmt::format("/proc/{}/task", process), code}) {
      struct stat status {};
      const fs::path file = task.path() / "ns/net";
      if (stat(file.c_str(), &status) == 0 && status.st_ino == inode) found = true;
    }
  });
  return found;
}

bool connects(const std::string& address, std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &to.sin_addr);
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  // Both addresses are this machine's own: the answer comes at once.
  const bool done = connect(descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  close(descriptor);
  return done;
}

}  // namespace

Outcome<std::unique_ptr<Keeper>, SiteError> Keeper::make(std::string name) {
  if (!ip_netns("add", name)) {
    return fail(SiteError{fmt::format(
        "the network namespace {} cannot be made: it needs root (in a container: CAP_SYS_ADMIN)",
        name)});
  }
  const int descriptor = open((kFolder / name).c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor < 0 || fstat(descriptor, &status) != 0) {
    return fail(SiteError{
        fmt::format("{}: {}", (kFolder / name).string(), std::generic_category().message(errno))});
  }
  return std::unique_ptr<Keeper>{new Keeper{std::move(name), descriptor, status.st_ino}};
}

Keeper::Keeper(std::string name, int descriptor, std::uint64_t inode)
    : name_(std::move(name)), descriptor_(descriptor), inode_(inode), thread_([this] { loop(); }) {}

Keeper::~Keeper() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  close(descriptor_);
  (void)ip_netns("del", name_);
}

void Keeper::loop() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  enter();
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [&] { return work_ != nullptr || stopping_; });
    if (work_ == nullptr) return;
    (*work_)();
    work_ = nullptr;
    changed_.notify_all();
  }
}

void Keeper::run(const std::function<void()>& work) {
  const std::lock_guard turn{turn_};
  std::unique_lock lock{mutex_};
  work_ = &work;
  changed_.notify_all();
  changed_.wait(lock, [&] { return work_ == nullptr; });
}

Outcome<pid_t, SiteError> Keeper::launch(const Command& command) {
  Command bound = command;
  bound.dies_with_parent = true;
  SystemLauncher system;
  Outcome<pid_t, SiteError> out = fail(SiteError{});
  run([&] { out = system.launch(bound); });
  return out;
}

void Keeper::enter() const {
  HAETAE_ASSERT(setns(descriptor_, CLONE_NEWNET) == 0);
}

bool Keeper::takes_connections(const std::string& address, std::uint16_t port) {
  bool out = false;
  run([&] { out = connects(address, port) || connects("127.0.0.1", port); });
  return out;
}

std::vector<std::string> Keeper::clean_up(const std::string& prefix) {
  std::vector<std::string> removed;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator{kFolder, code}) {
    const std::string name = entry.path().filename();
    struct stat status {};
    if (!name.starts_with(prefix) || stat(entry.path().c_str(), &status) != 0) continue;
    if (has_keeper(status.st_ino)) continue;
    end_namespace(status.st_ino);
    if (ip_netns("del", name)) removed.push_back(name);
  }
  return removed;
}

}  // namespace haetae::site
