// SPDX-License-Identifier: Apache-2.0
#include "socket.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace haetae::bench {
namespace {

constexpr std::size_t kBufferStart = 16 * 1024;
constexpr int kWaitMilliseconds = 15'000;

[[noreturn]] void fail(std::string_view what) {
  throw std::runtime_error{fmt::format("{}: {}", what, std::strerror(errno))};
}

void wait_for(int fd, short events) {
  pollfd one{fd, events, 0};
  const int ready = ::poll(&one, 1, kWaitMilliseconds);
  if (ready == 0) throw std::runtime_error{"the server did not answer within 15 s"};
  if (ready < 0 && errno != EINTR) fail("poll");
}

}  // namespace

Socket::Socket(Socket&& other) noexcept
    : port_(other.port_),
      fd_(std::exchange(other.fd_, -1)),
      buffer_(std::move(other.buffer_)),
      filled_(std::exchange(other.filled_, 0)),
      asked_(std::exchange(other.asked_, 0)) {}

void Socket::open() {
  if (is_open()) return;
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail(fmt::format("connecting to port {}", port_));
  }
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (buffer_.empty()) buffer_.resize(kBufferStart);
  filled_ = 0;
  asked_ = 0;
}

void Socket::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void Socket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      wait_for(fd_, POLLOUT);
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return;  // the reader sees the end
    } else {
      fail("send");
    }
  }
}

Socket::Got Socket::receive(bool wait) {
  if (filled_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  while (true) {
    const ssize_t got =
        ::recv(fd_, buffer_.data() + filled_, buffer_.size() - filled_, MSG_DONTWAIT);
    if (got > 0) {
      filled_ += static_cast<std::size_t>(got);
      return Got::bytes;
    }
    if (got == 0 || errno == ECONNRESET) return Got::end;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) fail("recv");
    if (!wait) return Got::nothing;
    wait_for(fd_, POLLIN);
  }
}

void Socket::take(std::size_t length) {
  filled_ -= length;
  if (filled_ != 0) std::memmove(buffer_.data(), buffer_.data() + length, filled_);
}

Reply Socket::ask(std::string_view request) {
  take(std::exchange(asked_, 0));
  for (int attempt = 0; attempt < 2; ++attempt) {
    open();
    send(request);
    while (receive(true) == Got::bytes) {
      const ParsedReply parsed = parse_reply(received());
      if (parsed.state == ReplyState::malformed) {
        throw std::runtime_error{fmt::format("not an HTTP answer: {}", received())};
      }
      if (parsed.state == ReplyState::incomplete) continue;
      asked_ = parsed.length;
      if (parsed.reply.closes()) {
        close();
        filled_ = asked_;
      }
      return parsed.reply;
    }
    close();
    filled_ = 0;
  }
  throw std::runtime_error{fmt::format("no answer to {}", request.substr(0, request.find('\r')))};
}

}  // namespace haetae::bench
