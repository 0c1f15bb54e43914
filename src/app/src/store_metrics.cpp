// SPDX-License-Identifier: Apache-2.0
#include "store_metrics.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::app {
namespace {

void write_histogram(status::MetricsText& out, std::string_view name, std::string_view help,
                     const storage::Histogram& histogram) {
  out.family(name, "histogram", help);
  const std::string bucket = fmt::format("{}_bucket", name);
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    total += histogram.counts[i];
    const std::string bound =
        i < histogram.bounds.size() ? fmt::format("{}", histogram.bounds[i]) : "+Inf";
    out.sample(bucket, fmt::format("le=\"{}\"", bound), static_cast<double>(total));
  }
  out.sample(fmt::format("{}_sum", name), "", histogram.sum);
  out.sample(fmt::format("{}_count", name), "", static_cast<double>(histogram.count));
}

void write_number(status::MetricsText& out, std::string_view name, std::string_view type,
                  std::string_view help, std::uint64_t value) {
  out.family(name, type, help);
  out.sample(name, "", static_cast<double>(value));
}

}  // namespace

void write_store_metrics(status::MetricsText& out, const storage::StoreStats& stats) {
  write_number(out, "haetae_store_commits_total", "counter", "Shared commits, one fsync each.",
               stats.commits);
  write_number(out, "haetae_store_failed_commits_total", "counter", "Commits that failed.",
               stats.failed_commits);
  write_number(out, "haetae_store_writes_total", "counter", "Transactions that were committed.",
               stats.writes);
  write_number(out, "haetae_store_rolled_back_total", "counter", "Transactions taken back.",
               stats.rolled_back);
  write_number(out, "haetae_store_waiting_writes", "gauge", "Writes that wait for a commit.",
               stats.waiting_writes);
  write_number(out, "haetae_store_conflicts_total", "counter",
               "Transactions repeated because another was first (MariaDB).", stats.conflicts);
  write_number(out, "haetae_store_doubts_total", "counter",
               "Commits whose answer was lost and that were looked up (MariaDB).", stats.doubts);
  write_number(out, "haetae_store_unresolved_total", "counter",
               "Of these, those that stayed unknown.", stats.unresolved);
  write_number(out, "haetae_store_connections_lost_total", "counter",
               "Connections to MariaDB that broke.", stats.connections_lost);
  write_number(out, "haetae_store_log_pages", "gauge", "Pages in the write-ahead log.",
               stats.log_pages);
  write_histogram(out, "haetae_store_writes_per_commit", "Writes that shared a commit.",
                  stats.writes_per_commit);
  write_histogram(out, "haetae_store_write_seconds", "A write as its caller waits for it.",
                  stats.write_seconds);
  write_histogram(out, "haetae_store_commit_seconds", "COMMIT alone.", stats.commit_seconds);
  write_histogram(out, "haetae_store_read_seconds", "A read.", stats.read_seconds);
}

void write_node_metrics(status::MetricsText& out, const storage::NodeState& node) {
  const auto flag = [](bool on) { return on ? std::uint64_t{1} : std::uint64_t{0}; };
  write_number(out, "haetae_store_node_reachable", "gauge", "1 while this site's MariaDB answers.",
               flag(node.reachable));
  write_number(out, "haetae_store_node_writable", "gauge",
               "1 while it takes writes: it sees the majority of sites.", flag(node.writable()));
  write_number(out, "haetae_store_cluster_size", "gauge", "Nodes that it sees, itself included.",
               node.cluster_size);
  write_number(out, "haetae_store_last_committed", "gauge", "Number of the newest write it shows.",
               static_cast<std::uint64_t>(std::max<std::int64_t>(0, node.last_committed)));
}

void write_snapshot_metrics(status::MetricsText& out, std::uint64_t checks, bool stale) {
  write_number(out, "haetae_snapshot_checks_total", "counter",
               "Times that apps, keys and revocations in memory were level with the store.",
               checks);
  write_number(out, "haetae_snapshots_stale", "gauge",
               "1 while the store does not answer and they may be old.", stale ? 1 : 0);
}

void write_pool_metrics(status::MetricsText& out, const http::ServerGauges& gauges) {
  out.family("haetae_connections", "gauge", "Open connections.");
  out.sample("haetae_connections", "", static_cast<double>(gauges.connections));
  const auto by_lane = [&](std::string_view name, std::string_view help, const auto& values) {
    out.family(name, "gauge", help);
    for (std::size_t lane = 0; lane < values.size(); ++lane) {
      out.sample(name, fmt::format("lane=\"{}\"", status::lane_name(static_cast<wire::Lane>(lane))),
                 static_cast<double>(values[lane]));
    }
  };
  by_lane("haetae_pool_queued", "Requests that wait for a worker.", gauges.queued);
  by_lane("haetae_pool_running", "Requests that a worker handles.", gauges.running);
}

}  // namespace haetae::app
