// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/http/observer.hpp"
#include "haetae/http/options.hpp"
#include "haetae/http/router.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace haetae::http {

/// Why a server did not start, or did not take new certificates.
struct ServerError {
  enum class Code { bad_address, address_in_use, not_permitted, bad_certificate, system };
  Code code = Code::system;
  /// For the operator: names the listener or file, and what the system said.
  std::string message;
};

/// What the server holds at this moment.
struct ServerGauges {
  std::size_t connections = 0;
  std::array<std::size_t, kLanes> queued{};  ///< by wire::Lane
  std::array<std::size_t, kLanes> running{};
};

/// HTTP/1.1 over TCP and TLS (RFC 9112). Handlers of `inline_` rows run on the I/O thread that
/// holds the connection, those of `blocking` rows on the pool; both may run on several threads at
/// once. A handler that throws is answered 500 and logged as `handler_failed`.
///
/// What every answer gets here and no handler need set: Date, Content-Length, Connection,
/// X-Request-Id, X-Content-Type-Options, Referrer-Policy (unless set), CORS headers of the row,
/// ETag and compression for rows with `compress`.
class HttpServer {
 public:
  struct Parts {
    const base::Clock& clock;
    base::Entropy& entropy;        ///< thread-safe
    Observer* observer = nullptr;  ///< outlives the server
    AccessLog access_log = {};
  };

  HttpServer(Router router, ServerOptions options, Parts parts);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Stops when still running.
  ~HttpServer();

  /// Binds every listener, then starts the threads. Nothing runs when it fails. Call once.
  [[nodiscard]] base::Outcome<void, ServerError> start();

  /// The port that a listener got, by its place in the options. After start().
  [[nodiscard]] std::uint16_t port(std::size_t listener = 0) const;

  /// Reads the certificate files again; new connections use them. On error the old ones stay.
  /// Safe from any one thread.
  [[nodiscard]] base::Outcome<void, ServerError> reload_tls();

  /// Turns away newcomers, lets requests in flight finish (each answered `Connection: close`),
  /// closes idle connections. Returns when none is left or after `at_most`, with the number of
  /// connections still open; stop() cuts those. Readiness should have been turned off before.
  std::size_t drain(base::Milliseconds at_most);

  /// Closes everything and joins all threads; handlers that run are waited for, queued ones are
  /// shed. Safe to call twice.
  void stop();

  [[nodiscard]] const Router& router() const;
  [[nodiscard]] ServerGauges gauges() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::http
