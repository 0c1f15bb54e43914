// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bundle.hpp"
#include "haetae/accounts/store.hpp"

#include <exception>

namespace haetae::storage::island {

/// A closure tried to change what an island leaves alone: a credential, a consent, an app.
class Refused final : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override {
    return "an island changes no person, credential, consent, app or key";
  }
};

/// An ended session stays in the island's database as a row with this end, so that the merge knows.
inline constexpr base::Instant kEnded{};

/// The stores of an island: `stale` is the site's node, read only; `own` is the island's database,
/// which takes sessions, spent codes, revocations, counters, audit and mails. Both must outlive the
/// bundle. Everything else that would write throws Refused.
[[nodiscard]] Bundle make_overlay(accounts::Transaction& own, accounts::Transaction& stale);

std::unique_ptr<accounts::SessionStore> make_sessions(accounts::Transaction& own,
                                                      accounts::Transaction& stale);
std::unique_ptr<accounts::PasskeyStore> make_passkeys(accounts::Transaction& own,
                                                      accounts::Transaction& stale);
std::unique_ptr<accounts::FamilyStore> make_families(accounts::Transaction& own,
                                                     accounts::Transaction& stale);

}  // namespace haetae::storage::island
