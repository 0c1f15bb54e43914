// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace haetae::bench {

/// What a process has used so far, read from /proc. All zero when it is gone.
struct ProcessUsage {
  double user_seconds = 0;
  double system_seconds = 0;
  std::uint64_t waits = 0;        ///< voluntary context switches: it had nothing to do
  std::uint64_t preemptions = 0;  ///< involuntary ones: somebody else was due
  std::uint64_t resident_kib = 0;
  std::uint64_t peak_kib = 0;
  /// CPU seconds by name of thread; threads of one name are added up.
  std::map<std::string, double> threads;

  [[nodiscard]] double cpu_seconds() const { return user_seconds + system_seconds; }
};

/// `pid`: 0 means this process.
[[nodiscard]] ProcessUsage usage_of(int pid);

/// What was used between two readings; memory as at `after`.
[[nodiscard]] ProcessUsage difference(const ProcessUsage& before, const ProcessUsage& after);

}  // namespace haetae::bench
