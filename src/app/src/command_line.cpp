// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "haetae/base/environment.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>

extern char** environ;  // POSIX: not declared by any header in standard C++ mode

namespace haetae::app {
namespace {

constexpr std::string_view kSystemConfig = "/etc/haetae/haetae.toml";

constexpr const char* kFooter =
    "Exit codes: 0 done; 1 refused (unknown, taken, not allowed); 2 wrong command line;\n"
    "3 wrong configuration; 4 data, port or certificate cannot be used.\n"
    "Without --config: $HAETAE_CONFIG, then /etc/haetae/haetae.toml if it exists.\n"
    "docs/configuration.md lists every option; `haetae doctor` checks them.";

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (text.substr(0, 7) == "HAETAE_" && equals != std::string_view::npos) {
      out.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return out;
}

std::optional<std::filesystem::path> chosen_file(const std::string& given) {
  if (!given.empty()) return given;
  if (const auto named = base::environment("HAETAE_CONFIG")) return *named;
  std::error_code code;
  if (std::filesystem::exists(kSystemConfig, code)) return kSystemConfig;
  return std::nullopt;
}

}  // namespace

base::Outcome<Config, ConfigError> Context::load() const {
  return load_config(
      {.file = chosen_file(config_file), .environment = environment(), .sets = sets});
}

std::unique_ptr<Services> Context::open() {
  const auto config = load();
  if (!config) {
    fail(Exit::configuration, config.error().message);
    return nullptr;
  }
  auto services = Services::open(*config, clock, entropy);
  if (!services) {
    fail(Exit::unavailable, services.error().message);
    return nullptr;
  }
  return std::move(*services);
}

void Context::fail(Exit code, std::string_view message) {
  exit = code;
  fmt::print(stderr, "haetae: {}\n", message);
}

void Context::print(const wire::Json& document, std::string_view text) const {
  if (json) {
    fmt::print("{}\n", document.to_text());
  } else {
    fmt::print("{}", text);
  }
}

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& what,
                      std::function<void()> run) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->callback(std::move(run));
  command->fallthrough();
  return command;
}

int run_program(int argc, char** argv) {
  const base::SystemClock clock;
  base::SystemEntropy entropy;
  Context context{.clock = clock, .entropy = entropy};
  CLI::App root{"Haetae: login, maps and addresses that outlive a data centre", "haetae"};
  root.footer(kFooter);
  root.require_subcommand(1);
  root.fallthrough();
  root.add_option("--config", context.config_file, "TOML file with the configuration")
      ->type_name("FILE");
  root.add_option("--set", context.sets, "Set one option, e.g. --set http.port=9000; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  root.add_flag("--json", context.json, "Print JSON for programs instead of text for people");
  add_serve_command(root, context);
  add_app_commands(root, context);
  add_person_commands(root, context);
  add_key_commands(root, context);
  add_operator_commands(root, context);
  add_import_commands(root, context);
  add_data_commands(root, context);
  add_address_commands(root, context);
  add_drill_commands(root, context);
  add_incident_commands(root, context);
  add_site_commands(root, context);
  add_store_commands(root, context);
  add_doctor_command(root, context);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 prints help on standard output with 0, and mistakes on standard error.
    return root.exit(error) == 0 ? static_cast<int>(Exit::ok) : static_cast<int>(Exit::usage);
  }
  return static_cast<int>(context.exit);
}

}  // namespace haetae::app
