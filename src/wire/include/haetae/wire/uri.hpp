// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::wire {

inline constexpr std::size_t kUriLengthMax = 2048;
/// Longer than a URI, since such a path may carry an authorization request in its query.
inline constexpr std::size_t kLocalPathLengthMax = 8192;

enum class UriError {
  too_long,
  not_ascii,
  bad_character,
  bad_scheme,
  bad_host,
  bad_port,
  not_absolute
};

/// An absolute URI with its parts (RFC 3986 §3). Strict: control characters, spaces, backslashes,
/// raw non-ASCII and broken percent sequences are errors, not repaired. So are schemes that a
/// browser would run (`javascript`, `data`…, threat 8), several '@' (threat 7), and in web schemes
/// hosts that browsers would repair (`127.1`, `%6c`, empty labels) or a missing authority.
struct Uri {
  std::string scheme;               ///< lower case
  std::optional<std::string> user;  ///< what stood before '@'
  std::string host;                 ///< lower case; IPv6 in brackets; empty for custom schemes
  std::optional<std::uint16_t> port;
  std::string path;  ///< as written
  std::optional<std::string> query;
  std::optional<std::string> fragment;
  bool has_authority = false;

  [[nodiscard]] static base::Outcome<Uri, UriError> parse(std::string_view text);

  /// 127.0.0.0/8, ::1 by literal, or exactly `localhost` (RFC 8252 §7.3). `localhost.evil.kr` and
  /// `127.0.0.1.evil.kr` are not.
  [[nodiscard]] bool is_loopback() const;
  /// `scheme://host[:port]`, without a port that is the scheme's own. Meant for web schemes.
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] bool is_http() const { return scheme == "http" || scheme == "https"; }
};

/// Appends query parameters with '?' or '&', before a fragment.
[[nodiscard]] std::string with_query(std::string_view uri, std::string_view encoded_query);

/// A place on this server to go to after a step: starts with one '/', no scheme, no host, no
/// backslash, control character, nor an empty or dot segment in the path, which could move "//" to
/// the front (threats 13, 76). Otherwise nullopt.
[[nodiscard]] std::optional<std::string> local_path(std::string_view text);

}  // namespace haetae::wire
