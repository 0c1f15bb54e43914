// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"

#include <optional>
#include <string>

namespace haetae::app {

/// The version of address data that every site is to have in force, as the database holds it.
struct DataTarget {
  std::string version;
  std::string set_at;  ///< RFC 3339
};

/// nullopt inside when no target is set, or one that this release cannot read.
[[nodiscard]] base::Outcome<std::optional<DataTarget>, accounts::StoreError> read_target(
    accounts::Store& store);
[[nodiscard]] base::Outcome<void, accounts::StoreError> set_target(accounts::Store& store,
                                                                   const std::string& version,
                                                                   base::Instant now);
[[nodiscard]] base::Outcome<void, accounts::StoreError> clear_target(accounts::Store& store);

}  // namespace haetae::app
