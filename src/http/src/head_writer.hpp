// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/wire/message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::http {

/// `Date: …` with its line end, written anew once a second.
class DateLine {
 public:
  [[nodiscard]] std::string_view at(base::Instant now);

 private:
  base::Seconds second_{-1};
  std::string line_;
};

/// What the server adds to an answer.
struct HeadFrame {
  std::string_view date_line;
  std::string_view request_id;
  /// Strict-Transport-Security with its line end, or empty.
  std::string_view hsts_line;
  bool keep_alive = true;
  /// HTTP/1.0 clients must be told that the connection stays.
  bool is_http_10 = false;
  /// Of the representation; absent for 204 and 304, which have none to tell.
  std::optional<std::size_t> content_length;
  /// The body follows in chunks instead (RFC 9112 §7.1).
  bool is_chunked = false;
};

/// Appends status line and fields to `out`, up to the empty line: the only place where a head is
/// written. Returns false, and appends nothing, when the status is not 200–599, or when a field
/// has a name that is no token or a value with CR, LF, NUL or another control character
/// (response splitting). Date, Content-Length, Transfer-Encoding, Connection, Keep-Alive,
/// X-Request-Id and X-Content-Type-Options are the server's own; from a handler they are dropped.
[[nodiscard]] bool append_head(std::string& out, const wire::Response& response,
                               const HeadFrame& frame);

/// "Not Found"; "Unknown" for a status without a name.
[[nodiscard]] std::string_view reason_of(int status);

}  // namespace haetae::http
