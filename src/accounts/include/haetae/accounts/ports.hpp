// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/site.hpp"
#include "haetae/accounts/store.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/crypto/seal.hpp"

#include <string>
#include <string_view>

namespace haetae::accounts {

/// The outside world as every service here needs it. The referents outlive the services.
struct Ports {
  Store& store;
  const base::Clock& clock;
  base::Entropy& entropy;
  const crypto::Sealer& sealer;
  const Site& site = Site::alone();
};

/// Who is at the other end, as far as a request tells. Never trusted for a decision to let in; used
/// for budgets, the session list and the audit log.
struct Visitor {
  std::string address;  ///< client address after trusted proxies, without port
  std::string device;   ///< device_name(user agent)
};

/// A short name for a User-Agent: "Chrome, Android", "Safari, iPhone", "Firefox, Windows"; the
/// first product token ("okhttp") for what is no browser; "" for an empty one. At most 40 bytes.
[[nodiscard]] std::string device_name(std::string_view user_agent);

/// Where a client address belongs: IPv4 to its /24 ("203.0.113.0/24"), IPv6 to its /48
/// ("2001:db8:1::/48"), mapped IPv4 as IPv4, anything else as itself.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace haetae::accounts
