// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/endpoint.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::status {

/// Writes the Prometheus text format 0.0.4, family by family.
class MetricsText {
 public:
  /// Begins a family; every sample after it belongs to it. type: counter, gauge or histogram.
  void family(std::string_view name, std::string_view type, std::string_view help);
  /// `labels` are written as given: `method="GET",status="200"`; values come from label_value().
  void sample(std::string_view name, std::string_view labels, double value);
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// A label value with backslash, quote and newline escaped.
[[nodiscard]] std::string label_value(std::string_view text);

/// Latencies in fixed buckets from 100 µs to 10 s. Thread-safe, lock-free.
class Histogram {
 public:
  static constexpr std::array<double, 16> kBounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                     0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                                     1,      2.5,     5,      10};

  void observe(std::chrono::nanoseconds duration);
  void write(MetricsText& out, std::string_view name, std::string_view labels) const;

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<std::uint64_t> sum_nanoseconds_{0};
};

/// What the server counts about itself. Thread-safe; the request path takes no lock.
class Metrics {
 public:
  /// `rows`: the router's, in its order.
  explicit Metrics(wire::Endpoints rows);

  /// One answered request of a row (or of none: not found, bad request).
  void request(std::optional<std::size_t> row, int status, std::chrono::nanoseconds duration,
               std::chrono::nanoseconds queue_wait);
  void shed(wire::Lane lane);
  void connection_opened() { connections_opened_.fetch_add(1, std::memory_order_relaxed); }
  void connection_closed() { connections_closed_.fetch_add(1, std::memory_order_relaxed); }
  void connection_refused() { connections_refused_.fetch_add(1, std::memory_order_relaxed); }
  /// A sign-in attempt: method "password", "passkey", …; outcome "ok" or why not.
  void sign_in(std::string_view method, std::string_view outcome);

  /// Adds families of another part (store, pool) to every scrape. Call before serving.
  void add_source(std::function<void(MetricsText&)> source);

  [[nodiscard]] std::string text() const;

 private:
  static constexpr std::size_t kStatuses = 600;
  void write_requests(MetricsText& out) const;

  const wire::Endpoints rows_;
  /// By row (the last is "no row"), then by status.
  std::vector<std::array<std::atomic<std::uint64_t>, kStatuses>> statuses_;
  std::vector<Histogram> durations_;
  std::array<Histogram, 5> queue_waits_;  ///< by lane
  std::array<std::atomic<std::uint64_t>, 5> shed_{};
  std::atomic<std::uint64_t> connections_opened_{0}, connections_closed_{0},
      connections_refused_{0};
  mutable std::mutex sign_ins_mutex_;
  std::map<std::pair<std::string, std::string>, std::uint64_t, std::less<>> sign_ins_;
  std::vector<std::function<void(MetricsText&)>> sources_;
};

[[nodiscard]] std::string_view lane_name(wire::Lane lane);

}  // namespace haetae::status
