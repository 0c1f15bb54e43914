// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/headers.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace haetae::wire {

enum class Method { get, head, post, put, patch, delete_, options };

[[nodiscard]] std::string_view to_text(Method method);
[[nodiscard]] std::optional<Method> method_from_text(std::string_view text);

/// One request, as plain data: what `http` received after its limits, proxies and framing rules.
struct Request {
  Method method = Method::get;
  /// Path as sent, percent-encoded, starting with '/'; never with a query. Rows match it exactly.
  std::string path;
  /// What stood behind '?', undecoded.
  std::string query;
  Headers headers;
  std::string body;
  /// Authority that the client asked for (Host), lower case, with a port when one was given.
  std::string host;
  /// The client's address without port, after trusted proxies: "203.0.113.9" or "2001:db8::1".
  std::string address;
  /// True over TLS, or when a trusted proxy says that the client used it.
  bool secure = false;
  /// 26 characters, made by `http`; also in the answer (X-Request-Id) and in every log line.
  std::string id;
  base::Instant received{};

  /// Query parameters, decoded. Malformed input gives the fields before the fault.
  [[nodiscard]] Form query_form() const;
  /// Body parameters when the body is application/x-www-form-urlencoded, otherwise empty.
  [[nodiscard]] Form body_form() const;
  /// Body first, then query: many Kakao clients put token parameters into the query of a POST
  /// (spec kakao-login §0).
  [[nodiscard]] Form merged_form() const;
  /// `scheme://host` as the client saw it.
  [[nodiscard]] std::string origin() const;
};

/// A long answer that is made piece by piece while it is sent. A piece is asked for only when the
/// one before it has left, so that a slow client holds back its own stream and nothing else.
/// Destroyed early when the client is gone. It may refer to the Request that it answers, which
/// outlives it.
struct BodyStream {
  virtual ~BodyStream() = default;
  /// Appends the next piece to `out`; false when it was the last. Runs on the pool, one call at a
  /// time; a piece should take milliseconds and some 100 kB. Throwing cuts the connection: an
  /// answer that is not whole must not look whole.
  virtual bool next(std::string& out) = 0;
};

/// One answer, as plain data.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  /// Set instead of `body` for bytes that many answers share (assets, key sets).
  std::shared_ptr<const std::string> shared_body;
  /// Set instead of both for an answer of unknown length: chunked for HTTP/1.1 (RFC 9112 §7.1),
  /// until the connection closes for HTTP/1.0. Never compressed.
  std::shared_ptr<BodyStream> stream = {};

  [[nodiscard]] std::string_view payload() const {
    return shared_body ? std::string_view{*shared_body} : std::string_view{body};
  }
};

/// `application/json;charset=UTF-8`, as Kakao writes it (spec kakao-login §0).
[[nodiscard]] Response json_response(int status, std::string body);
/// `text/html; charset=utf-8`, never cached.
[[nodiscard]] Response html_response(int status, std::string body);
[[nodiscard]] Response text_response(int status, std::string body);
/// An empty answer with `Location`. Use 302 after GET, 303 after POST (threat 13: never 307).
[[nodiscard]] Response redirect_response(int status, std::string_view location);
/// `Cache-Control: no-store` and `Pragma: no-cache` (RFC 6749 §5.1).
void forbid_storing(Response& response);

}  // namespace haetae::wire
