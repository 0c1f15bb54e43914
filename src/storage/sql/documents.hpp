// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/model.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Lists and documents as JSON text in one column. Unknown members are skipped and missing ones
// take their default, so that two versions can share a database. Reading text that is no such
// document throws Failure: the row is damaged.

namespace haetae::storage::sql {

[[nodiscard]] std::string to_text(const accounts::Profile& profile);
[[nodiscard]] std::string to_text(const std::vector<std::string>& list);
[[nodiscard]] std::string to_text(const std::vector<accounts::Agreement>& agreements);
[[nodiscard]] std::string to_text(
    const std::vector<std::pair<std::string, std::string>>& properties);

[[nodiscard]] accounts::Profile profile_from(std::string_view text);
[[nodiscard]] std::vector<std::string> strings_from(std::string_view text);
[[nodiscard]] std::vector<accounts::Agreement> agreements_from(std::string_view text);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> properties_from(
    std::string_view text);

}  // namespace haetae::storage::sql
