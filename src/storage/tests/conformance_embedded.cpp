// SPDX-License-Identifier: Apache-2.0
// The suite that every backend passes, on what needs no server.
#include "conformance.hpp"
#include "haetae/base/log.hpp"
#include "haetae/storage/memory.hpp"
#include "haetae/storage/sqlite.hpp"

namespace haetae::storage::testing {

namespace {

/// Tests that look at the log set a sink of their own.
[[maybe_unused]] const bool kQuiet = [] {
  base::set_log_sink(+[](const base::LogRecord&) {});
  return true;
}();

std::unique_ptr<Store> open_file(const std::string& folder) {
  // normal: these tests do not cut the power.
  auto store =
      open_sqlite(folder + "/haetae.db", {.synchronous = SqliteOptions::Synchronous::normal});
  if (!store) {
    throw std::runtime_error(store.error().words);
  }
  return *std::move(store);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(
    Backends, StoreConformance,
    ::testing::Values(Backend{"Memory",
                              [](const std::string&) { return std::make_unique<MemoryStore>(); },
                              false},
                      Backend{"Sqlite", open_file, true}),
    [](const ::testing::TestParamInfo<Backend>& backend) { return backend.param.name; });

}  // namespace haetae::storage::testing
