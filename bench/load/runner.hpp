// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client.hpp"
#include "process_usage.hpp"
#include "scenario.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace haetae::bench {

/// How one point is measured. Both bounds hold: it ends at whichever comes first.
struct Point {
  std::uint16_t port = 0;
  int server_pid = 0;    ///< whose /proc is read; 0: nobody's
  int database_pid = 0;  ///< the same of the database behind it
  std::size_t clients = 1;
  std::chrono::milliseconds warm_up{300};
  std::chrono::milliseconds duration{3'000};
  std::uint64_t operations_max = 1'000'000'000;
  /// Requests due per second, whether or not those before were answered; a request that is due
  /// while every client waits goes when the next is free, and its latency counts from when it was
  /// due. 0: each client asks again as soon as it is answered. For operations of one request.
  double rate = 0;
};

struct Measured {
  std::uint64_t operations = 0;
  double seconds = 0;
  Histogram latency;                ///< of whole operations
  std::array<Histogram, 2> steps;   ///< of their first and second request
  std::uint64_t failures = 0;       ///< during warm-up too
  std::string first_failure;        ///< the answer, for people to read
  std::uint64_t reconnections = 0;  ///< the server ends connections after so many requests
  ProcessUsage server, database, load;

  [[nodiscard]] double per_second() const {
    return seconds > 0 ? static_cast<double>(operations) / seconds : 0;
  }
};

/// Runs the scenario with so many clients, each on a connection of its own and with one request
/// under way, in this thread. Gives up when failures show that nothing is measured.
[[nodiscard]] Measured run(Scenario& scenario, const Point& point);

}  // namespace haetae::bench
