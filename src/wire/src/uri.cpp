// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/uri.hpp"

#include "haetae/wire/headers.hpp"
#include "text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace haetae::wire {
namespace {

using base::fail;
using base::Outcome;

/// Schemes whose body a browser runs or shows in the page that opens it (threat 8).
constexpr std::array<std::string_view, 5> kScriptSchemes{"javascript", "vbscript", "data", "blob",
                                                         "filesystem"};
/// Schemes that a browser completes to an authority, however many slashes there are (WHATWG URL,
/// "special scheme"), with the port that goes without saying.
constexpr std::array<std::pair<std::string_view, std::uint16_t>, 5> kWebSchemes{
    {{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}, {"ftp", 21}}};

std::optional<std::uint16_t> own_port(std::string_view scheme) {
  for (const auto& [name, port] : kWebSchemes) {
    if (name == scheme) return port;
  }
  return std::nullopt;
}

std::optional<UriError> check_characters(std::string_view text) {
  constexpr std::string_view kForbidden = "\"<>\\^`{|}";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) > 0x7f) return UriError::not_ascii;
    if (c <= 0x20 || c == 0x7f || kForbidden.find(c) != std::string_view::npos) {
      return UriError::bad_character;
    }
    if (c == '%' && !percent_byte(text, at)) return UriError::bad_character;
  }
  return std::nullopt;
}

Outcome<std::string, UriError> take_scheme(std::string_view& rest) {
  const auto end = rest.find_first_of(":/?#");
  if (end == std::string_view::npos || rest[end] != ':') return fail(UriError::not_absolute);
  const auto text = rest.substr(0, end);
  const bool shaped =
      !text.empty() && is_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
        return is_alnum(c) || c == '+' || c == '-' || c == '.';
      });
  if (!shaped) return fail(UriError::bad_scheme);
  rest.remove_prefix(end + 1);
  auto scheme = to_lower(text);
  if (std::find(kScriptSchemes.begin(), kScriptSchemes.end(), scheme) != kScriptSchemes.end()) {
    return fail(UriError::bad_scheme);
  }
  return scheme;
}

/// Dotted quad without leading zeros, the only form in which nobody reads another address.
bool is_ipv4(const std::string& host) {
  in_addr parsed{};
  if (inet_pton(AF_INET, host.c_str(), &parsed) != 1) return false;
  for (std::size_t at = 0; at + 1 < host.size(); ++at) {
    const bool starts = at == 0 || host[at - 1] == '.';
    if (starts && host[at] == '0' && host[at + 1] != '.') return false;
  }
  return true;
}

/// A name that DNS can carry, or an IPv4 address. A last label of digits means an address to
/// browsers ("127.1", "0x7f.1", "2130706433"), so then only the plain form will do.
bool is_web_host(const std::string& host) {
  if (host.empty() || host.size() > 253) return false;
  std::string_view rest = host;
  if (rest.ends_with('.')) rest.remove_suffix(1);
  if (rest.empty()) return false;
  std::string_view label;
  for (std::string_view left = rest;;) {
    const bool more = left.find('.') != std::string_view::npos;
    label = take_until(left, '.');
    if (label.empty() || label.size() > 63) return false;
    if (!std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alnum(c) || c == '-' || c == '_'; })) {
      return false;
    }
    if (!more) break;
  }
  const bool number = std::all_of(label.begin(), label.end(), is_digit) || label.starts_with("0x");
  return !number || is_ipv4(host);
}

bool is_named_host(const std::string& host) {
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_unreserved(c) || is_sub_delim(c); });
}

bool is_ipv6(const std::string& text) {
  in6_addr parsed{};
  return inet_pton(AF_INET6, text.c_str(), &parsed) == 1;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const bool shaped = !text.empty() && text.size() <= 5 && text.front() != '0' &&
                      std::all_of(text.begin(), text.end(), is_digit);
  if (!shaped) return std::nullopt;
  unsigned value = 0;
  for (const char c : text)
    value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= 0xFFFF ? std::optional{static_cast<std::uint16_t>(value)} : std::nullopt;
}

