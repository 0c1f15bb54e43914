// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/redirect.hpp"

#include "haetae/wire/form.hpp"
#include "haetae/wire/uri.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace haetae::oidc {
namespace {

using base::fail;
using base::Outcome;

struct Row {
  RedirectUriError error;
  std::string_view text;
  std::string_view sentence;
};
constexpr std::array kRows{
    Row{RedirectUriError::too_many, "too_many", "An app may register 32 addresses; remove some."},
    Row{RedirectUriError::too_long, "too_long", "Addresses may have 512 characters; shorten it."},
    Row{RedirectUriError::malformed, "malformed",
        "This is no absolute address; write it as https://host/path without spaces or "
        "backslashes."},
    Row{RedirectUriError::has_fragment, "has_fragment", "Remove the '#' and what follows it."},
    Row{RedirectUriError::has_user, "has_user", "Remove the user name before '@'."},
    Row{RedirectUriError::bad_scheme, "bad_scheme",
        "Use https, or for a native app a scheme of your own with a dot, such as kr.example.app."},
    Row{RedirectUriError::plain_http, "plain_http",
        "http is for this machine only (127.0.0.1, [::1], localhost); use https."},
    Row{RedirectUriError::has_wildcard, "has_wildcard",
        "Addresses are compared letter by letter; register each one without '*'."},
    Row{RedirectUriError::dot_segment, "dot_segment",
        "Write the path out, without '.' and '..' parts."},
    Row{RedirectUriError::encoded_trick, "encoded_trick",
        "Remove encoded slashes, backslashes, dots, percent signs and control characters."},
    Row{RedirectUriError::no_host, "no_host", "The address has no host."},
    Row{RedirectUriError::repeated, "repeated", "The same address stands in the list twice."},
};
constexpr bool in_order() {
  for (std::size_t at = 0; at < kRows.size(); ++at) {
    if (kRows[at].error != static_cast<RedirectUriError>(at)) return false;
  }
  return kRows.size() == static_cast<std::size_t>(RedirectUriError::repeated) + 1;
}
static_assert(in_order(), "one row per RedirectUriError, in order");

/// What a server or proxy behind the redirect may decode a second time (threat 5).
bool has_encoded_trick(std::string_view text, bool is_path) {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    const auto byte = wire::percent_decode(text.substr(at, 3));
    if (!byte || byte->size() != 1) return true;
    const auto c = static_cast<unsigned char>(byte->front());
    if (c < 0x20 || c == 0x7f) return true;
    if (is_path && std::string_view{"./\\%;"}.find(byte->front()) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

/// "." and "..", alone or before a matrix parameter (threats 3, 6).
bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    const auto name = path.substr(0, std::min(path.substr(0, end).find(';'), end));
    if (name == "." || name == "..") return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

bool is_kakao_scheme(std::string_view scheme) {
  constexpr std::string_view kPrefix = "kakao";
  return scheme.size() == kPrefix.size() + 32 && scheme.starts_with(kPrefix) &&
         scheme.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

std::optional<RedirectUriError> check_scheme(const wire::Uri& uri, bool dev) {
  if (uri.is_http()) {
    if (!uri.has_authority || uri.host.empty()) return RedirectUriError::no_host;
    if (uri.scheme == "http" && !uri.is_loopback() && !dev) return RedirectUriError::plain_http;
    return std::nullopt;
  }
  // RFC 8252 §7.1: a private-use scheme is a domain name reversed, hence has a dot. That leaves out
  // every scheme that a browser itself acts on (threat 8).
  // Not find(): g++ 12 at -O2 warns of a bound that cannot occur.
  const bool private_use = std::count(uri.scheme.begin(), uri.scheme.end(), '.') != 0;
  if (!private_use && !is_kakao_scheme(uri.scheme)) return RedirectUriError::bad_scheme;
  return std::nullopt;
}

/// `http://127.0.0.1:8123/done` without its port, when it may be compared so (RFC 8252 §7.3).
/// Cut from the text itself, so that everything else stays byte for byte.
std::optional<std::string> without_loopback_port(std::string_view text) {
  const auto uri = wire::Uri::parse(text);
  if (!uri.has_value() || uri->scheme != "http" || !uri->is_loopback()) return std::nullopt;
  if (uri->host == "localhost" || uri->user || uri->fragment) return std::nullopt;
  const std::string head = "http://" + uri->host;
  if (!text.starts_with(head)) return std::nullopt;
  auto rest = text.substr(head.size());
  if (rest.starts_with(':')) {
    const auto end = rest.find_first_not_of("0123456789", 1);
    rest.remove_prefix(std::min(end, rest.size()));
  }
  return head + std::string{rest};
}

bool matches_loopback(const Client& client, std::string_view requested) {
  const auto wanted = without_loopback_port(requested);
  if (!wanted) return false;
  return std::any_of(client.redirect_uris.begin(), client.redirect_uris.end(),
                     [&](const std::string& uri) { return without_loopback_port(uri) == wanted; });
}

}  // namespace

std::string_view to_text(RedirectUriError error) {
  return kRows.at(static_cast<std::size_t>(error)).text;
}

std::string_view explain(RedirectUriError error) {
  return kRows.at(static_cast<std::size_t>(error)).sentence;
}

Outcome<void, RedirectUriError> check_redirect_uri(std::string_view uri, bool dev) {
  if (uri.size() > kRedirectUriLengthMax) return fail(RedirectUriError::too_long);
  if (uri.find('*') != std::string_view::npos) return fail(RedirectUriError::has_wildcard);
  const auto parsed = wire::Uri::parse(uri);
  if (!parsed.has_value()) {
    const bool scheme = parsed.error() == wire::UriError::bad_scheme;
    return fail(scheme ? RedirectUriError::bad_scheme : RedirectUriError::malformed);
  }
  if (parsed->fragment) return fail(RedirectUriError::has_fragment);
  if (parsed->user) return fail(RedirectUriError::has_user);
  if (const auto error = check_scheme(*parsed, dev)) return fail(*error);
  if (has_encoded_trick(parsed->path, true)) return fail(RedirectUriError::encoded_trick);
  if (parsed->query && has_encoded_trick(*parsed->query, false)) {
    return fail(RedirectUriError::encoded_trick);
  }
  if (has_dot_segment(parsed->path)) return fail(RedirectUriError::dot_segment);
  return {};
}

Outcome<void, RedirectUriError> check_redirect_uris(std::span<const std::string> uris, bool dev) {
  if (uris.size() > kRedirectUrisMax) return fail(RedirectUriError::too_many);
  for (std::size_t at = 0; at < uris.size(); ++at) {
    if (auto checked = check_redirect_uri(uris[at], dev); !checked.has_value()) return checked;
    const auto before = uris.first(at);
    if (std::find(before.begin(), before.end(), uris[at]) != before.end()) {
      return fail(RedirectUriError::repeated);
    }
  }
  return {};
}

bool redirect_uri_matches(const Client& client, const SurfacePolicy& policy,
                          std::string_view requested) {
  if (requested.empty() || requested.size() > kRedirectUriLengthMax) return false;
  const auto& uris = client.redirect_uris;
  if (std::find(uris.begin(), uris.end(), requested) != uris.end()) return true;
  if (client.kind != KeyKind::native) return false;
  if (requested == "kakao" + client.id.value() + "://oauth") return true;
  return policy.loopback_port_varies && matches_loopback(client, requested);
}

bool post_logout_redirect_uri_matches(const Client& client, std::string_view requested) {
  const auto& uris = client.post_logout_redirect_uris;
  return !requested.empty() && std::find(uris.begin(), uris.end(), requested) != uris.end();
}

}  // namespace haetae::oidc
