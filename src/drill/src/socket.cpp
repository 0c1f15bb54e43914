// SPDX-License-Identifier: Apache-2.0
#include "haetae/drill/socket.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace haetae::drill {
namespace {

constexpr std::size_t kBufferStart = 16 * 1024;
/// How soon somebody who waits sees that the server was given up.
constexpr int kLookMilliseconds = 20;

std::string reason(std::string_view what) {
  return fmt::format("{}: {}", what, std::generic_category().message(errno));
}

bool is_end(int error) {
  return error == ECONNRESET || error == EPIPE || error == ETIMEDOUT || error == EHOSTUNREACH ||
         error == ENETUNREACH || error == ENETDOWN || error == ECONNABORTED;
}

}  // namespace

Socket::Socket(Socket&& other) noexcept
    : port_(other.port_),
      options_(std::move(other.options_)),
      fd_(std::exchange(other.fd_, -1)),
      buffer_(std::move(other.buffer_)),
      filled_(std::exchange(other.filled_, 0)),
      asked_(std::exchange(other.asked_, 0)) {}

void Socket::wait_for(short events, bool was_sent) {
  const bool is_watched = options_.gone != nullptr;
  int left = static_cast<int>(options_.patience.count());
  while (left > 0) {
    if (is_watched && options_.gone->load(std::memory_order_relaxed)) {
      throw Broken{"the server was given up", was_sent};
    }
    const int span = is_watched ? std::min(left, kLookMilliseconds) : left;
    pollfd one{fd_, events, 0};
    const int ready = ::poll(&one, 1, span);
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) throw Broken{reason("poll"), was_sent};
    left -= span;
  }
  throw Broken{fmt::format("the server did not answer within {} ms", options_.patience.count()),
               was_sent};
}

void Socket::open() {
  if (is_open()) return;
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ < 0) throw Broken{reason("socket"), false};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  const std::string what = fmt::format("connecting to {}:{}", options_.host, port_);
  if (::inet_pton(AF_INET, options_.host.c_str(), &address.sin_addr) != 1) {
    throw std::runtime_error{fmt::format("{} is no IPv4 address", options_.host)};
  }
  try {
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      if (errno != EINPROGRESS) throw Broken{reason(what), false};
      wait_for(POLLOUT, false);
      socklen_t size = sizeof errno;
      int error = 0;
      ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
      errno = error;
      if (error != 0) throw Broken{reason(what), false};
    }
  } catch (const Broken&) {
    close();
    throw;
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
      wait_for(POLLOUT, true);
    } else if (is_end(errno)) {
      return;  // the reader sees the end
    } else if (errno != EINTR) {
      throw Broken{reason("send"), true};
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
    if (got == 0 || is_end(errno)) return Got::end;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) throw Broken{reason("recv"), true};
    if (!wait) return Got::nothing;
    wait_for(POLLIN, true);
  }
}

void Socket::take(std::size_t length) {
  filled_ -= length;
  if (filled_ != 0) std::memmove(buffer_.data(), buffer_.data() + length, filled_);
}

bool Socket::read_answer(ParsedReply& parsed) {
  while (receive(true) == Got::bytes) {
    parsed = parse_reply(received());
    if (parsed.state == ReplyState::malformed) {
      throw std::runtime_error{fmt::format("not an HTTP answer: {}", received())};
    }
    if (parsed.state == ReplyState::complete) return true;
  }
  return false;
}

Reply Socket::hand_out(const ParsedReply& parsed) {
  asked_ = parsed.length;
  if (parsed.reply.closes()) {
    close();
    filled_ = asked_;
  }
  return parsed.reply;
}

Reply Socket::ask(std::string_view request) {
  take(std::exchange(asked_, 0));
  ParsedReply parsed;
  for (int attempt = 0; attempt < 2; ++attempt) {
    open();
    send(request);
    if (read_answer(parsed)) return hand_out(parsed);
    close();
    filled_ = 0;
  }
  throw Broken{fmt::format("no answer to {}", request.substr(0, request.find('\r'))), true};
}

/// A kept connection that the server has ended in the meantime is left before it is used.
void Socket::drop_if_closed() {
  if (!is_open()) return;
  char byte = 0;
  const ssize_t got = ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) close();
}

Reply Socket::ask_once(std::string_view request) {
  take(std::exchange(asked_, 0));
  drop_if_closed();
  open();
  ParsedReply parsed;
  try {
    send(request);
    if (read_answer(parsed)) return hand_out(parsed);
  } catch (const std::runtime_error&) {
    close();
    throw;
  }
  close();
  filled_ = 0;
  throw Broken{fmt::format("no answer to {}", request.substr(0, request.find('\r'))), true};
}

}  // namespace haetae::drill
