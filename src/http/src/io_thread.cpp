// SPDX-License-Identifier: Apache-2.0
#include "io_thread.hpp"

#include "boost.hpp"
#include "haetae/base/log.hpp"
#include "session.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <optional>
#include <pthread.h>
#include <string_view>
#include <thread>
#include <vector>

namespace haetae::http {
namespace {

using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// When the process has no descriptor left, accepting again at once would only spin.
constexpr base::Milliseconds kAcceptPause{50};
constexpr base::Milliseconds kDrainFirst{1'000};

Address address_of(const asio::ip::address& address) {
  if (address.is_v4()) {
    return Address::parse(address.to_string()).value_or(Address{});
  }
  return Address{address.to_v6().to_bytes()};
}

struct Listener {
  Listener(const Executor& executor, std::shared_ptr<TlsContext> context)
      : acceptor(executor), pause(executor), tls(std::move(context)) {}

  Acceptor acceptor;
  Timer pause;
  std::shared_ptr<TlsContext> tls;
};

}  // namespace

class IoThread::Impl {
 public:
  explicit Impl(const ServerContext& server)
      : context_(server), guard_(asio::make_work_guard(io_)), sweep_timer_(io_.get_executor()) {}

  void add_listener(int fd, bool is_v6, std::shared_ptr<TlsContext> tls) {
    auto listener = std::make_unique<Listener>(io_.get_executor(), std::move(tls));
    listener->acceptor.assign(is_v6 ? Tcp::v6() : Tcp::v4(), fd);
    listeners_.push_back(std::move(listener));
  }

  void start() {
    for (const auto& listener : listeners_) {
      asio::co_spawn(io_, accept_all(*listener), asio::detached);
    }
    asio::co_spawn(io_, sweep_always(), asio::detached);
    thread_ = std::thread{[this] { io_.run(); }};
    ::pthread_setname_np(thread_.native_handle(), "http-io");
  }

  template <class Function>
  void post(Function function) {
    asio::post(io_, std::move(function));
  }

  void use_tls(std::size_t listener, std::shared_ptr<TlsContext> tls) {
    listeners_.at(listener)->tls = std::move(tls);
  }

  void drain() {
    if (context_.draining) {
      return;
    }
    context_.draining = true;
    for (const auto& listener : listeners_) {
      take_backlog(*listener);
      close_listener(*listener);
    }
    const auto soon = context_.server.clock.steady() + kDrainFirst;
    for (auto* const session : sessions_) {
      session->drain(soon);
    }
  }

  void close() {
    context_.draining = true;
    closing_ = true;
    for (const auto& listener : listeners_) {
      close_listener(*listener);
    }
    sweep_timer_.cancel();
    for (auto* const session : sessions_) {
      session->cut();
    }
    guard_.reset();
  }

  void join() {
    if (thread_.joinable()) {
      thread_.join();
    }
  }

 private:
  static void close_listener(Listener& listener) {
    ErrorCode ignored;
    listener.acceptor.close(ignored);
    listener.pause.cancel();
  }

  Task<void> accept_all(Listener& listener) {
    while (listener.acceptor.is_open()) {
      ErrorCode error;
      auto socket = co_await listener.acceptor.async_accept(asio::redirect_error(kAwait, error));
      if (!error) {
        admit(std::move(socket), listener);
      } else if (listener.acceptor.is_open()) {
        listener.pause.expires_after(kAcceptPause);
        co_await listener.pause.async_wait(asio::redirect_error(kAwait, error));
      }
    }
  }

  void take_backlog(Listener& listener) {
    ErrorCode error;
    listener.acceptor.non_blocking(true, error);
    while (!error) {
      auto socket = listener.acceptor.accept(error);
      if (!error) {
        admit(std::move(socket), listener);
      }
    }
  }

  void admit(Socket socket, Listener& listener) {
    ErrorCode error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error || closing_) {
      return;  // gone before we looked
    }
    socket.non_blocking(true, error);
    socket.set_option(Tcp::no_delay{true}, error);
    const auto peer = address_of(endpoint.address());
    const auto& server = context_.server;
    const auto verdict = server.connections.enter(peer);
    if (verdict != ConnectionLimits::Verdict::admitted) {
      turn_away(socket, verdict, listener.tls == nullptr);
      return;
    }
    if (listener.tls) {
      serve_tls(std::move(socket), peer, context_, sessions_, listener.tls);
    } else {
      serve_plain(std::move(socket), peer, context_, sessions_);
    }
    // Now that its time limit runs. It cannot have ended: what it waits for comes through the loop.
    if (server.observer != nullptr) {
      server.observer->on_connection_opened();
    }
  }

  /// One attempt to say why, without waiting for anything.
  void turn_away(Socket& socket, ConnectionLimits::Verdict verdict, bool is_plain) {
    const auto& server = context_.server;
    if (server.observer != nullptr) {
      server.observer->on_connection_refused();
    }
    if (!is_plain) {
      return;
    }
    constexpr std::string_view kFull =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    constexpr std::string_view kTooMany =
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    const auto text = verdict == ConnectionLimits::Verdict::too_many_of_address ? kTooMany : kFull;
    ErrorCode ignored;
    socket.write_some(asio::buffer(text.data(), text.size()), ignored);
    socket.shutdown(asio::socket_base::shutdown_send, ignored);
  }

  Task<void> sweep_always() {
    while (!closing_) {
      ErrorCode error;
      sweep_timer_.expires_after(context_.server.options.limits.sweep_every);
      co_await sweep_timer_.async_wait(asio::redirect_error(kAwait, error));
      const auto now = context_.server.clock.steady();
      for (auto* const session : sessions_) {
        if (session->is_over(now)) {
          session->expire();
        }
      }
      context_.server.pool.shed_overdue();
    }
  }

  // The loop goes last: what waits in it refers to all the rest.
  ThreadContext context_;
  Sessions sessions_;
  bool closing_ = false;
  asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  asio::executor_work_guard<Executor> guard_;
  Timer sweep_timer_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::thread thread_;
};

IoThread::IoThread(const ServerContext& server) : impl_(std::make_unique<Impl>(server)) {}
IoThread::~IoThread() = default;

void IoThread::add_listener(int fd, bool is_v6, std::shared_ptr<TlsContext> tls) {
  impl_->add_listener(fd, is_v6, std::move(tls));
}
void IoThread::start() {
  impl_->start();
}
void IoThread::use_tls(std::size_t listener, std::shared_ptr<TlsContext> tls) {
  impl_->post([impl = impl_.get(), listener, tls = std::move(tls)]() mutable {
    impl->use_tls(listener, std::move(tls));
  });
}
void IoThread::drain(std::latch& done) {
  impl_->post([impl = impl_.get(), &done] {
    impl->drain();
    done.count_down();
  });
}
void IoThread::close() {
  impl_->post([impl = impl_.get()] { impl->close(); });
}
void IoThread::join() {
  impl_->join();
}

}  // namespace haetae::http
