// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/http/forwarded.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;

/// First byte: which header the proxies write. Then, cut at NUL: the Forwarded or X-Forwarded-For
/// value, X-Forwarded-Proto, X-Forwarded-Host.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  http::ProxyOptions proxies;
  proxies.header =
      input.byte() % 2 == 0 ? http::ForwardedBy::x_forwarded : http::ForwardedBy::forwarded;
  proxies.trusted = {http::AddressRange::parse("10.0.0.0/8").value()};
  wire::Headers headers;
  const auto chain = input.piece();
  headers.add("Forwarded", chain);
  headers.add("X-Forwarded-For", chain);
  headers.add("X-Forwarded-Proto", input.piece());
  headers.add("X-Forwarded-Host", input.piece());

  // Whoever is not trusted is believed nothing.
  const auto stranger = http::Address::parse("203.0.113.9").value();
  const auto unmoved = http::resolve_client(proxies, stranger, true, headers);
  HAETAE_ASSERT(unmoved.address == stranger && unmoved.secure && !unmoved.host);

  // What comes out can be read back, and a host is one that a Host field may hold.
  const auto proxy = http::Address::parse("10.0.0.1").value();
  const auto client = http::resolve_client(proxies, proxy, false, headers);
  HAETAE_ASSERT(http::Address::parse(client.address.to_text()) == client.address);
  HAETAE_ASSERT(!client.host || http::parse_host(*client.host) == client.host);

  // An address that a trusted hop appends is where the walk begins, whatever stands before it.
  const auto known = http::Address::parse("198.51.100.7").value();
  wire::Headers appended;
  appended.add("X-Forwarded-For", std::string{chain} + ", 198.51.100.7");
  proxies.header = http::ForwardedBy::x_forwarded;
  HAETAE_ASSERT(http::resolve_client(proxies, proxy, false, appended).address == known);
  return 0;
}
