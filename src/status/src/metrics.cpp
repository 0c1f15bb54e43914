// SPDX-License-Identifier: Apache-2.0
#include "haetae/status/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace haetae::status {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

std::string join_labels(std::string_view labels, std::string_view more) {
  return labels.empty() ? std::string{more} : fmt::format("{},{}", labels, more);
}

}  // namespace

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void MetricsText::sample(std::string_view name, std::string_view labels, double value) {
  text_ += labels.empty() ? fmt::format("{} {}\n", name, value)
                          : fmt::format("{}{{{}}} {}\n", name, labels, value);
}

std::string label_value(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

void Histogram::observe(std::chrono::nanoseconds duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto* bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  counts_[static_cast<std::size_t>(bound - kBounds.begin())].fetch_add(1, kRelaxed);
  sum_nanoseconds_.fetch_add(
      static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)), kRelaxed);
}

void Histogram::write(MetricsText& out, std::string_view name, std::string_view labels) const {
  const std::string bucket = fmt::format("{}_bucket", name);
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    total += counts_[i].load(kRelaxed);
    const std::string bound = i < kBounds.size() ? fmt::format("{}", kBounds[i]) : "+Inf";
    out.sample(bucket, join_labels(labels, fmt::format("le=\"{}\"", bound)),
               static_cast<double>(total));
  }
  out.sample(fmt::format("{}_sum", name), labels,
             static_cast<double>(sum_nanoseconds_.load(kRelaxed)) / 1e9);
  out.sample(fmt::format("{}_count", name), labels, static_cast<double>(total));
}

std::string_view lane_name(wire::Lane lane) {
  switch (lane) {
    case wire::Lane::session:
      return "session";
    case wire::Lane::passkey:
      return "passkey";
    case wire::Lane::password:
      return "password";
    case wire::Lane::sign_up:
      return "sign_up";
    case wire::Lane::administration:
      return "administration";
  }
  return "unknown";
}

Metrics::Metrics(wire::Endpoints rows)
    : rows_(std::move(rows)), statuses_(rows_.size() + 1), durations_(rows_.size() + 1) {}

void Metrics::request(std::optional<std::size_t> row, int status, std::chrono::nanoseconds duration,
                      std::chrono::nanoseconds queue_wait) {
  const std::size_t at = row.value_or(rows_.size());
  const auto code =
      static_cast<std::size_t>(std::clamp(status, 0, static_cast<int>(kStatuses) - 1));
  statuses_[at][code].fetch_add(1, kRelaxed);
  durations_[at].observe(duration);
  if (row && rows_[*row].cost == wire::Cost::blocking) {
    queue_waits_[static_cast<std::size_t>(rows_[*row].lane)].observe(queue_wait);
  }
}

void Metrics::shed(wire::Lane lane) {
  shed_[static_cast<std::size_t>(lane)].fetch_add(1, kRelaxed);
}

void Metrics::sign_in(std::string_view method, std::string_view outcome) {
  const std::lock_guard lock{sign_ins_mutex_};
  ++sign_ins_[{std::string{method}, std::string{outcome}}];
}

void Metrics::add_source(std::function<void(MetricsText&)> source) {
  sources_.push_back(std::move(source));
}

void Metrics::write_requests(MetricsText& out) const {
  const auto labels = [this](std::size_t row) {
    if (row == rows_.size()) return std::string{"method=\"\",path=\"\""};
    return fmt::format("method=\"{}\",path=\"{}\"", wire::to_text(rows_[row].method),
                       label_value(rows_[row].path));
  };
  out.family("haetae_requests_total", "counter", "Answered requests by row and status.");
  for (std::size_t row = 0; row < statuses_.size(); ++row) {
    for (std::size_t status = 0; status < kStatuses; ++status) {
      const std::uint64_t count = statuses_[row][status].load(kRelaxed);
      if (count == 0) continue;
      out.sample("haetae_requests_total", fmt::format("{},status=\"{}\"", labels(row), status),
                 static_cast<double>(count));
    }
  }
  out.family("haetae_request_seconds", "histogram", "Time from request to answer, by row.");
  for (std::size_t row = 0; row < durations_.size(); ++row) {
    const bool seen = std::any_of(statuses_[row].begin(), statuses_[row].end(),
                                  [](const auto& count) { return count.load(kRelaxed) != 0; });
    if (seen) durations_[row].write(out, "haetae_request_seconds", labels(row));
  }
}

std::string Metrics::text() const {
  MetricsText out;
  write_requests(out);
  out.family("haetae_queue_wait_seconds", "histogram", "Time a request waited for a worker.");
  for (std::size_t lane = 0; lane < queue_waits_.size(); ++lane) {
    queue_waits_[lane].write(out, "haetae_queue_wait_seconds",
                             fmt::format("lane=\"{}\"", lane_name(static_cast<wire::Lane>(lane))));
  }
  out.family("haetae_shed_total", "counter", "Requests answered 503 under overload, by lane.");
  for (std::size_t lane = 0; lane < shed_.size(); ++lane) {
    out.sample("haetae_shed_total",
               fmt::format("lane=\"{}\"", lane_name(static_cast<wire::Lane>(lane))),
               static_cast<double>(shed_[lane].load(kRelaxed)));
  }
  out.family("haetae_connections_total", "counter", "Connections by what became of them.");
  const auto connections = [&](std::string_view what, const std::atomic<std::uint64_t>& count) {
    out.sample("haetae_connections_total", fmt::format("event=\"{}\"", what),
               static_cast<double>(count.load(kRelaxed)));
  };
  connections("opened", connections_opened_);
  connections("closed", connections_closed_);
  connections("refused", connections_refused_);
  out.family("haetae_sign_ins_total", "counter", "Sign-in attempts by method and outcome.");
  {
    const std::lock_guard lock{sign_ins_mutex_};
    for (const auto& [key, count] : sign_ins_) {
      out.sample("haetae_sign_ins_total",
                 fmt::format("method=\"{}\",outcome=\"{}\"", label_value(key.first),
                             label_value(key.second)),
                 static_cast<double>(count));
    }
  }
  for (const auto& source : sources_)
    source(out);
  return out.take();
}

}  // namespace haetae::status
