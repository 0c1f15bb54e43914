// SPDX-License-Identifier: Apache-2.0
#include "stalls.hpp"

#include "client.hpp"
#include "haetae/base/clock.hpp"

#include <algorithm>
#include <sched.h>
#include <thread>

namespace haetae::bench {
namespace {

using std::chrono::nanoseconds;

/// Longer than reading the clock and a timer's tick.
constexpr std::chrono::microseconds kNoticed{30};

/// The first core that a process may use, alone.
cpu_set_t first_core_of(int pid) {
  cpu_set_t allowed, first;
  CPU_ZERO(&allowed);
  CPU_ZERO(&first);
  (void)sched_getaffinity(pid, sizeof allowed, &allowed);
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &allowed)) continue;
    CPU_SET(core, &first);
    break;
  }
  return first;
}

std::vector<Stall> watch(const base::Clock& clock, nanoseconds start, nanoseconds duration) {
  std::vector<Stall> stalls;
  for (nanoseconds last = start; last - start < duration;) {
    const nanoseconds now = clock.steady();
    if (now - last > kNoticed) stalls.push_back({last - start, now - last});
    last = now;
  }
  return stalls;
}

}  // namespace

std::vector<Stall> watch_cores(int peer_pid, std::chrono::milliseconds duration) {
  const base::SystemClock clock;
  const nanoseconds start = clock.steady();
  std::vector<Stall> theirs;
  std::thread other{[&] {
    const cpu_set_t core = first_core_of(peer_pid);
    (void)sched_setaffinity(0, sizeof core, &core);
    theirs = watch(clock, start, duration);
  }};
  std::vector<Stall> stalls = watch(clock, start, duration);
  other.join();
  stalls.insert(stalls.end(), theirs.begin(), theirs.end());
  std::sort(stalls.begin(), stalls.end(),
            [](const Stall& one, const Stall& two) { return one.at < two.at; });
  return stalls;
}

nanoseconds best_p99(const std::vector<Stall>& stalls, nanoseconds duration, nanoseconds service,
                     double rate) {
  const nanoseconds apart{static_cast<std::int64_t>(1e9 / rate)};
  Histogram latency;
  auto stall = stalls.begin();
  nanoseconds free{};  // when the server has answered everything so far
  for (nanoseconds due{}; due < duration; due += apart) {
    nanoseconds from = std::max(free, due);
    free = from + service;
    // What begins before the answer delays it, where it is not over before the request came; two
    // stalls at a time delay it once.
    for (; stall != stalls.end() && stall->at < free; ++stall) {
      const nanoseconds until = stall->at + stall->length;
      free += std::max(nanoseconds{}, until - std::max(stall->at, from));
      from = std::max(from, until);
    }
    latency.record(free - due);
  }
  return latency.percentile(0.99);
}

}  // namespace haetae::bench
