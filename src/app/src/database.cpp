// SPDX-License-Identifier: Apache-2.0
#include "database.hpp"

#include "haetae/storage/sqlite.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace haetae::app {
namespace {

using base::fail;

constexpr std::int64_t kReadersMin = 4;

base::Outcome<std::unique_ptr<storage::Database>, StartError> open_file(const DataDir& dir,
                                                                        const base::Clock& clock) {
  storage::SqliteOptions options;
  options.clock = &clock;
  auto store = storage::open_sqlite(dir.database().string(), options);
  if (!store) return fail(StartError{store.error().words});
  return *std::move(store);
}

}  // namespace

base::Outcome<storage::GaleraOptions, StartError> galera_options(const Config& config,
                                                                 const base::Clock& clock,
                                                                 base::Entropy& entropy) {
  const Config::Store& given = config.store;
  storage::GaleraOptions options;
  options.socket = given.socket;
  options.host = given.host;
  options.port = static_cast<std::uint16_t>(given.port);
  options.database = given.database;
  options.user = given.user;
  options.tls = given.tls;
  options.tls_authority = given.tls_authority;
  options.tls_certificate = given.tls_certificate;
  options.tls_private_key = given.tls_private_key;
  options.site = config.site.name;
  options.writers = static_cast<std::size_t>(given.connections);
  options.readers = static_cast<std::size_t>(std::max(kReadersMin, given.connections / 2));
  options.timeout = base::Seconds{given.timeout_seconds};
  options.clock = &clock;
  options.entropy = &entropy;
  if (!given.password_file.empty()) {
    auto password = read_secret_file(given.password_file);
    if (!password) {
      return fail(StartError{password.error().message + "; set store.password_file right"});
    }
    options.password = base::SecretText{*std::move(password)};
  }
  return options;
}

base::Outcome<std::unique_ptr<storage::Database>, StartError> open_database(
    const Config& config, const DataDir& dir, const base::Clock& clock, base::Entropy& entropy) {
  if (config.store.kind == "sqlite") return open_file(dir, clock);
  auto options = galera_options(config, clock, entropy);
  if (!options) return fail(std::move(options).error());
  auto store = storage::open_galera(*std::move(options));
  if (!store) return fail(StartError{store.error().words});
  return *std::move(store);
}

std::string describe_database(const Config& config, const DataDir& dir) {
  if (config.store.kind == "sqlite") return "the database " + dir.database().string();
  const std::string place = config.store.socket.empty()
                                ? fmt::format("{}:{}", config.store.host, config.store.port)
                                : config.store.socket;
  return fmt::format("MariaDB at {}, database {}", place, config.store.database);
}

}  // namespace haetae::app
