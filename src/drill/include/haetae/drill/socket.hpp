// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/drill/reply.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace haetae::drill {

/// A connection could not be made, broke, or gave no answer in time.
class Broken : public std::runtime_error {
 public:
  Broken(const std::string& what, bool was_sent) : std::runtime_error{what}, was_sent_(was_sent) {}
  /// False: the server has certainly not seen the request. True: nobody knows what it did.
  [[nodiscard]] bool was_sent() const { return was_sent_; }

 private:
  bool was_sent_;
};

/// A keep-alive connection to a server. Throws Broken, and std::runtime_error for answers that are
/// no HTTP.
class Socket {
 public:
  struct Options {
    std::string host = "127.0.0.1";  ///< IPv4, in digits
    std::chrono::milliseconds patience{15'000};
    /// Once true, nobody waits any longer: who watches the server has given it up.
    const std::atomic<bool>* gone = nullptr;
  };
  explicit Socket(std::uint16_t port) : Socket(port, Options{}) {}
  Socket(std::uint16_t port, Options options) : port_(port), options_(std::move(options)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&&) = delete;
  ~Socket() { close(); }

  /// Connects unless connected.
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
  /// The same, but what may have arrived is never sent twice: for requests that change something
  /// while servers die.
  Reply ask_once(std::string_view request);

 private:
  void wait_for(short events, bool was_sent);
  void drop_if_closed();
  /// False: the connection ended without an answer.
  bool read_answer(ParsedReply& parsed);
  Reply hand_out(const ParsedReply& parsed);

  std::uint16_t port_;
  Options options_;
  int fd_ = -1;
  std::string buffer_;
  std::size_t filled_ = 0;
  std::size_t asked_ = 0;  ///< length of the answer that the last ask() gave out
};

}  // namespace haetae::drill
