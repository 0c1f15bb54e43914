// SPDX-License-Identifier: Apache-2.0
// A switch between TAP devices: one thread, one queue ordered by due time.
#include "haetae/site/network.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <mutex>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <queue>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace haetae::site {
namespace {

using Nanoseconds = std::chrono::nanoseconds;

/// struct virtio_net_hdr, passed on untouched; its own header is no C++.
constexpr std::size_t kHeader = 10;
/// Frames come unsegmented (up to 64 KiB), as network cards hand them over.
constexpr std::size_t kFrameMax = kHeader + 14 + 65'536;
/// What a link holds at most; beyond it drops, as a router would.
constexpr std::size_t kQueueMax = 20'000;
/// Frames read from one port before the others get their turn.
constexpr int kBurst = 32;

struct Frame {
  Nanoseconds due;
  std::uint64_t number;  ///< keeps the order of frames due at the same time
  std::size_t from, to;
  std::vector<std::uint8_t> bytes;
};
struct Later {
  bool operator()(const Frame& a, const Frame& b) const {
    return a.due != b.due ? a.due > b.due : a.number > b.number;
  }
};

}  // namespace

struct Switch::Impl {
  Impl(std::vector<int> descriptors, const base::Clock& machine, std::uint64_t seed)
      : taps(std::move(descriptors)),
        clock(machine),
        entropy(seed),
        links(taps.size() * taps.size()),
        wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        thread([this] { forward(); }) {}

  ~Impl() {
    stopping = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake, &one, sizeof one);
    thread.join();
    for (const int tap : taps)
      close(tap);
    close(wake);
  }

  Link& at(std::size_t from, std::size_t to) { return links.at(from * taps.size() + to); }

  void forward();
  void take(std::size_t port, std::vector<std::uint8_t>& buffer);
  void look_into(std::span<const std::uint8_t> frame);
  void accept(std::size_t from, std::size_t to, std::span<const std::uint8_t> bytes);
  void deliver();

  std::vector<int> taps;
  const base::Clock& clock;
  base::SeededEntropy entropy;
  std::mutex mutex;  ///< of links
  std::vector<Link> links;
  std::priority_queue<Frame, std::vector<Frame>, Later> queue;
  std::uint64_t numbered = 0;
  std::string wanted;  ///< under the mutex
  std::atomic<std::uint64_t> carried{0}, dropped{0}, found{0};
  std::atomic<bool> stopping{false};
  int wake;
  std::thread thread;  ///< last: it uses everything above
};

void Switch::Impl::forward() {
  ::pthread_setname_np(::pthread_self(), "lab-switch");
  // A real network does not wait for the machines' processors.
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), -15);
  std::vector<std::uint8_t> buffer(kFrameMax);
  std::vector<pollfd> watched;
  for (const int tap : taps)
    watched.push_back({.fd = tap, .events = POLLIN, .revents = 0});
  watched.push_back({.fd = wake, .events = POLLIN, .revents = 0});
  while (!stopping) {
    timespec limit{.tv_sec = 1, .tv_nsec = 0};
    if (!queue.empty()) {
      const auto left = std::clamp(queue.top().due - clock.steady(), Nanoseconds{0},
                                   Nanoseconds{std::chrono::seconds{1}});
      limit.tv_sec = 0;
      limit.tv_nsec = std::min<long>(left.count(), 999'999'999);
    }
    if (ppoll(watched.data(), watched.size(), &limit, nullptr) > 0) {
      for (std::size_t port = 0; port < taps.size(); ++port) {
        if ((watched[port].revents & POLLIN) != 0) take(port, buffer);
      }
    }
    deliver();
  }
}

void Switch::Impl::take(std::size_t port, std::vector<std::uint8_t>& buffer) {
  for (int i = 0; i < kBurst; ++i) {
    const ssize_t length = read(taps[port], buffer.data(), buffer.size());
    if (length < static_cast<ssize_t>(kHeader + 14)) return;
    const std::span<const std::uint8_t> frame{buffer.data(), static_cast<std::size_t>(length)};
    look_into(frame);
    const std::uint8_t first = frame[kHeader];
    const std::uint8_t last = frame[kHeader + 5];
    for (std::size_t to = 0; to < taps.size(); ++to) {
      if (to == port) continue;
      if ((first & 1) != 0 || last == to + 1) accept(port, to, frame);
    }
  }
}

void Switch::Impl::look_into(std::span<const std::uint8_t> frame) {
  const std::lock_guard lock{mutex};
  if (!wanted.empty() &&
      memmem(frame.data(), frame.size(), wanted.data(), wanted.size()) != nullptr)
    ++found;
}

