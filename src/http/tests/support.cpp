// SPDX-License-Identifier: Apache-2.0
#include "support.hpp"

#include "haetae/wire/headers.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace haetae::http {

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  const int on = 1;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  EXPECT_EQ(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

RawClient::~RawClient() {
  ::close(fd_);
}

void RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return;  // the peer has enough; its answer tells why
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawClient::finish() {
  ::shutdown(fd_, SHUT_WR);
}

bool RawClient::receive() {
  std::array<char, 16 * 1024> room;
  const auto count = ::recv(fd_, room.data(), room.size(), 0);
  if (count > 0) {
    pending_.append(room.data(), static_cast<std::size_t>(count));
  }
  return count > 0;
}

std::string RawClient::read_answer(bool has_body) {
  std::size_t head = 0;
  while ((head = pending_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) {
      return {};
    }
  }
  std::size_t length = 0;
  const auto announced = field_of(pending_, "Content-Length");
  if (has_body && !announced.empty()) {
    std::from_chars(announced.data(), announced.data() + announced.size(), length);
  }
  const auto total = head + 4 + length;
  while (pending_.size() < total) {
    if (!receive()) {
      return {};
    }
  }
  auto answer = pending_.substr(0, total);
  pending_.erase(0, total);
  return answer;
}

std::string RawClient::read_all() {
  while (receive()) {
  }
  return std::exchange(pending_, {});
}

int status_of(std::string_view answer) {
  int status = 0;
  if (answer.starts_with("HTTP/1.1 ") && answer.size() >= 12) {
    std::from_chars(answer.data() + 9, answer.data() + 12, status);
  }
  return status;
}

std::string field_of(std::string_view answer, std::string_view name) {
  const auto head = answer.substr(0, answer.find("\r\n\r\n"));
  for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    const auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && wire::equal_no_case(line.substr(0, colon), name)) {
      return std::string{wire::trim(line.substr(colon + 1))};
    }
  }
  return {};
}

std::string body_of(std::string_view answer) {
  const auto head = answer.find("\r\n\r\n");
  return head == std::string_view::npos ? std::string{} : std::string{answer.substr(head + 4)};
}

}  // namespace haetae::http
