// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ports.hpp"
#include "haetae/base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::accounts {

/// A WebAuthn challenge that travels sealed in the browser and is spent once (threat 63).
struct Challenge {
  base::Bytes bytes;
  std::string sealed;
};
/// `bound_to`: what the answer must come for, a person's id or nothing.
[[nodiscard]] Challenge make_challenge(const Ports& ports, std::string_view purpose,
                                       std::string_view bound_to);

struct OpenChallenge {
  base::Bytes bytes;
  std::string bound_to;
  std::string site;  ///< that it is pinned to; to be spent only where Site::spends(site)
  base::Instant expires_at{};
};
/// nullopt: forged, of another purpose, or expired.
[[nodiscard]] std::optional<OpenChallenge> open_challenge(const Ports& ports,
                                                          std::string_view purpose,
                                                          std::string_view sealed);
/// False when it was spent before.
[[nodiscard]] bool spend_challenge(Transaction& transaction, const OpenChallenge& challenge);

}  // namespace haetae::accounts
