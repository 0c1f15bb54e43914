// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data_dir.hpp"
#include "haetae/app/config.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/storage/database.hpp"
#include "haetae/storage/galera.hpp"
#include "haetae/storage/island.hpp"
#include "start_error.hpp"

#include <memory>
#include <string>

namespace haetae::app {

/// A database and how this site stands among those that share it.
struct OpenedDatabase {
  std::unique_ptr<accounts::Site> site;
  std::unique_ptr<storage::Database> store;
  storage::IslandStore* island = nullptr;  ///< `store`, where there are other sites
};

/// The database that `store.kind` names, with its schema brought up to date.
[[nodiscard]] base::Outcome<OpenedDatabase, StartError> open_database(const Config& config,
                                                                      const DataDir& dir,
                                                                      const base::Clock& clock,
                                                                      base::Entropy& entropy);

/// For messages: "the database /var/lib/haetae/haetae.db", "MariaDB at /run/mysqld.sock".
[[nodiscard]] std::string describe_database(const Config& config, const DataDir& dir);

/// The options of store.* and site.name. Errors: the password file cannot be read.
[[nodiscard]] base::Outcome<storage::GaleraOptions, StartError> galera_options(
    const Config& config, const base::Clock& clock, base::Entropy& entropy);

}  // namespace haetae::app
