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

accounts::Site::Options site_options(const Config& config) {
  const Config::Site& given = config.site;
  accounts::Site::Options options;
  options.name = given.name;
  options.sites = static_cast<std::uint32_t>(given.sites);
  options.island_token_life = base::Seconds{given.island_token_seconds};
  options.island_limit = std::chrono::hours{given.island_hours};
  options.stretch = std::chrono::hours{given.stretch_hours};
  return options;
}

base::Outcome<OpenedDatabase, StartError> open_file(const Config& config, const DataDir& dir,
                                                    const base::Clock& clock) {
  if (config.site.sites > 1) {
    return fail(StartError{
        "site.sites is more than 1, but store.kind is sqlite, a file that other sites cannot "
        "share; set store.kind to galera, or site.sites to 1"});
  }
  storage::SqliteOptions options;
  options.clock = &clock;
  auto store = storage::open_sqlite(dir.database().string(), options);
  if (!store) return fail(StartError{store.error().words});
  return OpenedDatabase{std::make_unique<accounts::Site>(site_options(config)), *std::move(store)};
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

base::Outcome<OpenedDatabase, StartError> open_database(const Config& config, const DataDir& dir,
                                                        const base::Clock& clock,
                                                        base::Entropy& entropy) {
  if (config.store.kind == "sqlite") return open_file(config, dir, clock);
  auto options = galera_options(config, clock, entropy);
  if (!options) return fail(std::move(options).error());
  auto store = storage::open_galera(*std::move(options));
  if (!store) return fail(StartError{store.error().words});
  OpenedDatabase opened{std::make_unique<accounts::Site>(site_options(config)), *std::move(store)};
  if (config.site.sites > 1) {
    auto island = std::make_unique<storage::IslandStore>(
        std::move(opened.store), *opened.site, clock,
        storage::IslandOptions{.path = dir.island().string()});
    opened.island = island.get();
    opened.store = std::move(island);
  }
  return opened;
}

std::string describe_database(const Config& config, const DataDir& dir) {
  if (config.store.kind == "sqlite") return "the database " + dir.database().string();
  const std::string place = config.store.socket.empty()
                                ? fmt::format("{}:{}", config.store.host, config.store.port)
                                : config.store.socket;
  return fmt::format("MariaDB at {}, database {}", place, config.store.database);
}

}  // namespace haetae::app
