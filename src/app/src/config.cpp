// SPDX-License-Identifier: Apache-2.0
#include "haetae/app/config.hpp"

#include "haetae/wire/json.hpp"
#include "haetae/wire/uri.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>

namespace haetae::app {
namespace {

using base::fail;
using base::Outcome;

/// Edits that turn one word into the other (Levenshtein), for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

const Option* find_option(std::string_view name) {
  for (const Option& option : options()) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::string unknown_key(std::string_view where, std::string_view key) {
  const auto nearest =
      std::min_element(options().begin(), options().end(), [&](const Option& a, const Option& b) {
        return distance(a.name, key) < distance(b.name, key);
      });
  return fmt::format("{}: there is no option '{}'; did you mean '{}'?", where, key, nearest->name);
}

/// Checks range and choices after a value was set; the message, or nothing.
std::optional<std::string> complaint(const Option& option, Config& config) {
  if (const auto* slot = std::get_if<std::int64_t& (*)(Config&)>(&option.slot)) {
    const std::int64_t value = (*slot)(config);
    if (value < option.least || value > option.most) {
      return fmt::format("must be between {} and {}, not {}", option.least, option.most, value);
    }
  }
  if (const auto* slot = std::get_if<std::string& (*)(Config&)>(&option.slot)) {
    const std::string& value = (*slot)(config);
    if (!option.choices.empty() &&
        std::find(option.choices.begin(), option.choices.end(), value) == option.choices.end()) {
      return fmt::format("must be one of {}, not '{}'", fmt::join(option.choices, ", "), value);
    }
  }
  return std::nullopt;
}

/// Sets an option from a word of a command line or the environment. Lists are comma-separated.
Outcome<void, ConfigError> apply_word(Config& config, std::string_view where, std::string_view key,
                                      std::string_view word) {
  const Option* option = find_option(key);
  if (option == nullptr) return fail(ConfigError{unknown_key(where, key)});
  const auto wrong = [&](std::string_view wanted) {
    return fail(
        ConfigError{fmt::format("{}: '{}' must be {}, not '{}'", where, key, wanted, word)});
  };
  if (const auto* slot = std::get_if<bool& (*)(Config&)>(&option->slot)) {
    if (word != "true" && word != "false") return wrong("true or false");
    (*slot)(config) = word == "true";
  } else if (const auto* number = std::get_if<std::int64_t& (*)(Config&)>(&option->slot)) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return wrong("a whole number");
    (*number)(config) = value;
  } else if (const auto* text = std::get_if<std::string& (*)(Config&)>(&option->slot)) {
    (*text)(config) = word;
  } else {
    auto& list = std::get<std::vector<std::string>& (*)(Config&)>(option->slot)(config);
    list.clear();
    while (!word.empty()) {
      const std::size_t comma = word.find(',');
      if (comma != 0) list.emplace_back(word.substr(0, comma));
      word = comma == std::string_view::npos ? "" : word.substr(comma + 1);
    }
  }
  if (const auto why = complaint(*option, config)) {
    return fail(ConfigError{fmt::format("{}: '{}' {}", where, key, *why)});
  }
  return {};
}

std::optional<std::string> apply_node(Config& config, const Option& option,
                                      const toml::node& node) {
  if (const auto* slot = std::get_if<bool& (*)(Config&)>(&option.slot)) {
    const auto value = node.value_exact<bool>();
    if (!value) return "must be true or false";
    (*slot)(config) = *value;
  } else if (const auto* number = std::get_if<std::int64_t& (*)(Config&)>(&option.slot)) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value) return "must be a whole number";
    (*number)(config) = *value;
  } else if (const auto* text = std::get_if<std::string& (*)(Config&)>(&option.slot)) {
    const auto value = node.value_exact<std::string>();
    if (!value) return "must be a text in quotes";
    (*text)(config) = *value;
  } else {
    const toml::array* array = node.as_array();
    if (array == nullptr) return "must be a list of texts";
    std::vector<std::string> list;
    for (const toml::node& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (!value) return "must be a list of texts";
      list.push_back(*value);
    }
    std::get<std::vector<std::string>& (*)(Config&)>(option.slot)(config) = std::move(list);
  }
  return complaint(option, config);
}

Outcome<void, ConfigError> apply_table(Config& config, const toml::table& table,
                                       const std::string& prefix, std::string_view file) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string{key.str()};
    const std::string where = fmt::format("{}:{}", file, node.source().begin.line);
    if (const Option* option = find_option(name)) {
      if (const auto why = apply_node(config, *option, node)) {
        return fail(ConfigError{fmt::format("{}: '{}' {}", where, name, *why)});
      }
      continue;
    }
    const bool is_section = std::any_of(
        options().begin(), options().end(),
        [&](const Option& option) { return option.name.substr(0, name.size() + 1) == name + "."; });
    const toml::table* inner = node.as_table();
    // Nothing in a misspelt table is an option: descending names the first of them in full, and so
    // finds the option that was meant.
    if (inner == nullptr || (!is_section && inner->empty())) {
      return fail(ConfigError{unknown_key(where, name)});
    }
    if (auto done = apply_table(config, *inner, name + ".", file); !done) return done;
  }
  return {};
}

