// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/storage/island.hpp"

#include <string>

namespace haetae::storage::island {

/// Brings everything that the island's database `own` (the file at `path`) holds into `main`, some
/// hundred rows to a transaction. May be repeated after any failure: every step leaves alone what
/// is there. Sessions and families of people who were disabled, signed out everywhere, or unlinked
/// meanwhile are not let in.
[[nodiscard]] base::Outcome<Merged, accounts::StoreError> merge(accounts::Store& own,
                                                                const std::string& path,
                                                                accounts::Store& main,
                                                                base::Instant now);

}  // namespace haetae::storage::island
