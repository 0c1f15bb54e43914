// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/supervisor.hpp"

#include "files.hpp"
#include "haetae/base/environment.hpp"
#include "haetae/site/peers.hpp"
#include "haetae/site/view.hpp"
#include "haetae/site/witness.hpp"
#include "lock.hpp"
#include "order.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

namespace {

/// How long a database may take to end: it writes out what it holds in memory.
constexpr base::Milliseconds kStop{300'000};
constexpr base::Milliseconds kAgainLeast{1'000};
constexpr base::Milliseconds kAgainMost{30'000};
/// A process that lived so long had started; the next wait is short again.
constexpr std::chrono::seconds kLived{60};
constexpr base::Milliseconds kLookEvery{1'000};
constexpr base::Milliseconds kLookMost{3'600'000};

sigset_t waited_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

fs::path supervisor_log(const SiteFile& site) {
  return site.dir / "site.log";
}

Supervisor::Supervisor(SiteFile site, std::string secret, Launcher& launcher,
                       const base::Clock& clock, Say say)
    : site_(std::move(site)),
      secret_(std::move(secret)),
      launcher_(launcher),
      clock_(clock),
      say_(std::move(say)),
      database_(site_, secret_, launcher_, clock_, say_) {}

void Supervisor::block_signals() {
  const sigset_t set = waited_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::optional<pid_t> Supervisor::running(const SiteFile& site) {
  return SiteLock::holder(site);
}

std::optional<pid_t> Supervisor::find() const {
  return site_.self().witness ? running_witness(site_) : database_.running();
}

Outcome<pid_t, SiteError> Supervisor::launch(Founding founding) {
  if (site_.self().witness) {
    if (auto done = prepare_witness(site_, secret_, clock_.now()); !done) {
      return fail(done.error());
    }
    say_("starting the witness");
    return launcher_.launch(witness_command(site_));
  }
  if (auto done = database_.configure(); !done) return fail(done.error());
  if (auto done = database_.mend(); !done) return fail(done.error());
  auto process = database_.launch(founding);
  recovered_ = database_.recovered();
  return process;
}

View Supervisor::view() const {
  if (site_.self().witness) {
    View out;
    out.name = site_.name;
    out.expected = static_cast<std::int64_t>(site_.members.size());
    out.standing = find() ? Standing::witness : Standing::stopped;
    return out;
  }
  View out = look(database_);
  // A database that has not found a majority since its start does not know its own position.
  if (!out.position.known()) out.position = recovered_;
  return out;
}

void Supervisor::notify_ready() {
  if (notified_) return;
  if (!site_.self().witness && !database_.variables()) return;
  notified_ = true;
  // sd_notify(3): one datagram; an address that begins with '@' is abstract.
  const auto path = base::environment("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (!path || path->size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  path->copy(address.sun_path, sizeof address.sun_path - 1);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path->size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  constexpr std::string_view kReady = "READY=1";
  sendto(descriptor, kReady.data(), kReady.size(), MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&address), length);
  close(descriptor);
}

bool Supervisor::wait(std::optional<pid_t> process, base::Milliseconds limit) {
  const int ended = process ? static_cast<int>(syscall(SYS_pidfd_open, *process, 0)) : -1;
  std::array<pollfd, 3> watched{{{.fd = signals_, .events = POLLIN, .revents = 0},
                                 {.fd = ended, .events = POLLIN, .revents = 0},
                                 {.fd = listener_, .events = POLLIN, .revents = 0}}};
  const auto begin = clock_.steady();
  bool told_to_stop = false;
  while (!told_to_stop) {
    const auto left =
        limit - std::chrono::duration_cast<base::Milliseconds>(clock_.steady() - begin);
    if (left.count() <= 0) break;
    const auto slice = std::min<base::Milliseconds>(left, notified_ ? kLookMost : kLookEvery);
    poll(watched.data(), watched.size(), static_cast<int>(slice.count()));
    if (process) notify_ready();
    told_to_stop = watched[0].revents != 0;
    if (watched[1].revents != 0) break;
    if (watched[2].revents != 0) answer_peer(listener_, view(), secret_);
  }
  if (ended >= 0) close(ended);
  return told_to_stop;
}

Outcome<void, SiteError> Supervisor::run(Founding founding) {
  const auto held = SiteLock::take(site_);
  if (!held) return fail(held.error());
  if (const auto order = take_order(site_, clock_.now()); order != Founding::no) founding = order;
  const sigset_t set = waited_signals();
  signals_ = signalfd(-1, &set, SFD_CLOEXEC);
  listener_ = listen_for_peers(site_);
  if (listener_ < 0) {
    say_(fmt::format("port {} cannot be opened ({}): other sites cannot ask for the position",
                     site_.ports.site, std::generic_category().message(errno)));
  }
  base::Milliseconds again = kAgainLeast;
  bool stop = false;
  for (bool is_start = true; !stop; is_start = false) {
    std::optional<pid_t> process = find();
    if (process) say_(fmt::format("taking over process {}", *process));
    if (!process) {
      const auto launched = launch(is_start ? founding : Founding::no);
      if (!launched && is_start) return fail(launched.error());
      if (launched) process = *launched;
      if (!launched) say_(launched.error().message);
    }
    const auto began = clock_.steady();
    if (process) {
      stop = wait(process, base::Milliseconds{std::chrono::hours{24 * 365}});
      if (stop) break;
      const auto code = wait_child(*process, base::Milliseconds{0});
      say_(fmt::format("the process ended ({})\n{}", code.value_or(0),
                       site_.self().witness ? "" : explain_log(database_.recent_log())));
    }
    if (clock_.steady() - began > kLived) again = kAgainLeast;
    say_(fmt::format("starting again in {} s", again.count() / 1000));
    stop = wait(std::nullopt, again);
    again = std::min(again * 2, kAgainMost);
  }
  say_("stopping");
  if (const auto process = find(); process && site_.self().witness) {
    kill(*process, SIGTERM);
    (void)wait_end(*process, kStop);
  }
  return database_.stop(kStop);
}

}  // namespace haetae::site
