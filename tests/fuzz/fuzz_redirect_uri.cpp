// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/redirect.hpp"
#include "haetae/wire/uri.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;

namespace {

/// The text without the digits behind its last colon before the path, or as it is.
std::string without_port(std::string_view text) {
  const auto start = text.find("://");
  if (start == std::string_view::npos) return std::string{text};
  const auto end = std::min(text.find_first_of("/?#", start + 3), text.size());
  const auto colon = text.substr(0, end).rfind(':');
  const bool port =
      colon > start && colon != std::string_view::npos &&
      text.substr(0, end).find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  if (!port) return std::string{text};
  return std::string{text.substr(0, colon)}.append(text.substr(end));
}

/// What may be registered is safe for every browser and server that reads it.
void check_registered(std::string_view text) {
  const auto uri = wire::Uri::parse(text);
  HAETAE_ASSERT(uri.has_value() && text.size() <= oidc::kRedirectUriLengthMax);
  HAETAE_ASSERT(text.find_first_of("#*\\ \t\r\n") == std::string_view::npos);
  HAETAE_ASSERT(!uri->user && !uri->fragment);
  for (const auto* trick :
       {"/../", "/./", "/..;", "%2e", "%2E", "%2f", "%2F", "%5c", "%5C", "%25"}) {
    HAETAE_ASSERT((uri->path + "/").find(trick) == std::string::npos);
  }
  HAETAE_ASSERT(uri->scheme == "https" || (uri->scheme == "http" && uri->is_loopback()) ||
                uri->scheme.find('.') != std::string::npos || uri->scheme.starts_with("kakao"));
}

}  // namespace

/// Input: a registered URI, NUL, the one that a request names.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const std::string registered{input.piece()};
  const auto requested = input.rest();
  if (!oidc::check_redirect_uri(registered)) return 0;
  check_registered(registered);

  oidc::Client client;
  client.redirect_uris = {registered};
  client.post_logout_redirect_uris = {registered};
  oidc::SurfacePolicy policy;
  for (const auto kind : {oidc::KeyKind::rest, oidc::KeyKind::native}) {
    for (const bool varies : {false, true}) {
      client.kind = kind;
      policy.loopback_port_varies = varies;
      HAETAE_ASSERT(oidc::redirect_uri_matches(client, policy, registered));
      if (!oidc::redirect_uri_matches(client, policy, requested) || requested == registered)
        continue;
      // The one freedom: another port on a loopback address, for a native key.
      HAETAE_ASSERT(kind == oidc::KeyKind::native);
      const bool own_scheme = requested.starts_with("kakao") && requested.ends_with("://oauth");
      const auto uri = wire::Uri::parse(requested);
      HAETAE_ASSERT(own_scheme || (varies && uri && uri->scheme == "http" && uri->is_loopback() &&
                                   without_port(requested) == without_port(registered)));
    }
  }
  HAETAE_ASSERT(oidc::post_logout_redirect_uri_matches(client, requested) ==
                (requested == registered));
  return 0;
}
