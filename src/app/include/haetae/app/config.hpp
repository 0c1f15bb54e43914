// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/app/config_values.hpp"
#include "haetae/base/outcome.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace haetae::app {

/// One option as documentation and loader see it.
struct Option {
  using Slot = std::variant<bool& (*)(Config&), std::int64_t& (*)(Config&),
                            std::string& (*)(Config&), std::vector<std::string>& (*)(Config&)>;
  std::string_view name;  ///< dotted, as in TOML: "http.port"
  Slot slot;
  std::string_view meaning;
  /// True when SIGHUP applies a new value; otherwise a restart does.
  bool reloadable = false;
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::vector<std::string_view> choices = {};
};

[[nodiscard]] const std::vector<Option>& options();

/// What is wrong, in one sentence that names the file, line, key and the nearest right key.
struct ConfigError {
  std::string message;
};

/// Where settings come from; later wins: defaults, file, environment, `--set`.
struct ConfigSources {
  std::optional<std::filesystem::path> file;
  std::vector<std::pair<std::string, std::string>> environment;  ///< only HAETAE_… is looked at
  std::vector<std::string> sets;                                 ///< "key=value"
};

[[nodiscard]] base::Outcome<Config, ConfigError> load_config(const ConfigSources& sources);

/// As load_config, from TOML text; `name` stands for the file in messages. Exposed for fuzzing.
[[nodiscard]] base::Outcome<void, ConfigError> apply_toml(Config& config, std::string_view text,
                                                          std::string_view name);

/// The value of an option, written as TOML.
[[nodiscard]] std::string option_text(const Option& option, const Config& config);

/// docs/configuration.md, whole.
[[nodiscard]] std::string configuration_reference();

/// `HAETAE_HTTP_PORT` for `http.port`.
[[nodiscard]] std::string environment_name(std::string_view option);

/// The file's text without the newline at its end; for secrets kept outside the configuration.
[[nodiscard]] base::Outcome<std::string, ConfigError> read_secret_file(const std::string& path);

}  // namespace haetae::app
