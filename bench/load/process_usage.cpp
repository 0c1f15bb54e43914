// SPDX-License-Identifier: Apache-2.0
#include "process_usage.hpp"

#include "haetae/site/read_file.hpp"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <sstream>
#include <string_view>
#include <unistd.h>

namespace haetae::bench {
namespace {

using site::read_file;

/// The number behind `key` in a file of "key:   number" lines; 0 when there is none.
std::uint64_t number_at(std::string_view text, std::string_view key) {
  std::size_t at = text.find(key);
  if (at == std::string_view::npos) return 0;
  at = text.find_first_of("0123456789", at + key.size());
  std::uint64_t value = 0;
  if (at != std::string_view::npos) {
    std::from_chars(text.data() + at, text.data() + text.size(), value);
  }
  return value;
}

/// proc(5): utime and stime are the 14th and 15th field; the second one, the name, may hold blanks.
void add_times(std::string_view stat, ProcessUsage& usage) {
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return;
  std::istringstream fields{std::string{stat.substr(name_end + 2)}};
  std::string skipped;
  for (int i = 0; i < 11; ++i)
    fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  usage.user_seconds += user / ticks;
  usage.system_seconds += system / ticks;
}

/// Nanoseconds on a CPU, the first number of schedstat: finer than the ticks of stat.
double seconds_on_cpu(const std::filesystem::path& task) {
  std::istringstream numbers{read_file(task / "schedstat")};
  double nanoseconds = 0;
  numbers >> nanoseconds;
  return nanoseconds / 1e9;
}

}  // namespace

ProcessUsage usage_of(int pid) {
  const std::filesystem::path folder = pid == 0
                                           ? std::filesystem::path{"/proc/self"}
                                           : std::filesystem::path{fmt::format("/proc/{}", pid)};
  ProcessUsage usage;
  add_times(read_file(folder / "stat"), usage);
  const std::string status = read_file(folder / "status");
  usage.resident_kib = number_at(status, "VmRSS:");
  usage.peak_kib = number_at(status, "VmHWM:");
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator{folder / "task", gone}) {
    const std::string task_status = read_file(task.path() / "status");
    usage.waits += number_at(task_status, "\nvoluntary_ctxt_switches:");
    usage.preemptions += number_at(task_status, "\nnonvoluntary_ctxt_switches:");
    std::string name = read_file(task.path() / "comm");
    if (!name.empty()) name.pop_back();
    usage.threads[name] += seconds_on_cpu(task.path());
  }
  return usage;
}

ProcessUsage difference(const ProcessUsage& before, const ProcessUsage& after) {
  ProcessUsage used = after;
  used.user_seconds -= before.user_seconds;
  used.system_seconds -= before.system_seconds;
  used.waits -= before.waits;
  used.preemptions -= before.preemptions;
  for (auto& [name, seconds] : used.threads) {
    const auto former = before.threads.find(name);
    if (former != before.threads.end()) seconds -= former->second;
  }
  return used;
}

}  // namespace haetae::bench