/// What no single option can tell.
Outcome<void, ConfigError> check_whole(const Config& config) {
  const auto issuer = wire::Uri::parse(config.issuer);
  if (!issuer || !issuer->is_http() || issuer->query || issuer->fragment ||
      config.issuer.back() == '/') {
    return fail(ConfigError{fmt::format(
        "'issuer' must be an http(s) URL without query and without '/' at its end, not '{}'",
        config.issuer)});
  }
  if (config.http.port == 0 && config.tls.port == 0) {
    return fail(ConfigError{"nothing would listen: 'http.port' and 'tls.port' are both 0"});
  }
  if (config.tls.port != 0 && (config.tls.certificate.empty() || config.tls.private_key.empty())) {
    return fail(
        ConfigError{"'tls.port' is set, but 'tls.certificate' or 'tls.private_key' is not"});
  }
  return {};
}

}  // namespace

base::Outcome<void, ConfigError> apply_toml(Config& config, std::string_view text,
                                            std::string_view name) {
  try {
    return apply_table(config, toml::parse(text, name), "", name);
  } catch (const toml::parse_error& error) {
    return fail(ConfigError{fmt::format("{}:{}: this is no TOML: {}", name,
                                        error.source().begin.line, error.description())});
  }
}

base::Outcome<Config, ConfigError> load_config(const ConfigSources& sources) {
  Config config;
  if (sources.file) {
    std::ifstream in{*sources.file, std::ios::binary};
    std::stringstream text;
    text << in.rdbuf();
    if (!in) {
      return fail(ConfigError{fmt::format("{}: cannot be read", sources.file->string())});
    }
    if (auto done = apply_toml(config, text.str(), sources.file->string()); !done) {
      return fail(done.error());
    }
  }
  for (const Option& option : options()) {
    const std::string name = environment_name(option.name);
    for (const auto& [key, value] : sources.environment) {
      if (key != name) continue;
      if (auto done = apply_word(config, "environment " + name, option.name, value); !done) {
        return fail(done.error());
      }
    }
  }
  for (const std::string& set : sources.sets) {
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos) {
      return fail(ConfigError{fmt::format("--set {}: write it as key=value", set)});
    }
    if (auto done = apply_word(config, "--set", set.substr(0, equals), set.substr(equals + 1));
        !done) {
      return fail(done.error());
    }
  }
  if (auto done = check_whole(config); !done) return fail(done.error());
  return config;
}

std::string option_text(const Option& option, const Config& config) {
  Config copy = config;  // slots give access to a mutable member
  return std::visit(
      [&](auto slot) -> std::string {
        const auto& value = slot(copy);
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return wire::Json{value}.to_text();
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          wire::Json list = wire::Json::array();
          for (const std::string& item : value)
            list.push(item);
          return list.to_text();
        } else {
          return fmt::format("{}", value);
        }
      },
      option.slot);
}

std::string configuration_reference() {
  std::string out =
      "# Configuration\n\n"
      "Generated by `haetae config reference`; do not edit. Options stand in a TOML file "
      "(`--config`), in the environment, or behind `--set key=value`; the later wins. "
      "`haetae doctor` checks them. *Reload* means that SIGHUP applies a new value; the others "
      "need a restart.\n\n| option | default | reload | meaning |\n|---|---|---|---|\n";
  for (const Option& option : options()) {
    std::string meaning{option.meaning};
    if (option.most != 0) meaning += fmt::format(" ({} to {})", option.least, option.most);
    if (!option.choices.empty()) {
      meaning += fmt::format(" (one of: {})", fmt::join(option.choices, ", "));
    }
    out += fmt::format("| `{}`<br>`{}` | `{}` | {} | {} |\n", option.name,
                       environment_name(option.name), option_text(option, Config{}),
                       option.reloadable ? "yes" : "", meaning);
  }
  return out;
}

std::string environment_name(std::string_view option) {
  std::string name = "HAETAE_";
  for (const char c : option) {
    name.push_back(c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

base::Outcome<std::string, ConfigError> read_secret_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return fail(ConfigError{fmt::format("secret file {} cannot be read", path)});
  std::string secret = text.str();
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r'))
    secret.pop_back();
  return secret;
}

}  // namespace haetae::app
