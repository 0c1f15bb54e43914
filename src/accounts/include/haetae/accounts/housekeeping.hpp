// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ports.hpp"

#include <cstddef>

namespace haetae::accounts {

/// Rows removed per table and call, so that no call holds the writer for long.
inline constexpr std::size_t kPurgeStep = 500;
/// Sent mails are kept this long, for the operator and the outbox page.
inline constexpr base::Seconds kMailKept = std::chrono::hours{24 * 7};

/// Removes what has expired: sessions, families, revocations, spent ids, guesses, keys, old mails.
/// Gives how many rows went; as long as it is not 0, there may be more.
[[nodiscard]] base::Outcome<std::size_t, StoreError> purge_expired(const Ports& ports);

/// Whether it is this site's turn to keep house in the present span of `every`: the first of all
/// sites that asks has it, so that they do not remove the same rows side by side. One that dies in
/// its turn is followed by another in the next span. Never on an island, which removes nothing.
[[nodiscard]] base::Outcome<bool, StoreError> take_turn(const Ports& ports,
                                                        base::Milliseconds every);

}  // namespace haetae::accounts
