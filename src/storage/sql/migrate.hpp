// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/storage/migrations.hpp"
#include "sql/driver.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

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

/// Makes the table that records the steps, unless it is there.
void make_step_table(Connection& connection);

/// What is to be done to a database that has that table.
struct Plan {
  std::optional<Refusal> refusal;  ///< then nothing
  std::vector<const Migration*> missing;
};
[[nodiscard]] Plan plan_steps(Connection& connection, std::span<const Migration> steps);

/// Runs the statements of a step and records it, unless it is recorded by then.
void apply_step(Connection& connection, const Dialect& dialect, const Migration& step,
                base::Instant now);

/// All of it, inside the caller's transaction where the database keeps DDL in transactions.
/// Nothing is applied to a refused database.
[[nodiscard]] std::optional<Refusal> migrate(Connection& connection, const Dialect& dialect,
                                             std::span<const Migration> steps, base::Instant now);

}  // namespace haetae::storage::sql