void Switch::Impl::accept(std::size_t from, std::size_t to, std::span<const std::uint8_t> bytes) {
  Link link;
  {
    const std::lock_guard lock{mutex};
    link = at(from, to);
  }
  bool lost = link.cut || queue.size() >= kQueueMax;
  if (!lost && link.loss > 0) {
    std::array<std::uint8_t, 4> dice{};
    entropy.fill(dice);
    std::uint32_t number = 0;
    std::memcpy(&number, dice.data(), sizeof number);
    lost = number < link.loss * 4294967296.0;
  }
  if (lost) {
    ++dropped;
    return;
  }
  queue.push({.due = clock.steady() + link.delay,
              .number = numbered++,
              .from = from,
              .to = to,
              .bytes = {bytes.begin(), bytes.end()}});
}

void Switch::Impl::deliver() {
  while (!queue.empty() && queue.top().due <= clock.steady()) {
    const Frame& frame = queue.top();
    bool is_cut = false;
    {
      const std::lock_guard lock{mutex};
      is_cut = at(frame.from, frame.to).cut;
    }
    const bool sent = !is_cut && write(taps[frame.to], frame.bytes.data(), frame.bytes.size()) >= 0;
    ++(sent ? carried : dropped);
    queue.pop();
  }
}

Switch::Switch(std::vector<int> taps, const base::Clock& clock, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(std::move(taps), clock, seed)) {}
Switch::~Switch() = default;

std::size_t Switch::ports() const {
  return impl_->taps.size();
}

Link Switch::link(std::size_t from, std::size_t to) const {
  const std::lock_guard lock{impl_->mutex};
  return impl_->at(from, to);
}

void Switch::set(std::size_t from, std::size_t to, Link link) {
  const std::lock_guard lock{impl_->mutex};
  impl_->at(from, to) = link;
}

void Switch::set_delay(std::chrono::microseconds delay) {
  const std::lock_guard lock{impl_->mutex};
  for (Link& link : impl_->links)
    link.delay = delay;
}

void Switch::set_loss(double loss) {
  const std::lock_guard lock{impl_->mutex};
  for (Link& link : impl_->links)
    link.loss = loss;
}

void Switch::cut(std::size_t port, bool is_cut) {
  const std::lock_guard lock{impl_->mutex};
  for (std::size_t other = 0; other < impl_->taps.size(); ++other) {
    impl_->at(port, other).cut = is_cut;
    impl_->at(other, port).cut = is_cut;
  }
}

void Switch::cut_one_way(std::size_t from, std::size_t to, bool is_cut) {
  const std::lock_guard lock{impl_->mutex};
  impl_->at(from, to).cut = is_cut;
}

void Switch::look_for(std::string text) {
  const std::lock_guard lock{impl_->mutex};
  impl_->wanted = std::move(text);
  impl_->found = 0;
}

std::uint64_t Switch::found() const {
  return impl_->found;
}

std::uint64_t Switch::carried() const {
  return impl_->carried;
}
std::uint64_t Switch::dropped() const {
  return impl_->dropped;
}

const char* port_address(std::size_t port) {
  static constexpr std::array kAddresses{"10.213.0.1", "10.213.0.2", "10.213.0.3", "10.213.0.4",
                                         "10.213.0.5", "10.213.0.6", "10.213.0.7", "10.213.0.8"};
  return kAddresses.at(port);
}

namespace {

ifreq named(const char* name) {
  ifreq request{};
  std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  return request;
}

bool bring_up(int control, const char* name) {
  ifreq request = named(name);
  if (ioctl(control, SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  return ioctl(control, SIOCSIFFLAGS, &request) == 0;
}

bool give_address(int control, const char* name, std::size_t port) {
  ifreq request = named(name);
  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  const std::array<std::uint8_t, 6> hardware{2, 0, 0, 0, 0, static_cast<std::uint8_t>(port + 1)};
  std::memcpy(request.ifr_hwaddr.sa_data, hardware.data(), hardware.size());
  if (ioctl(control, SIOCSIFHWADDR, &request) != 0) return false;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, port_address(port), &address.sin_addr);
  request = named(name);
  std::memcpy(&request.ifr_addr, &address, sizeof address);
  if (ioctl(control, SIOCSIFADDR, &request) != 0) return false;
  inet_pton(AF_INET, "255.255.255.0", &address.sin_addr);
  std::memcpy(&request.ifr_netmask, &address, sizeof address);
  return ioctl(control, SIOCSIFNETMASK, &request) == 0;
}

}  // namespace

int open_tap(const char* name, std::size_t port) {
  const int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tap < 0) return -1;
  ifreq request = named(name);
  request.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR);
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool made = control >= 0 && ioctl(tap, TUNSETIFF, &request) == 0 &&
                    ioctl(tap, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6) == 0 &&
                    give_address(control, name, port) && bring_up(control, name) &&
                    bring_up(control, "lo");
  const int code = errno;
  if (control >= 0) close(control);
  if (made) return tap;
  close(tap);
  errno = code;
  return -1;
}

}  // namespace haetae::site
