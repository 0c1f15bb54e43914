// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client.hpp"
#include "haetae/wire/json.hpp"
#include "runner.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::bench {

/// The samples of /metrics that have no labels and belong to the store.
using StoreCounters = std::map<std::string, double, std::less<>>;
[[nodiscard]] StoreCounters parse_store_counters(std::string_view metrics);
[[nodiscard]] StoreCounters read_store_counters(const Target& target);

/// The JSON of a file; throws std::runtime_error where there is none.
[[nodiscard]] wire::Json read_json_file(const char* path);

[[nodiscard]] double milliseconds(std::chrono::nanoseconds span);

/// By how much y grows with x, by least squares; two different x at least.
[[nodiscard]] double slope(const std::vector<std::pair<double, double>>& points);

/// One measured point as JSON: rates, percentiles in milliseconds, CPU of both sides per operation,
/// and what the store did meanwhile.
[[nodiscard]] wire::Json to_json(std::string_view name, std::size_t clients,
                                 const Measured& measured, const StoreCounters& before,
                                 const StoreCounters& after);

}  // namespace haetae::bench
