// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/app/config.hpp"
#include "haetae/app/main.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/wire/json.hpp"
#include "services.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::app {

/// What every command works with: the options that all share, and the machine.
struct Context {
  std::string config_file;
  std::vector<std::string> sets;
  bool json = false;
  const base::Clock& clock;
  base::Entropy& entropy;
  /// Set by the command that ran.
  Exit exit = Exit::ok;

  [[nodiscard]] base::Outcome<Config, ConfigError> load() const;
  /// Loads the configuration and opens the services; prints what is wrong and sets `exit` when it
  /// cannot.
  [[nodiscard]] std::unique_ptr<Services> open();
  /// One line on standard error, and the exit code.
  void fail(Exit code, std::string_view message);
  /// The document as JSON, or `text` for people.
  void print(const wire::Json& document, std::string_view text) const;
};

// Each adds its subcommands to the root command.
void add_app_commands(CLI::App& root, Context& context);
void add_person_commands(CLI::App& root, Context& context);
void add_key_commands(CLI::App& root, Context& context);
void add_operator_commands(CLI::App& root, Context& context);  ///< audit, backup, config, version
void add_import_commands(CLI::App& root, Context& context);
void add_data_commands(CLI::App& root, Context& context);
void add_address_commands(CLI::App& root, Context& context);
void add_site_commands(CLI::App& root, Context& context);
void add_store_commands(CLI::App& root, Context& context);
void add_doctor_command(CLI::App& root, Context& context);
void add_drill_commands(CLI::App& root, Context& context);
void add_incident_commands(CLI::App& root, Context& context);
void add_serve_command(CLI::App& root, Context& context);

/// A subcommand that calls `run`.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& what,
                      std::function<void()> run);

}  // namespace haetae::app
