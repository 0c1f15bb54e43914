// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ground.hpp"
#include "haetae/wire/json.hpp"
#include "people.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace haetae::bench {

/// One of the stores to compare, with servers that run, and who lives there.
struct Stand {
  std::unique_ptr<Ground> ground;
  Crews crews;
};

/// Rates, latencies and processor time of what writes once, with one client and with kPeople, all
/// stands by turns. An array of points; `only`: the name of one, empty for all.
[[nodiscard]] wire::Json measure_speed(std::vector<Stand>& stands, const Site& app,
                                       std::string_view only);

/// What one client waits for each kind of write while the sites are at several distances, and how
/// many transactions each replicates. An array of kinds.
[[nodiscard]] wire::Json measure_costs(Ground& ground, const Site& app);

/// So many further people, all sites killed at one instant, and the way back to the first sign-in.
[[nodiscard]] wire::Json measure_cold_start(Ground& ground, const Crews& crews,
                                            std::int64_t people);

/// `people` made by the first site's database alone, each with password, link and history, half of
/// them with a passkey, a quarter with a session and a grant: copies of a resident's own rows under
/// ids of their own. Replicates nothing. How many rows all these tables have then.
[[nodiscard]] std::int64_t fill(Ground& ground, const Person& resident, std::int64_t people);

}  // namespace haetae::bench
