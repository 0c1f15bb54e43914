// SPDX-License-Identifier: Apache-2.0
// Bodies of session_impl.hpp, for the two units that instantiate it.

namespace haetae::http {

template <class Stream>
Session<Stream>::Session(Stream stream, const Address& peer, ThreadContext& context,
                         Sessions& sessions, std::shared_ptr<TlsContext> tls)
    : stream_(std::move(stream)),
      peer_(peer),
      context_(context),
      limits_(context.server.options.limits),
      sessions_(sessions),
      place_(sessions.insert(sessions.end(), this)),
      tls_(std::move(tls)),
      reader_(
          {.head_bytes_max = limits_.head_bytes_max, .header_count_max = limits_.header_count_max}),
      exchange_(context, peer, kTls) {
  enter(kTls ? Phase::handshake : Phase::first);
}

template <class Stream>
Session<Stream>::~Session() {
  sessions_.erase(place_);
  if (auto* const observer = context_.server.observer) {
    observer->on_connection_closed();
  }
  // The last thing: a drain that waits for it may tear the server down.
  ErrorCode ignored;
  socket().close(ignored);
  context_.server.connections.leave(peer_);
}

template <class Stream>
Task<void> Session<Stream>::run() {
  if constexpr (kTls) {
    if (!co_await handshake()) {
      co_return;
    }
  }
  bool stays = true;
  while (stays) {
    if (!co_await read_request()) {
      co_return;
    }
    if (!is_refused_) {
      if (exchange_.is_blocking()) {
        co_await run_on_pool();
      } else {
        exchange_.run(context_.forms, Nanoseconds{0});
      }
    }
    stays = co_await answer();
  }
  if (!is_broken_) {
    co_await linger();
  }
}

template <class Stream>
void Session<Stream>::cut() {
  ErrorCode ignored;
  socket().close(ignored);
}

template <class Stream>
void Session<Stream>::wake() {
  ErrorCode ignored;
  socket().cancel(ignored);
}

template <class Stream>
void Session<Stream>::enter(Phase phase) {
  enter_sized(phase, 0);
}

template <class Stream>
void Session<Stream>::enter_sized(Phase phase, std::uint64_t bytes) {
  phase_ = phase;
  expired_ = false;
  auto time = Nanoseconds{0};
  switch (phase) {
    case Phase::handshake:
      time = limits_.handshake_time;
      break;
    case Phase::first:
    case Phase::head:
      time = limits_.head_time;
      break;
    case Phase::idle:
      time = limits_.idle_time;
      break;
    case Phase::body:
      time = limits_.body_time;
      break;
    case Phase::write:
      time = limits_.write_time;
      break;
    case Phase::linger:
      time = kLingerTime;
      break;
    case Phase::running:
      break;
  }
  const auto seconds = bytes / limits_.bytes_per_second_min;
  // A connection is idle since its answer was made, which costs no further look at the clock, and
  // is told before the client can act on the answer.
  const auto since = phase == Phase::idle ? exchange_.ended() : context_.server.clock.steady();
  deadline_ = since + time + base::Seconds{seconds};
}

template <class Stream>
Task<bool> Session<Stream>::handshake() {
  if constexpr (kTls) {
    ErrorCode error;
    co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(kAwait, error));
    co_return !error;
  }
  co_return true;
}

template <class Stream>
Task<bool> Session<Stream>::read_request() {
  has_begun_ = is_refused_ = is_in_body_ = false;
  for (;;) {
    auto step = Step::need_more;
    bool was_head = false;
    if (!input_.empty()) {
      if (!has_begun_) {
        has_begun_ = true;
        exchange_.begin();
      }
      std::size_t used = 0;
      step = reader_.read(input_.view(), used);
      input_.consume(used);
      was_head = step == Step::head;
      if (was_head) {
        step = take_head();
      } else if (step == Step::refused) {
        exchange_.refuse(reader_.status());
      }
    }
    if (step == Step::complete) {
      exchange_.take_body(reader_.body());
      co_return true;
    }
    if (step == Step::refused) {
      is_refused_ = true;
      co_return true;
    }
    if (was_head && !input_.empty()) {
      continue;
    }
    const auto filled = co_await fill();
    if (filled == Fill::late) {
      exchange_.refuse(408);
      is_refused_ = true;
    }
    if (filled != Fill::more) {
      co_return filled == Fill::late;
    }
  }
}

