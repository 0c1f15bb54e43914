// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/wire/endpoint.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace haetae::http {

/// One answered request, for the access log and for metrics. It holds no path as sent, no query,
/// no cookie and no body: nothing in it is a secret. Views die with the call.
struct AccessRecord {
  /// "GET"; empty when the request line could not be read.
  std::string_view method;
  /// The row's path, e.g. "/v2/user/me" or "/assets/*"; empty when no row matched.
  std::string_view path;
  /// Index into Router::rows().
  std::optional<std::size_t> row = {};
  int status = 0;
  /// Bytes of the body that were handed over for sending.
  std::uint64_t bytes = 0;
  base::Instant received{};
  /// From the first bytes of the request to the answer being ready for sending.
  std::chrono::nanoseconds duration{0};
  /// How long it waited for a worker; 0 for inline rows.
  std::chrono::nanoseconds queue_wait{0};
  /// The client after trusted proxies.
  std::string_view address;
  std::string_view request_id;
  wire::Lane lane = wire::Lane::session;
  /// For the access log alone, as is traceparent.
  std::string_view user_agent;
  /// A valid W3C traceparent of the caller, or empty.
  std::string_view traceparent;
  bool secure = false;
};

/// Called on the I/O thread that served the request, so from several threads at once; must not
/// block and must not throw.
using AccessLog = std::function<void(const AccessRecord&)>;

/// Where metrics are counted. Same rules as AccessLog.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void on_request(const AccessRecord& record) = 0;
  /// A request of that lane was answered 503 instead of run. It is reported to on_request too.
  virtual void on_shed(wire::Lane lane) = 0;
  virtual void on_connection_opened() = 0;
  virtual void on_connection_closed() = 0;
  /// A connection was turned away: over the total, or over the limit of its address.
  virtual void on_connection_refused() = 0;
};

}  // namespace haetae::http
