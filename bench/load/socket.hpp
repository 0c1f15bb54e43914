// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reply.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace haetae::bench {

/// A keep-alive connection to a port of this machine. Throws std::runtime_error when the machine
/// refuses; a benchmark cannot go on then.
class Socket {
 public:
  explicit Socket(std::uint16_t port) : port_(port) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&&) = delete;
  ~Socket() { close(); }

  /// Connects (blocking) unless connected.
  void open();
  void close();
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] int fd() const { return fd_; }

  /// Writes all of it, waiting when the socket is full.
  void send(std::string_view bytes);
  enum class Got { bytes, nothing, end };
  /// Reads what is there into the buffer; `nothing` when nothing was.
  Got receive(bool wait);

  /// Bytes received and not yet taken.
  [[nodiscard]] std::string_view received() const {
    return std::string_view{buffer_}.substr(0, filled_);
  }
  void take(std::size_t length);

  /// Sends a request and waits for its answer, whose views last until the next call. Sends it again
  /// on a new connection when the kept one had been closed.
  Reply ask(std::string_view request);

 private:
  std::uint16_t port_;
  int fd_ = -1;
  std::string buffer_;
  std::size_t filled_ = 0;
  std::size_t asked_ = 0;  ///< length of the answer that the last ask() gave out
};

}  // namespace haetae::bench
