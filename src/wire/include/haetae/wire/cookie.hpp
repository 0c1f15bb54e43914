// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/wire/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::wire {

/// A cookie to set (RFC 6265bis). Always HttpOnly, Path=/ and SameSite=Lax; over TLS also Secure
/// and with the `__Host-` prefix.
struct Cookie {
  std::string_view name;
  std::string_view value;
  /// Absent: ends with the browser session.
  std::optional<base::Seconds> max_age = {};
};

/// The value of a cookie in the request. Over TLS only the `__Host-` name is read, so that a
/// sibling subdomain cannot plant one. More than one of the name: nullopt.
[[nodiscard]] std::optional<std::string> read_cookie(const Request& request, std::string_view name);
/// Name and value are our own and of RFC 6265 cookie characters (asserted). Setting a name again
/// replaces the former Set-Cookie.
void set_cookie(Response& response, const Request& request, const Cookie& cookie);
void clear_cookie(Response& response, const Request& request, std::string_view name);

/// Parses one Cookie header value; exposed for tests and fuzzing.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_cookies(std::string_view text);

}  // namespace haetae::wire
