// SPDX-License-Identifier: Apache-2.0
#include "session.hpp"

#include "session_impl.hpp"

namespace haetae::http {

void SessionHandle::expire() {
  if (phase_ == Phase::head || phase_ == Phase::body) {
    expired_ = true;
    deadline_ = std::chrono::nanoseconds::max();
    wake();
  } else {
    cut();
  }
}

void SessionHandle::drain(std::chrono::nanoseconds soon) {
  if (phase_ == Phase::idle) {
    cut();
  } else if (phase_ == Phase::first && soon < deadline_) {
    // It may be about to send; it is owed a moment, not the whole time.
    deadline_ = soon;
  }
}

void serve_plain(Socket socket, const Address& peer, ThreadContext& context, Sessions& sessions) {
  const auto executor = socket.get_executor();
  auto session =
      std::make_unique<Session<Socket>>(std::move(socket), peer, context, sessions, nullptr);
  asio::co_spawn(executor, live(std::move(session)), asio::detached);
}

}  // namespace haetae::http
