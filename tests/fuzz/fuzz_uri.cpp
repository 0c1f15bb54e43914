// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/headers.hpp"
#include "haetae/wire/uri.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;
using wire::Uri;

namespace {

std::string written(const Uri& uri) {
  std::string out = uri.scheme + ":";
  if (uri.has_authority) out += "//";
  if (uri.user) out += *uri.user + "@";
  out += uri.host;
  if (uri.port) out += ":" + std::to_string(*uri.port);
  out += uri.path;
  if (uri.query) out += "?" + *uri.query;
  if (uri.fragment) out += "#" + *uri.fragment;
  return out;
}

/// Length of what follows the authority, which keeps its case.
std::size_t tail_length(const Uri& uri) {
  return uri.path.size() + (uri.query ? uri.query->size() + 1 : 0) +
         (uri.fragment ? uri.fragment->size() + 1 : 0);
}

/// The host that a browser would ask, found the forgiving way of WHATWG URL §4.4: any number of
/// slashes either way round, and the last '@' counts.
std::string browser_host(std::string_view text) {
  text.remove_prefix(text.find(':') + 1);
  text.remove_prefix(std::min(text.find_first_not_of("/\\"), text.size()));
  text = text.substr(0, text.find_first_of("/\\?#"));
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  const auto bracket = text.rfind(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return wire::to_lower(text.substr(0, colon));
}

void check_origin(const Uri& uri) {
  const auto origin = Uri::parse(uri.origin());
  HAETAE_ASSERT(origin && origin->scheme == uri.scheme && origin->host == uri.host);
  HAETAE_ASSERT(origin->path.empty() && !origin->user && !origin->query && !origin->fragment);
  HAETAE_ASSERT(origin->origin() == uri.origin());
}

void check_with_query(const Uri& uri, std::string_view text) {
  const auto longer = wire::with_query(text, "state=a%20b");
  if (longer.size() > wire::kUriLengthMax) return;
  const auto more = Uri::parse(longer);
  HAETAE_ASSERT(more && more->query && more->query->ends_with("state=a%20b"));
  HAETAE_ASSERT(more->query->starts_with(uri.query.value_or("")));
  HAETAE_ASSERT(more->host == uri.host && more->port == uri.port && more->path == uri.path);
  HAETAE_ASSERT(more->user == uri.user && more->fragment == uri.fragment);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  const auto uri = Uri::parse(text);
  if (!uri) return 0;

  // No part was lost, repaired or invented.
  const auto again = written(*uri);
  HAETAE_ASSERT(wire::equal_no_case(again, text));
  HAETAE_ASSERT(text.ends_with(again.substr(again.size() - tail_length(*uri))));
  const auto back = Uri::parse(again);
  HAETAE_ASSERT(back.has_value() && written(*back) == again);

  for (const auto* scheme : {"javascript", "data", "vbscript"})
    HAETAE_ASSERT(uri->scheme != scheme);
  HAETAE_ASSERT(again.find_first_of(" \t\r\n\\\"<>") == std::string::npos);
  if (uri->is_http()) {
    HAETAE_ASSERT(!uri->host.empty() && uri->host == browser_host(text));
    check_origin(*uri);
  }
  if (uri->is_loopback()) {
    const auto& host = uri->host;
    HAETAE_ASSERT(host == "localhost" || host == "[::1]" ||
                  (host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3 &&
                   host.find_first_not_of("0123456789.") == std::string::npos));
  }
  check_with_query(*uri, text);
  return 0;
}
