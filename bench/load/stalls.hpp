// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <vector>

namespace haetae::bench {

/// A time in which a core did something else, from the start of the watch on.
struct Stall {
  std::chrono::nanoseconds at{}, length{};
};

/// Keeps this process' core and the core of another process busy for so long, and returns when
/// either stood still, in order. Where both are busy, as they are under load, whatever else the
/// machine has to do must stop one of them.
[[nodiscard]] std::vector<Stall> watch_cores(int peer_pid, std::chrono::milliseconds duration);

/// The latency that 99 of 100 requests stay within at a server that needs `service` for each and
/// never longer, where requests come evenly at `rate` a second while the machine stands still so:
/// nobody can be faster on it. Where they come faster than they are served, the queue grows to the
/// end.
[[nodiscard]] std::chrono::nanoseconds best_p99(const std::vector<Stall>& stalls,
                                                std::chrono::nanoseconds duration,
                                                std::chrono::nanoseconds service, double rate);

}  // namespace haetae::bench
