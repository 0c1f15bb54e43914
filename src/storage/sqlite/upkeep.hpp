// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/storage/sqlite.hpp"
#include "sqlite/connection.hpp"

#include <string>
#include <vector>

namespace haetae::storage::sqlite {

/// What an SQLite error at opening means to an operator.
[[nodiscard]] StorageError explain(const SqliteFailure& failure, const std::string& path);

[[nodiscard]] base::Outcome<void, StorageError> back_up(const std::string& from,
                                                        const std::string& to,
                                                        base::Milliseconds busy_wait);
[[nodiscard]] base::Outcome<std::vector<std::string>, StorageError> check_integrity(
    const std::string& path, base::Milliseconds busy_wait);

/// Makes an empty file with mode 0600 when there is none.
[[nodiscard]] base::Outcome<void, StorageError> ensure_file(const std::string& path);

}  // namespace haetae::storage::sqlite
