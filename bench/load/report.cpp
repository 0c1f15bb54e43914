// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include "haetae/site/read_file.hpp"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <sstream>
#include <stdexcept>

namespace haetae::bench {
namespace {

constexpr std::string_view kPrefix = "haetae_store_";

wire::Json latencies(const Histogram& histogram) {
  wire::Json out = wire::Json::object();
  out.set("p50_ms", milliseconds(histogram.percentile(0.5)))
      .set("p99_ms", milliseconds(histogram.percentile(0.99)))
      .set("max_ms", milliseconds(histogram.longest()))
      .set("mean_ms", milliseconds(histogram.mean()));
  return out;
}

wire::Json usage(const ProcessUsage& used, double seconds) {
  wire::Json threads = wire::Json::object();
  for (const auto& [name, cpu] : used.threads)
    threads.set(name, cpu / seconds);
  wire::Json out = wire::Json::object();
  out.set("cpu_share", used.cpu_seconds() / seconds)
      .set("user_share", used.user_seconds / seconds)
      .set("system_share", used.system_seconds / seconds)
      .set("waits_per_second", static_cast<double>(used.waits) / seconds)
      .set("preemptions_per_second", static_cast<double>(used.preemptions) / seconds)
      .set("resident_kib", static_cast<std::int64_t>(used.resident_kib))
      .set("peak_kib", static_cast<std::int64_t>(used.peak_kib))
      .set("thread_shares", std::move(threads));
  return out;
}

wire::Json store(const StoreCounters& before, const StoreCounters& after) {
  const auto grown = [&](std::string_view name) {
    const auto was = before.find(name);
    const auto is = after.find(name);
    return is == after.end() ? 0.0 : is->second - (was == before.end() ? 0.0 : was->second);
  };
  wire::Json out = wire::Json::object();
  const double commits = grown("haetae_store_commits_total");
  const double reads = grown("haetae_store_read_seconds_count");
  out.set("commits", commits).set("writes", grown("haetae_store_writes_total"));
  if (commits > 0) {
    out.set("writes_per_commit", grown("haetae_store_writes_total") / commits)
        .set("commit_ms", grown("haetae_store_commit_seconds_sum") * 1000 / commits)
        .set("write_ms", grown("haetae_store_write_seconds_sum") * 1000 /
                             grown("haetae_store_write_seconds_count"));
  }
  if (reads > 0) {
    out.set("reads", reads).set("read_ms", grown("haetae_store_read_seconds_sum") * 1000 / reads);
  }
  return out;
}

}  // namespace

wire::Json read_json_file(const char* path) {
  auto json = wire::Json::parse(site::read_file(path));
  if (!json) throw std::runtime_error{fmt::format("{} holds no JSON", path)};
  return *std::move(json);
}

double milliseconds(std::chrono::nanoseconds span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

double slope(const std::vector<std::pair<double, double>>& points) {
  double x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& [at, value] : points) {
    x += at;
    y += value;
    xx += at * at;
    xy += at * value;
  }
  const auto n = static_cast<double>(points.size());
  return (n * xy - x * y) / (n * xx - x * x);
}

StoreCounters parse_store_counters(std::string_view metrics) {
  StoreCounters counters;
  std::istringstream lines{std::string{metrics}};
  std::string line;
  while (std::getline(lines, line)) {
    const std::size_t blank = line.find(' ');
    const std::string name = line.substr(0, blank);
    if (blank == std::string::npos || !name.starts_with(kPrefix) || name.ends_with('}')) continue;
    counters[name] = std::strtod(line.c_str() + blank, nullptr);
  }
  return counters;
}

StoreCounters read_store_counters(const Target& target) {
  Socket socket{target.port};
  const Reply reply = socket.ask(get_text(target, "/metrics", {}));
  return reply.status == 200 ? parse_store_counters(reply.body) : StoreCounters{};
}

wire::Json to_json(std::string_view name, std::size_t clients, const Measured& measured,
                   const StoreCounters& before, const StoreCounters& after) {
  wire::Json out = wire::Json::object();
  out.set("name", name)
      .set("clients", static_cast<std::int64_t>(clients))
      .set("operations", static_cast<std::int64_t>(measured.operations))
      .set("seconds", measured.seconds)
      .set("per_second", measured.per_second())
      .set("latency", latencies(measured.latency));
  if (measured.steps[1].count() > 0) out.set("second_step", latencies(measured.steps[1]));
  out.set("failures", static_cast<std::int64_t>(measured.failures))
      .set("first_failure", measured.first_failure)
      .set("reconnections", static_cast<std::int64_t>(measured.reconnections));
  const double cpu = measured.server.cpu_seconds();
  if (cpu > 0) {
    out.set("per_server_cpu_second", static_cast<double>(measured.operations) / cpu);
  }
  out.set("server", usage(measured.server, measured.seconds))
      .set("load", usage(measured.load, measured.seconds))
      .set("store", store(before, after));
  return out;
}

}  // namespace haetae::bench
