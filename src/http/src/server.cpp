// SPDX-License-Identifier: Apache-2.0
#include "haetae/http/server.hpp"

#include "context.hpp"
#include "haetae/base/assert.hpp"
#include "io_thread.hpp"
#include "listener.hpp"
#include "tls_context.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <latch>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace haetae::http {
namespace {

std::string hsts_line(base::Seconds max_age) {
  return max_age.count() > 0
             ? fmt::format("Strict-Transport-Security: max-age={}\r\n", max_age.count())
             : std::string{};
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Router router, ServerOptions options, Parts parts)
      : router_(std::move(router)),
        options_(std::move(options)),
        parts_(std::move(parts)),
        connections_(options_.limits.connections_max, options_.limits.connections_per_address_max,
                     options_.proxies),
        forms_(options_.compression),
        pool_(options_.pool, parts_.clock),
        context_{router_,         options_,
                 parts_.clock,    parts_.entropy,
                 parts_.observer, parts_.access_log,
                 pool_,           connections_,
                 forms_,          hsts_line(options_.hsts_max_age),
                 large_bodies_} {
    HAETAE_ASSERT(options_.io_threads > 0 && options_.limits.bytes_per_second_min > 0);
  }

  base::Outcome<void, ServerError> start() {
    HAETAE_ASSERT(threads_.empty() && !stopped_);
    auto tls = load_tls();
    if (!tls) {
      return base::fail(std::move(tls).error());
    }
    std::vector<ListenerSockets> sockets;
    for (const auto& listener : options_.listeners) {
      auto opened = ListenerSockets::open(listener, options_.io_threads);
      if (!opened) {
        return base::fail(std::move(opened).error());
      }
      ports_.push_back(opened->port());
      sockets.push_back(*std::move(opened));
    }
    for (std::size_t i = 0; i < options_.io_threads; ++i) {
      auto& thread = *threads_.emplace_back(std::make_unique<IoThread>(context_));
      for (std::size_t place = 0; place < sockets.size(); ++place) {
        thread.add_listener(sockets[place].release(i), sockets[place].is_v6(), (*tls)[place]);
      }
    }
    for (const auto& thread : threads_) {
      thread->start();
    }
    return {};
  }

  base::Outcome<void, ServerError> reload_tls() {
    auto tls = load_tls();
    if (!tls) {
      return base::fail(std::move(tls).error());
    }
    for (const auto& thread : threads_) {
      for (std::size_t place = 0; place < tls->size(); ++place) {
        thread->use_tls(place, (*tls)[place]);
      }
    }
    return {};
  }

  std::size_t drain(base::Milliseconds at_most) {
    std::latch started{static_cast<std::ptrdiff_t>(threads_.size())};
    for (const auto& thread : threads_) {
      thread->drain(started);
    }
    started.wait();
    return connections_.wait_empty(at_most);
  }

  void stop() {
    if (std::exchange(stopped_, true)) {
      return;
    }
    for (const auto& thread : threads_) {
      thread->close();
    }
    // Every task that a connection waits for comes back to its thread now, closed as it is.
    pool_.stop();
    for (const auto& thread : threads_) {
      thread->join();
    }
    threads_.clear();
  }

  [[nodiscard]] ServerGauges gauges() const {
    return {
        .connections = connections_.total(), .queued = pool_.queued(), .running = pool_.running()};
  }

  [[nodiscard]] const Router& router() const { return router_; }
  [[nodiscard]] std::uint16_t port(std::size_t listener) const { return ports_.at(listener); }

 private:
  /// One per listener; null for plain ones.
  using TlsContexts = std::vector<std::shared_ptr<TlsContext>>;

  [[nodiscard]] base::Outcome<TlsContexts, ServerError> load_tls() const {
    TlsContexts contexts;
    for (const auto& listener : options_.listeners) {
      auto& slot = contexts.emplace_back();
      if (!listener.tls) {
        continue;
      }
      auto loaded = TlsContext::load(*listener.tls);
      if (!loaded) {
        return base::fail(std::move(loaded).error());
      }
      slot = *std::move(loaded);
    }
    return contexts;
  }

  const Router router_;
  const ServerOptions options_;
  const Parts parts_;
  ConnectionLimits connections_;
  SharedForms forms_;
  Pool pool_;
  std::atomic<std::size_t> large_bodies_{0};
  const ServerContext context_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::vector<std::uint16_t> ports_;
  bool stopped_ = false;
};

HttpServer::HttpServer(Router router, ServerOptions options, Parts parts)
    : impl_(std::make_unique<Impl>(std::move(router), std::move(options), std::move(parts))) {}
HttpServer::~HttpServer() {
  impl_->stop();
}

base::Outcome<void, ServerError> HttpServer::start() {
  return impl_->start();
}
std::uint16_t HttpServer::port(std::size_t listener) const {
  return impl_->port(listener);
}
base::Outcome<void, ServerError> HttpServer::reload_tls() {
  return impl_->reload_tls();
}
std::size_t HttpServer::drain(base::Milliseconds at_most) {
  return impl_->drain(at_most);
}
void HttpServer::stop() {
  impl_->stop();
}
const Router& HttpServer::router() const {
  return impl_->router();
}
ServerGauges HttpServer::gauges() const {
  return impl_->gauges();
}

}  // namespace haetae::http
