// SPDX-License-Identifier: Apache-2.0
#include "cutting_proxy.hpp"

#include <array>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace haetae::storage::testing {

namespace {

constexpr int kPollMilliseconds = 20;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw std::runtime_error("the path of a socket is too long");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

bool send_all(int handle, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t size = ::send(handle, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) {
      return false;
    }
    sent += static_cast<std::size_t>(size);
  }
  return true;
}

/// What came; empty at the end.
std::string receive(int handle) {
  std::array<char, 65536> buffer{};
  const ssize_t size = ::recv(handle, buffer.data(), buffer.size(), 0);
  return size <= 0 ? std::string{} : std::string{buffer.data(), static_cast<std::size_t>(size)};
}

/// Whole packets of the protocol: three bytes of length, one number, the rest.
int packets_in(const std::string& bytes) {
  int count = 0;
  for (std::size_t at = 0; at + 4 <= bytes.size(); ++count) {
    const auto digit = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + i]));
    };
    at += 4 + digit(0) + (digit(1) << 8) + (digit(2) << 16);
    if (at > bytes.size()) {
      break;
    }
  }
  return count;
}

bool readable(int handle) {
  pollfd one{.fd = handle, .events = POLLIN, .revents = 0};
  return ::poll(&one, 1, kPollMilliseconds) > 0;
}

}  // namespace

CuttingProxy::CuttingProxy(std::string server_socket) : server_socket_(std::move(server_socket)) {
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(socket());
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 64) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  acceptor_ = std::thread{[this] { accept_all(); }};
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& carrier : carriers_) {
    carrier.join();
  }
  ::close(listener_);
}

void CuttingProxy::accept_all() {
  while (!stopping_) {
    if (!readable(listener_)) {
      continue;
    }
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (refusing_) {
      ::close(client);
      continue;
    }
    carriers_.emplace_back([this, client] { carry(client); });
  }
}

void CuttingProxy::carry(int client) {
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(server_socket_);
  bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  while (open && !stopping_) {
    std::array<pollfd, 2> both{pollfd{.fd = client, .events = POLLIN, .revents = 0},
                               pollfd{.fd = server, .events = POLLIN, .revents = 0}};
    if (::poll(both.data(), both.size(), kPollMilliseconds) <= 0) {
      continue;
    }
    if (both[0].revents != 0) {
      const std::string bytes = receive(client);
      open = !bytes.empty() && from_client(client, server, bytes);
    }
    if (open && both[1].revents != 0) {
      const std::string bytes = receive(server);
      open = !bytes.empty() && send_all(client, bytes);
    }
  }
  ::close(client);
  ::close(server);
}

bool CuttingProxy::from_client(int client, int server, const std::string& bytes) {
  const bool commits = bytes.find("INSERT INTO writes") != std::string::npos;
  if (waiting_for_fence_ && commits) {
    fence_sent_ = true;
  } else if (fence_sent_.exchange(false)) {
    // The next question on a connection comes when the former one has its answer.
    const std::lock_guard lock{mutex_};
    fenced_ = true;
    fence_stands_.notify_all();
  }
  const Cut cut = commits ? cut_.exchange(Cut::none) : Cut::none;
  switch (cut) {
    case Cut::none:
      return send_all(server, bytes);
    case Cut::before_commit:
      return false;
    case Cut::after_commit: {
      send_all(server, bytes);
      // One answer for the id, one for the COMMIT.
      std::string answers;
      while (packets_in(answers) < 2) {
        answers += receive(server);
      }
      return false;
    }
    case Cut::late_commit: {
      waiting_for_fence_ = true;
      ::shutdown(client, SHUT_RDWR);
      std::unique_lock lock{mutex_};
      fence_stands_.wait(lock, [this] { return fenced_; });
      lock.unlock();
      waiting_for_fence_ = false;
      send_all(server, bytes);
      receive(server);
      return false;
    }
  }
  return false;
}

}  // namespace haetae::storage::testing
