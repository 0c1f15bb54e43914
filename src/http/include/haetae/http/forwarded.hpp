// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/http/address.hpp"
#include "haetae/wire/headers.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::http {

/// Which header the trusted proxies write. One of them, never both: a proxy that writes one lets
/// the client's own other one pass, and that would be believed (threat 68).
enum class ForwardedBy { x_forwarded, forwarded };

struct ProxyOptions {
  /// Peers whose word is taken. Empty: nobody's.
  std::vector<AddressRange> trusted = {};
  ForwardedBy header = ForwardedBy::x_forwarded;

  [[nodiscard]] bool trusts(const Address& address) const;
};

/// Hops beyond this are not looked at.
inline constexpr std::size_t kForwardedHopsMax = 32;

/// What a chain of proxies says about the client.
struct ClientView {
  Address address;
  bool secure = false;
  /// Set when a trusted proxy names the host that the client asked for; lower case, valid.
  std::optional<std::string> host = {};
};

/// Walks the chain from the right, from the peer on, as long as the hop is trusted; the first
/// address that is not is the client. A hop that is no address ends the walk at the last address
/// known. Headers of an untrusted peer are not read. Never fails.
[[nodiscard]] ClientView resolve_client(const ProxyOptions& proxies, const Address& peer,
                                        bool peer_secure, const wire::Headers& headers);

/// One element of a Forwarded header (RFC 7239 §4), unquoted; absent parameters are empty.
struct ForwardedElement {
  std::string for_node;
  std::string proto;
  std::string host;
};
/// The elements in order; nullopt when the text breaks the grammar, repeats a parameter in an
/// element, or has more than kForwardedHopsMax elements. Exposed for tests and fuzzing.
[[nodiscard]] std::optional<std::vector<ForwardedElement>> parse_forwarded(std::string_view text);

/// The address of a node: "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]", "[2001:db8::1]:80" and a
/// bare IPv6 address. nullopt for "unknown" and obfuscated names.
[[nodiscard]] std::optional<Address> parse_node(std::string_view text);

/// A Host value (RFC 9110 §7.2), lower case: name, IPv4 or bracketed IPv6, with an optional port.
/// nullopt when anything else is in it.
[[nodiscard]] std::optional<std::string> parse_host(std::string_view text);

}  // namespace haetae::http
