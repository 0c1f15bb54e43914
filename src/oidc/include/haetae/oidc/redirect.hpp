// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/surface.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace haetae::oidc {

inline constexpr std::size_t kRedirectUriLengthMax = 512;
inline constexpr std::size_t kRedirectUrisMax = 32;

/// Why a redirect URI cannot be registered.
enum class RedirectUriError {
  too_many,
  too_long,
  malformed,     ///< no absolute URI, or a control character, space, backslash, raw non-ASCII
  has_fragment,  ///< RFC 6749 §3.1.2, threat 15
  has_user,      ///< threat 7
  bad_scheme,    ///< javascript:, data:, file: … or a private-use scheme without a dot (threat 8)
  plain_http,    ///< http to anything but this machine
  has_wildcard,  ///< threat 9
  dot_segment,   ///< threats 3, 6: `/../`, `/./`, `..;`
  encoded_trick,  ///< threat 5: encoded slash, backslash, dot, control or percent sign
  no_host,
  repeated
};
[[nodiscard]] std::string_view to_text(RedirectUriError error);
/// One English sentence for the operator: what is wrong and what to do.
[[nodiscard]] std::string_view explain(RedirectUriError error);

/// Whether `uri` may be registered, for sign-in or for after sign-out.
/// Source: RFC 9700 §4.1.3, RFC 8252 §7, RFC 6749 §3.1.2.
/// https anywhere; http to a loopback name or address; private-use schemes with a dot
/// (`kr.example.app:/done`) or Kakao's `kakao{32 hex}://oauth` for native apps.
/// With `dev` on, http to any host is taken as well (private test networks).
[[nodiscard]] base::Outcome<void, RedirectUriError> check_redirect_uri(std::string_view uri,
                                                                       bool dev = false);
/// The same for a list, with kRedirectUrisMax and no repetition.
[[nodiscard]] base::Outcome<void, RedirectUriError> check_redirect_uris(
    std::span<const std::string> uris, bool dev = false);

/// Threats 1–12: the request's URI equals a registered one, byte for byte. The only freedom: on the
/// standard surface, a native key's registered http loopback *address* matches any port
/// (RFC 8252 §7.3); host spelling, path and query still match byte for byte. A native key's
/// `kakao{key}://oauth` counts as registered, as the mobile SDKs expect.
[[nodiscard]] bool redirect_uri_matches(const Client& client, const SurfacePolicy& policy,
                                        std::string_view requested);

/// Threat 14: byte for byte, no freedom at all.
[[nodiscard]] bool post_logout_redirect_uri_matches(const Client& client,
                                                    std::string_view requested);

}  // namespace haetae::oidc
