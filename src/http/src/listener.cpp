// SPDX-License-Identifier: Apache-2.0
#include "listener.hpp"

#include "haetae/http/address.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace haetae::http {
namespace {

constexpr int kBacklog = 4096;

ServerError system_error(const ListenerOptions& options, int code) {
  auto kind = ServerError::Code::system;
  if (code == EADDRINUSE) {
    kind = ServerError::Code::address_in_use;
  } else if (code == EACCES || code == EPERM) {
    kind = ServerError::Code::not_permitted;
  } else if (code == EADDRNOTAVAIL) {
    kind = ServerError::Code::bad_address;
  }
  return {kind, fmt::format("listen on {} port {}: {}", options.address, options.port,
                            std::generic_category().message(code))};
}

struct Endpoint {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

Endpoint endpoint_of(const Address& address, bool v6, std::uint16_t port) {
  Endpoint endpoint;
  if (v6) {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    std::memcpy(&in.sin6_addr, address.bytes().data(), address.bytes().size());
    std::memcpy(&endpoint.storage, &in, sizeof in);
    endpoint.length = sizeof in;
  } else {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    std::memcpy(&in.sin_addr, address.bytes().data() + 12, 4);
    std::memcpy(&endpoint.storage, &in, sizeof in);
    endpoint.length = sizeof in;
  }
  return endpoint;
}

/// The socket, or the negated errno.
int listen_on(const Address& address, bool v6, std::uint16_t port, bool shared) {
  const int fd = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) {
    return -errno;
  }
  const int on = 1;
  const int off = 0;
  const auto endpoint = endpoint_of(address, v6, port);
  const bool done =
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      (!shared || ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0) &&
      (!v6 || ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0) &&
      ::bind(fd, reinterpret_cast<const sockaddr*>(&endpoint.storage), endpoint.length) == 0 &&
      ::listen(fd, kBacklog) == 0;
  if (!done) {
    const int code = errno;
    ::close(fd);
    return -code;
  }
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
    return 0;
  }
  // The port stands at the same place in both families.
  sockaddr_in in{};
  std::memcpy(&in, &storage, sizeof in);
  return ntohs(in.sin_port);
}

}  // namespace

base::Outcome<ListenerSockets, ServerError> ListenerSockets::open(const ListenerOptions& options,
                                                                  std::size_t count) {
  const auto address = Address::parse(options.address);
  if (!address) {
    return base::fail(ServerError{ServerError::Code::bad_address,
                                  fmt::format("'{}' is no IP address", options.address)});
  }
  ListenerSockets opened;
  opened.is_v6_ = !address->is_v4();
  opened.port_ = options.port;
  if (count > 1 && options.port != 0) {
    // SO_REUSEPORT would silently share the port with another process of this user: ask without.
    const int probe = listen_on(*address, opened.is_v6_, options.port, false);
    if (probe < 0) {
      return base::fail(system_error(options, -probe));
    }
    ::close(probe);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const int fd = listen_on(*address, opened.is_v6_, opened.port_, count > 1);
    if (fd < 0) {
      return base::fail(system_error(options, -fd));
    }
    opened.sockets_.push_back(fd);
    opened.port_ = port_of(fd);
  }
  return opened;
}

ListenerSockets::ListenerSockets(ListenerSockets&& other) noexcept
    : sockets_(std::exchange(other.sockets_, {})), port_(other.port_), is_v6_(other.is_v6_) {}

ListenerSockets::~ListenerSockets() {
  for (const int fd : sockets_) {
    if (fd >= 0) {
      ::close(fd);
    }
  }
}

int ListenerSockets::release(std::size_t thread) {
  return std::exchange(sockets_.at(thread), -1);
}

}  // namespace haetae::http
