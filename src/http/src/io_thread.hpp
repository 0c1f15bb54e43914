// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "context.hpp"
#include "tls_context.hpp"

#include <cstddef>
#include <latch>
#include <memory>

namespace haetae::http {

/// One thread with its own event loop, its own listening sockets, and the connections that came
/// through them: they never change threads, so nothing of theirs is locked.
class IoThread {
 public:
  explicit IoThread(const ServerContext& server);
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;
  ~IoThread();

  /// Before start(). `fd` is owned from here on; `tls` null for plain.
  void add_listener(int fd, bool is_v6, std::shared_ptr<TlsContext> tls);
  void start();

  /// These may be called from any thread; they take effect on this one, soon.
  void use_tls(std::size_t listener, std::shared_ptr<TlsContext> tls);
  /// Takes in what the kernel has accepted already, then stops listening, then counts `done`.
  void drain(std::latch& done);
  /// Closes everything. The thread ends when the last coroutine has; pool tasks included, so the
  /// pool must be stopped before join().
  void close();
  void join();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::http
