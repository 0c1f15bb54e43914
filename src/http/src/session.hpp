// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "boost.hpp"
#include "context.hpp"
#include "haetae/http/address.hpp"
#include "tls_context.hpp"

#include <chrono>
#include <list>
#include <memory>

namespace haetae::http {

/// A connection as the sweep and the drain of its I/O thread see it.
class SessionHandle {
 public:
  enum class Phase { handshake, first, idle, head, body, running, write, linger };

  SessionHandle() = default;
  SessionHandle(const SessionHandle&) = delete;
  SessionHandle& operator=(const SessionHandle&) = delete;
  virtual ~SessionHandle() = default;

  /// Time is over: what waits ends, with an answer where one is due.
  void expire();
  /// Ends it when it waits for a request; else its next answer is the last.
  void drain(std::chrono::nanoseconds soon);
  /// Ends it at once.
  virtual void cut() = 0;

  [[nodiscard]] bool is_over(std::chrono::nanoseconds now) const {
    return phase_ != Phase::running && now > deadline_;
  }

 protected:
  /// Makes the pending read return.
  virtual void wake() = 0;

  Phase phase_ = Phase::first;
  std::chrono::nanoseconds deadline_{0};
  bool expired_ = false;
};

/// The open connections of one I/O thread.
using Sessions = std::list<SessionHandle*>;

/// Serves a connection that was admitted until it ends, then leaves ServerContext::connections.
/// `context` and `sessions` outlive it: their thread runs until no session is left.
void serve_plain(Socket socket, const Address& peer, ThreadContext& context, Sessions& sessions);
void serve_tls(Socket socket, const Address& peer, ThreadContext& context, Sessions& sessions,
               std::shared_ptr<TlsContext> tls);

}  // namespace haetae::http
