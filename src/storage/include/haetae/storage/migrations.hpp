// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace haetae::storage {

/// One numbered step of the schema, embedded from src/storage/migrations at build time.
struct Migration {
  int version;                ///< 1, 2, 3 … without gaps
  std::string_view name;      ///< "accounts", from the file's name
  std::string_view checksum;  ///< SHA-256 of the file, hex
  std::string_view sql;       ///< statements, each ending with ";" at the end of a line
};

/// All steps in order. A step once released never changes: its checksum is recorded in the table
/// schema_migrations when it is applied, and a database that recorded another one is refused.
///
/// Steps are additive first: version N of the program must run on the schema of N + 1, so that two
/// versions can work side by side during an upgrade. What N + 1 no longer needs is dropped by N
/// + 2.
[[nodiscard]] std::span<const Migration> migrations();

/// The newest version this program knows. A database that is newer than this by more than one is
/// refused.
[[nodiscard]] int schema_version();

}  // namespace haetae::storage
