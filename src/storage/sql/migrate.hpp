// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/storage/migrations.hpp"
#include "sql/driver.hpp"

#include <optional>
#include <span>
#include <string>

namespace haetae::storage::sql {

/// What differs between databases in CREATE TABLE: options for tables of small and of large rows.
struct Dialect {
  std::string_view narrow;
  std::string_view wide;
};

/// Why a database is not ours to use.
struct Refusal {
  bool newer = false;  ///< else: an applied step differs from ours
  std::string words;   ///< what is wrong and what the operator does about it
};

/// Applies the steps that are missing, inside the caller's transaction where the database keeps
/// DDL in transactions. Nothing is applied to a refused database.
[[nodiscard]] std::optional<Refusal> migrate(Connection& connection, const Dialect& dialect,
                                             std::span<const Migration> steps, base::Instant now);

}  // namespace haetae::storage::sql
