// SPDX-License-Identifier: Apache-2.0
#include "sql/migrate.hpp"

#include "haetae/base/log.hpp"
#include "sql/query.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace haetae::storage::sql {

namespace {

struct Applied {
  std::string name;
  std::string checksum;
};

std::map<int, Applied> applied_steps(Connection& connection) {
  Query all{connection, "SELECT version, name, checksum FROM schema_migrations ORDER BY version"};
  std::map<int, Applied> steps;
  Bound row = all();
  while (row.next()) {
    const int version = static_cast<int>(row.integer());
    std::string name = row.text();
    steps.emplace(version, Applied{std::move(name), row.text()});
  }
  return steps;
}

std::optional<Refusal> refusal(const std::map<int, Applied>& applied,
                               std::span<const Migration> steps) {
  const int known = steps.empty() ? 0 : steps.back().version;
  const int newest = applied.empty() ? 0 : applied.rbegin()->first;
  if (newest > known + 1) {
    return Refusal{.newer = true,
                   .words = fmt::format(
                       "the database has schema {} but this program knows {}: start the program "
                       "that upgraded it, or one at most one schema older",
                       newest, known)};
  }
  for (const Migration& step : steps) {
    const auto done = applied.find(step.version);
    if (done != applied.end() && done->second.checksum != step.checksum) {
      return Refusal{.newer = false,
                     .words = fmt::format(
                         "schema step {} ({}) of the database differs from this program's ({}): "
                         "it was made by an unreleased or altered build; restore a backup",
                         step.version, done->second.name, step.name)};
    }
  }
  return std::nullopt;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

void run_statements(Connection& connection, const Dialect& dialect, const Migration& step) {
  std::string sql{step.sql};
  replace_all(sql, "{narrow}", dialect.narrow);
  replace_all(sql, "{wide}", dialect.wide);
  std::size_t from = 0;
  for (std::size_t end = sql.find(";\n"); end != std::string::npos; end = sql.find(";\n", from)) {
    connection.execute(std::string_view{sql}.substr(from, end - from));
    from = end + 2;
  }
}

}  // namespace

void make_step_table(Connection& connection) {
  connection.execute(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, "
      "name VARCHAR(255) NOT NULL, checksum VARCHAR(64) NOT NULL, applied_at BIGINT NOT NULL)");
}

Plan plan_steps(Connection& connection, std::span<const Migration> steps) {
  const auto applied = applied_steps(connection);
  Plan plan{.refusal = refusal(applied, steps), .missing = {}};
  for (const Migration& step : steps) {
    if (!plan.refusal && !applied.contains(step.version)) {
      plan.missing.push_back(&step);
    }
  }
  return plan;
}

void apply_step(Connection& connection, const Dialect& dialect, const Migration& step,
                base::Instant now) {
  run_statements(connection, dialect, step);
  Query note{connection,
             "INSERT INTO schema_migrations (version, name, checksum, applied_at) "
             "VALUES (?, ?, ?, ?)"};
  if (note(step.version, step.name, step.checksum, now).inserted()) {
    base::log(base::LogLevel::info, "schema_step_applied",
              {{"version", std::int64_t{step.version}}, {"name", step.name}});
  }
}

std::optional<Refusal> migrate(Connection& connection, const Dialect& dialect,
                               std::span<const Migration> steps, base::Instant now) {
  make_step_table(connection);
  const Plan plan = plan_steps(connection, steps);
  for (const Migration* step : plan.missing) {
    apply_step(connection, dialect, *step, now);
  }
  return plan.refusal;
}

}  // namespace haetae::storage::sql
