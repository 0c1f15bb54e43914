// SPDX-License-Identifier: Apache-2.0
#include "haetae/drill/mailbox.hpp"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace haetae::drill {
namespace {

std::string message_id(std::string_view mail) {
  constexpr std::string_view kName = "\r\nMessage-ID: ";
  const std::size_t at = mail.find(kName);
  if (at == std::string_view::npos) return {};
  const std::size_t start = at + kName.size();
  return std::string{mail.substr(start, mail.find('\r', start) - start)};
}

}  // namespace

Mailbox::Mailbox(std::uint16_t port, const std::function<std::thread(std::function<void()>)>& start)
    : wake_(::eventfd(0, EFD_CLOEXEC)) {
  // The socket belongs to the network of the thread that makes it.
  thread_ = start([this, port] {
    listen(port);
    {
      const std::lock_guard lock{mutex_};
      ready_ = true;
    }
    came_.notify_all();
    if (listener_ >= 0) run();
  });
  std::unique_lock lock{mutex_};
  came_.wait(lock, [this] { return ready_; });
  if (listener_ >= 0) return;
  lock.unlock();
  thread_.join();
  throw std::runtime_error{failure_};
}

Mailbox::~Mailbox() {
  const std::uint64_t one = 1;
  if (thread_.joinable() && ::write(wake_, &one, sizeof one) == sizeof one) thread_.join();
  for (const auto& [fd, session] : sessions_)
    ::close(fd);
  if (listener_ >= 0) ::close(listener_);
  ::close(wake_);
}

void Mailbox::listen(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  socklen_t size = sizeof address;
  auto* bare = reinterpret_cast<sockaddr*>(&address);
  if (fd < 0 || ::bind(fd, bare, size) != 0 || ::listen(fd, 64) != 0 ||
      ::getsockname(fd, bare, &size) != 0) {
    failure_ = fmt::format("the drill's mail server cannot listen on port {}: {}", port,
                           std::generic_category().message(errno));
    if (fd >= 0) ::close(fd);
    return;
  }
  port_ = ntohs(address.sin_port);
  listener_ = fd;
}

void Mailbox::run() {
  while (true) {
    std::vector<pollfd> waiting{{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& [fd, session] : sessions_)
      waiting.push_back({fd, POLLIN, 0});
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[0].revents != 0) return;
    for (std::size_t i = 2; i < waiting.size(); ++i)
      if (waiting[i].revents != 0) serve(waiting[i].fd);
    if (waiting[1].revents != 0) accept_one();
  }
}

void Mailbox::accept_one() {
  const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  constexpr std::string_view kGreeting = "220 drill\r\n";
  if (::send(fd, kGreeting.data(), kGreeting.size(), MSG_NOSIGNAL) < 0) {
    ::close(fd);
    return;
  }
  sessions_[fd];
}

void Mailbox::serve(int fd) {
  std::array<char, 16 * 1024> buffer;
  const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  bool over = got <= 0;
  if (!over) {
    std::vector<std::string> mails;
    SmtpSession& session = sessions_[fd];
    const std::string out = session.take({buffer.data(), static_cast<std::size_t>(got)}, mails);
    for (const std::string& mail : mails)
      keep(mail);
    over = ::send(fd, out.data(), out.size(), MSG_NOSIGNAL) < 0 || session.is_over();
  }
  if (!over) return;
  ::close(fd);
  sessions_.erase(fd);
}

void Mailbox::keep(const std::string& mail) {
  const auto found = find_code(mail);
  {
    const std::lock_guard lock{mutex_};
    ++mails_;
    const bool is_new = ++ids_[message_id(mail)] == 1;
    if (found && is_new) codes_[found->recipient].push_back(found->code);
  }
  came_.notify_all();
}

std::size_t Mailbox::count(const std::string& recipient) const {
  const std::lock_guard lock{mutex_};
  const auto found = codes_.find(recipient);
  return found == codes_.end() ? 0 : found->second.size();
}

std::optional<std::string> Mailbox::wait_code(const std::string& recipient, std::size_t seen,
                                              std::chrono::milliseconds limit) {
  std::unique_lock lock{mutex_};
  const auto has = [&] {
    const auto found = codes_.find(recipient);
    return found != codes_.end() && found->second.size() > seen;
  };
  if (!came_.wait_for(lock, limit, has)) return std::nullopt;
  return codes_[recipient].back();
}

std::size_t Mailbox::mails() const {
  const std::lock_guard lock{mutex_};
  return mails_;
}

std::size_t Mailbox::repeated() const {
  const std::lock_guard lock{mutex_};
  return mails_ - ids_.size();
}

}  // namespace haetae::drill
