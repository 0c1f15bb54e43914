// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/http/server.hpp"
#include "haetae/status/metrics.hpp"
#include "haetae/storage/database.hpp"

namespace haetae::app {

/// Families of the store: commits, writes and their times.
void write_store_metrics(status::MetricsText& out, const storage::StoreStats& stats);
/// Families of a replicated database's node, as it was asked last.
void write_node_metrics(status::MetricsText& out, const storage::NodeState& node);
/// Families of the pool and of open connections.
void write_pool_metrics(status::MetricsText& out, const http::ServerGauges& gauges);

/// How often what lives in memory was checked against the store, and whether the last check failed.
void write_snapshot_metrics(status::MetricsText& out, std::uint64_t checks, bool stale);

}  // namespace haetae::app
