// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "haetae/base/outcome.hpp"

namespace haetae::wire {

inline constexpr std::size_t kUriLengthMax = 2048;

enum class UriError { too_long, not_ascii, bad_character, bad_scheme, bad_host, bad_port, not_absolute };

/// An absolute URI with its parts (RFC 3986 §3). Strict: control characters, spaces, backslashes,
/// raw non-ASCII and broken percent sequences are errors, not repaired.
struct Uri {
  std::string scheme;                 ///< lower case
  std::optional<std::string> user;    ///< what stood before '@'
  std::string host;                   ///< lower case; IPv6 in brackets; empty for custom schemes
  std::optional<std::uint16_t> port;
  std::string path;                   ///< as written
  std::optional<std::string> query;
  std::optional<std::string> fragment;
  bool has_authority = false;

  [[nodiscard]] static base::Outcome<Uri, UriError> parse(std::string_view text);

  /// 127.0.0.0/8, ::1 by literal, or exactly `localhost` (RFC 8252 §7.3). `localhost.evil.kr` and
  /// `127.0.0.1.evil.kr` are not.
  [[nodiscard]] bool is_loopback() const;
  /// `scheme://host[:port]`, without a port that is the scheme's own.
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] bool is_http() const { return scheme == "http" || scheme == "https"; }
};

/// Appends query parameters with '?' or '&', before a fragment.
[[nodiscard]] std::string with_query(std::string_view uri, std::string_view encoded_query);

/// A place on this server to go to after a step: starts with one '/', no scheme, no host, no
/// backslash, control character or "//" in front (threats 13, 76). Otherwise nullopt.
[[nodiscard]] std::optional<std::string> local_path(std::string_view text);

}  // namespace haetae::wire
