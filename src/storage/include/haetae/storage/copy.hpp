// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/storage/database.hpp"
#include "haetae/storage/galera.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Moving a whole store from one kind of database to another, and comparing two.

namespace haetae::storage {

/// An SQLite file by its path, or a MariaDB database.
using Place = std::variant<std::string, GaleraOptions>;

/// What one table holds: the same on two databases if and only if their rows are.
struct TableSum {
  std::string table;
  std::uint64_t rows = 0;
  std::string checksum;  ///< SHA-256 over its rows in the order of their keys, hex
  friend bool operator==(const TableSum&, const TableSum&) = default;
};

struct CopyOptions {
  /// Empties a target that holds rows; otherwise such a target is refused.
  bool replace = false;
  /// Told now and then: the table, and how many of its rows are done.
  std::function<void(std::string_view table, std::uint64_t rows)> progress;
};

struct Copied {
  std::vector<TableSum> tables;
  /// Somebody wrote to the source meanwhile: what was written is not in the copy.
  bool source_moved_on = false;
};

/// Copies every row of one moment of `from` to `to`, reads the copy again and compares counts and
/// checksums. All or nothing: a target in which a copy broke off is not opened by anybody, and the
/// next copy begins anew. Both schemas are brought up to date before. What only one kind of
/// database has (ids of recent writes) stays behind.
/// Errors: in words; not_ours when the target holds rows; damaged when the copy differs.
[[nodiscard]] base::Outcome<Copied, StorageError> copy_database(const Place& from, const Place& to,
                                                                const CopyOptions& options);

/// Counts and checksums of one moment.
[[nodiscard]] base::Outcome<std::vector<TableSum>, StorageError> sum_database(
    const Place& place, const CopyOptions& options);

}  // namespace haetae::storage
