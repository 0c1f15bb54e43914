// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/links.hpp"

#include <string>
#include <utility>
#include <vector>

namespace haetae::accounts {

using Properties = std::vector<std::pair<std::string, std::string>>;

/// Keys that the app has not defined.
[[nodiscard]] std::vector<std::string> unknown_properties(const App& app,
                                                          const Properties& properties);
/// Sets or, with an empty value, removes; false when a value is too long.
[[nodiscard]] bool set_properties(Link& link, const Properties& properties);

/// Inserts under the first subject that nobody else of the app has; false when all are taken.
[[nodiscard]] bool insert_with_subject(Transaction& transaction, Link& link,
                                       const std::vector<Subject>& subjects);

}  // namespace haetae::accounts