template <class Stream>
RequestReader::Step Session<Stream>::take_head() {
  if (const int status = exchange_.take_head(reader_.head()); status != 0) {
    exchange_.refuse(status);
    return Step::refused;
  }
  const auto step = reader_.accept_body(exchange_.body_bytes_max());
  if (step == Step::refused) {
    exchange_.refuse(reader_.status());
  } else if (step == Step::need_more && !exchange_.book_body(reader_.content_length())) {
    exchange_.refuse(503);
    return Step::refused;
  } else if (step == Step::need_more) {
    is_in_body_ = true;
    if (reader_.head().expects_continue && input_.empty()) {
      output_.append("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }
  return step;
}

template <class Stream>
Task<typename Session<Stream>::Fill> Session<Stream>::fill() {
  if (!output_.empty() && !co_await flush({})) {
    co_return Fill::gone;
  }
  if (served_ > 0 && !has_begun_) {
    // Let the others go first: by then the next request is often here, and a read that finds
    // nothing costs as much as one that finds it.
    co_await asio::post(stream_.get_executor(), kAwait);
  }
  const auto waits_for = is_in_body_    ? Phase::body
                         : has_begun_   ? Phase::head
                         : served_ == 0 ? Phase::first
                                        : Phase::idle;
  if (waits_for == Phase::idle && context_.draining) {
    co_return Fill::gone;
  }
  if (waits_for == Phase::body && phase_ != Phase::body) {
    enter_sized(Phase::body, reader_.content_length().value_or(exchange_.body_bytes_max()));
  } else if (waits_for != phase_) {
    enter(waits_for);
  }
  const auto room = input_.room();
  ErrorCode error;
  const auto count = co_await stream_.async_read_some(asio::buffer(room.data(), room.size()),
                                                      asio::redirect_error(kAwait, error));
  input_.commit(count);
  if (expired_) {
    co_return Fill::late;
  }
  co_return error || count == 0 ? Fill::gone : Fill::more;
}

template <class Stream>
Task<void> Session<Stream>::run_on_pool() {
  // Answers that stand ready must not wait for a slow handler.
  if (!output_.empty() && !co_await flush({})) {
    is_broken_ = true;
    exchange_.refuse(503);
    co_return;
  }
  enter(Phase::running);
  PoolTrip trip{exchange_, context_.server.forms, stream_.get_executor(), PoolTrip::Errand::answer};
  const StartTrip start{context_.server.pool, exchange_.lane(), trip};
  Await token;
  co_await asio::async_initiate<Await, void()>(start, token);
}

template <class Stream>
Task<bool> Session<Stream>::answer() {
  const bool may_stay =
      !is_refused_ && !is_broken_ && served_ + 1 < limits_.requests_per_connection_max;
  const bool stays = exchange_.write(output_, may_stay);
  if (exchange_.is_streaming() && !co_await stream_body()) {
    is_broken_ = true;
  }
  exchange_.record();
  ++served_;
  ++gathered_;
  reader_.next();
  phase_ = Phase::running;  // so that what is waited for next starts its own time
  const auto body = exchange_.large_body();
  // Otherwise it leaves together with the answers to what else has come already, at the latest
  // when the next bytes are waited for.
  const bool leaves_now = !stays || !body.empty() || gathered_ >= limits_.pipelined_answers_max;
  if (is_broken_ || (leaves_now && !co_await flush(body))) {
    is_broken_ = true;
    co_return false;
  }
  exchange_.release();
  co_return stays;
}

/// Sends the pieces one by one. False when the client is gone or the stream broke off: what was
/// sent must not look whole, so the connection is cut, and a body without chunks is reset.
template <class Stream>
Task<bool> Session<Stream>::stream_body() {
  do {
    enter(Phase::running);
    PoolTrip trip{exchange_, context_.server.forms, stream_.get_executor(),
                  PoolTrip::Errand::piece};
    const StartTrip start{context_.server.pool, exchange_.lane(), trip};
    Await token;
    co_await asio::async_initiate<Await, void()>(start, token);
    const auto piece = exchange_.take_piece(output_);
    if (!piece) {
      ErrorCode ignored;
      socket().set_option(asio::socket_base::linger{true, 0}, ignored);
      co_return false;
    }
    const bool is_empty = piece->empty() && output_.empty();
    if (!is_empty && !co_await flush(*piece)) {
      co_return false;
    }
  } while (exchange_.has_more_pieces());
  exchange_.end_stream(output_);
  co_return true;
}

template <class Stream>
Task<bool> Session<Stream>::flush(std::string_view body) {
  gathered_ = 0;
  std::array<asio::const_buffer, 2> buffers = {asio::buffer(output_),
                                               asio::const_buffer{body.data(), body.size()}};
  const auto total = output_.size() + body.size();
  ErrorCode error;
  if constexpr (!kTls) {
    // One buffer is a plain send(), which costs less than sendmsg().
    const auto done =
        body.empty() ? stream_.write_some(buffers[0], error) : stream_.write_some(buffers, error);
    if (done == total) {
      output_.clear();
      co_return true;
    }
    if (error && error != asio::error::would_block && error != asio::error::try_again) {
      co_return false;
    }
    const auto of_first = std::min(done, output_.size());
    buffers[0] += of_first;
    buffers[1] += done - of_first;
  }
  enter_sized(Phase::write, total);
  co_await asio::async_write(stream_, buffers, asio::redirect_error(kAwait, error));
  output_.clear();
  if (output_.capacity() > kKeptOutputMax) {
    output_.shrink_to_fit();
  }
  co_return !error;
}

template <class Stream>
Task<void> Session<Stream>::linger() {
  enter(Phase::linger);
  ErrorCode error;
  if constexpr (kTls) {
    co_await stream_.async_shutdown(asio::redirect_error(kAwait, error));
  }
  // A close while bytes of the client are unread would reset the connection, and the answer could
  // be lost on its way (RFC 9112 §9.6): say that nothing more comes, and read it out.
  socket().shutdown(asio::socket_base::shutdown_send, error);
  for (std::size_t dropped = 0; !error && dropped < kLingerBytesMax;) {
    const auto room = input_.room();
    dropped += co_await socket().async_read_some(asio::buffer(room.data(), room.size()),
                                                 asio::redirect_error(kAwait, error));
  }
}

template <class Stream>
Task<void> live(std::unique_ptr<Session<Stream>> session) {
  try {
    co_await session->run();
  } catch (const std::exception& error) {
    base::log(base::LogLevel::error, "connection_failed",
              {{"what", std::string_view{error.what()}}});
  }
}

}  // namespace haetae::http
