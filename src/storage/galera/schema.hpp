// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "galera/connection.hpp"
#include "haetae/base/outcome.hpp"

#include <string>
#include <string_view>

namespace haetae::storage::galera {

/// The table that stands in a database into which a copy is under way, or has broken off.
inline constexpr std::string_view kMark = "copy_under_way";
enum class Mark { refused, ignored };

/// Makes the database or brings its schema up to date. Several sites may do so at once.
[[nodiscard]] base::Outcome<void, StorageError> prepare_schema(GaleraOptions& options,
                                                               const base::Clock& clock,
                                                               base::Entropy& entropy,
                                                               Mark mark = Mark::refused);

/// "haetae@/run/mysqld.sock/haetae": for messages.
[[nodiscard]] std::string place_of(const GaleraOptions& options);
/// What the operator is told when it cannot be opened.
[[nodiscard]] StorageError explain(const GaleraFailure& failure, const GaleraOptions& options);

}  // namespace haetae::storage::galera