std::optional<UriError> parse_authority(std::string_view text, Uri& uri) {
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    // Readers differ on which of several '@' ends the user (threat 7).
    if (text.find('@', at + 1) != std::string_view::npos) return UriError::bad_host;
    uri.user = std::string{text.substr(0, at)};
    if (uri.user->find_first_of("[]") != std::string::npos) return UriError::bad_character;
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return UriError::bad_host;
    uri.host = to_lower(text.substr(0, end + 1));
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return UriError::bad_host;
    if (!is_ipv6(uri.host.substr(1, end - 1))) return UriError::bad_host;
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    uri.host = to_lower(text.substr(0, colon));
    port = text.substr(colon);
    const bool good = own_port(uri.scheme) ? is_web_host(uri.host) : is_named_host(uri.host);
    if (!good) return UriError::bad_host;
  }
  if (port.empty()) return std::nullopt;
  if (uri.host.empty()) return UriError::bad_host;
  uri.port = parse_port(port.substr(1));
  return uri.port ? std::nullopt : std::optional{UriError::bad_port};
}

/// Path, query and fragment. '#' ends a query once; brackets belong to hosts alone.
std::optional<UriError> parse_tail(std::string_view text, Uri& uri) {
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    uri.fragment = std::string{text.substr(hash + 1)};
    text = text.substr(0, hash);
    if (uri.fragment->find_first_of("#[]") != std::string::npos) return UriError::bad_character;
  }
  if (text.find_first_of("[]") != std::string_view::npos) return UriError::bad_character;
  if (const auto mark = text.find('?'); mark != std::string_view::npos) {
    uri.query = std::string{text.substr(mark + 1)};
    text = text.substr(0, mark);
  }
  uri.path = std::string{text};
  return std::nullopt;
}

bool is_dot_segment(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool encoded = segment.size() >= 3 && equal_no_case(segment.substr(0, 3), "%2e");
    if (!encoded && segment.front() != '.') return false;
    segment.remove_prefix(encoded ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

}  // namespace

Outcome<Uri, UriError> Uri::parse(std::string_view text) {
  if (text.size() > kUriLengthMax) return fail(UriError::too_long);
  if (const auto error = check_characters(text)) return fail(*error);
  Uri uri;
  auto scheme = take_scheme(text);
  if (!scheme) return fail(scheme.error());
  uri.scheme = *std::move(scheme);
  uri.has_authority = text.starts_with("//");
  if (uri.has_authority) {
    text.remove_prefix(2);
    const auto end = std::min(text.find_first_of("/?#"), text.size());
    if (const auto error = parse_authority(text.substr(0, end), uri)) return fail(*error);
    text.remove_prefix(end);
  } else if (own_port(uri.scheme)) {
    return fail(UriError::bad_host);
  }
  if (const auto error = parse_tail(text, uri)) return fail(*error);
  return uri;
}

bool Uri::is_loopback() const {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && is_ipv4(host);
}

std::string Uri::origin() const {
  std::string out = scheme + "://" + host;
  if (port && port != own_port(scheme)) out += ":" + std::to_string(*port);
  return out;
}

std::string with_query(std::string_view uri, std::string_view encoded_query) {
  const auto hash = std::min(uri.find('#'), uri.size());
  std::string out{uri.substr(0, hash)};
  if (!encoded_query.empty()) {
    if (out.find('?') == std::string::npos) {
      out += '?';
    } else if (out.back() != '?' && out.back() != '&') {
      out += '&';
    }
    out += encoded_query;
  }
  return out.append(uri.substr(hash));
}

std::optional<std::string> local_path(std::string_view text) {
  if (text.size() > kLocalPathLengthMax || !text.starts_with('/')) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c <= 0x20 || c >= 0x7f || c == '\\' || c == '"' || c == '<' || c == '>') {
      return std::nullopt;
    }
    if (c == '%' && !percent_byte(text, at)) return std::nullopt;
  }
  // An empty segment can move to the front once dot segments are taken away ("/.//evil.kr").
  auto rest = text.substr(1, text.find_first_of("?#") - 1);
  while (!rest.empty()) {
    const auto segment = take_until(rest, '/');
    if (segment.empty() || is_dot_segment(segment)) return std::nullopt;
  }
  return std::string{text};
}

}  // namespace haetae::wire
