// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/http/options.hpp"
#include "haetae/http/server.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace haetae::http {

/// Listening sockets of one address and port, one for each I/O thread. Owned: closed unless
/// released.
class ListenerSockets {
 public:
  /// Binds and listens. With more than one, the kernel spreads connections over them
  /// (SO_REUSEPORT); that another process listens there already is still an error.
  [[nodiscard]] static base::Outcome<ListenerSockets, ServerError> open(
      const ListenerOptions& options, std::size_t count);

  ListenerSockets(ListenerSockets&& other) noexcept;
  ListenerSockets& operator=(ListenerSockets&&) = delete;
  ~ListenerSockets();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool is_v6() const { return is_v6_; }
  /// The socket of one thread; the caller owns it now.
  [[nodiscard]] int release(std::size_t thread);

 private:
  ListenerSockets() = default;

  std::vector<int> sockets_;
  std::uint16_t port_ = 0;
  bool is_v6_ = false;
};

}  // namespace haetae::http
