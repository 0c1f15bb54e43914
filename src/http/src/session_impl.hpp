// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange.hpp"
#include "haetae/base/log.hpp"
#include "input_buffer.hpp"
#include "request_reader.hpp"
#include "session.hpp"

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <string_view>
#include <type_traits>

namespace haetae::http {

using TlsStream = asio::ssl::stream<Socket>;

/// A request, or one piece of a streamed answer, on its way through the pool. Lives in the
/// coroutine that waits for it.
class PoolTrip final : public PoolTask {
 public:
  enum class Errand { answer, piece };
  PoolTrip(Exchange& exchange, BodyForms& forms, Executor executor, Errand errand)
      : exchange_(exchange), forms_(forms), executor_(std::move(executor)), errand_(errand) {}

  void resume_with(std::function<void()> resume) { resume_ = std::move(resume); }
  void run(std::chrono::nanoseconds queue_wait) override {
    if (errand_ == Errand::answer) {
      exchange_.run(forms_, queue_wait);
    } else {
      exchange_.make_piece();
    }
    wake();
  }
  void shed(std::chrono::nanoseconds queue_wait) override {
    if (errand_ == Errand::answer) {
      exchange_.shed(queue_wait);
    } else {
      exchange_.break_stream();
    }
    wake();
  }

 private:
  /// Once posted, the coroutine may go on and take this object with it: nothing of it is used
  /// after that.
  void wake() {
    const auto executor = executor_;
    asio::post(executor, std::move(resume_));
  }

  Exchange& exchange_;
  BodyForms& forms_;
  Executor executor_;
  const Errand errand_;
  std::function<void()> resume_;
};

/// Starts the trip once the coroutine is suspended.
struct StartTrip {
  Pool& pool;
  wire::Lane lane;
  PoolTrip& trip;

  template <class Handler>
  void operator()(Handler&& handler) const {
    const auto shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    trip.resume_with([shared] { (*shared)(); });
    pool.submit(lane, trip);
  }
};

/// One connection: a coroutine that reads, answers and writes in turn, so that pipelined answers
/// keep their order by construction.
template <class Stream>
class Session final : public SessionHandle {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  Session(Stream stream, const Address& peer, ThreadContext& context, Sessions& sessions,
          std::shared_ptr<TlsContext> tls);
  ~Session() override;

  Task<void> run();
  void cut() override;

 private:
  using Step = RequestReader::Step;
  using Nanoseconds = std::chrono::nanoseconds;
  enum class Fill { more, late, gone };
  static constexpr base::Milliseconds kLingerTime{2'000};
  static constexpr std::size_t kLingerBytesMax = 1024 * 1024;
  static constexpr std::size_t kKeptOutputMax = 32 * 1024;

  void wake() override;
  void enter(Phase phase);
  void enter_sized(Phase phase, std::uint64_t bytes);
  Task<bool> handshake();
  Task<bool> read_request();
  Step take_head();
  Task<Fill> fill();
  Task<void> run_on_pool();
  Task<bool> stream_body();
  Task<bool> answer();
  Task<bool> flush(std::string_view body);
  Task<void> linger();
  Socket& socket() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  Stream stream_;
  const Address peer_;
  ThreadContext& context_;
  const LimitOptions& limits_;
  Sessions& sessions_;
  Sessions::iterator place_;
  std::shared_ptr<TlsContext> tls_;
  RequestReader reader_;
  Exchange exchange_;
  InputBuffer input_;
  std::string output_;
  std::size_t served_ = 0;
  std::size_t gathered_ = 0;
  bool has_begun_ = false;
  bool is_in_body_ = false;
  bool is_refused_ = false;
  /// The last write failed: nothing more can be told.
  bool is_broken_ = false;
};

}  // namespace haetae::http

#include "session_impl.ipp"  // IWYU pragma: keep
