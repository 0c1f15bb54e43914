// SPDX-License-Identifier: Apache-2.0
// The suite that every backend passes, on a real MariaDB server.
#include "conformance.hpp"
#include "haetae/base/log.hpp"
#include "mariadb_server.hpp"

namespace haetae::storage::testing {

namespace {

[[maybe_unused]] const bool kQuiet = [] {
  base::set_log_sink(+[](const base::LogRecord&) {});
  return true;
}();

/// One database for all tests: a folder that was not seen before means empty tables.
std::unique_ptr<Store> open_database(const std::string& folder) {
  static std::string former;
  if (folder != former) {
    former = folder;
    return open_empty(mariadb_server().options("conformance"));
  }
  auto store = open_galera(mariadb_server().options("conformance"));
  if (!store) {
    throw std::runtime_error(store.error().words);
  }
  return *std::move(store);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Backends, StoreConformance,
                         ::testing::Values(Backend{"Galera", open_database, true}),
                         [](const ::testing::TestParamInfo<Backend>& backend) {
                           return backend.param.name;
                         });

}  // namespace haetae::storage::testing
