// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/search.hpp"

#include <memory>
#include <string_view>

namespace haetae::address {

/// `geocode` for many queries in a row. In a large index most of a query's time is waiting for
/// memory, so what the queries in the queue will look at is asked for while those before them are
/// answered.
class GeocodeQueue {
 public:
  /// How many queries may wait: as many as there are steps to their addresses.
  static constexpr std::size_t kRoom = 6;

  /// The index outlives the queue.
  explicit GeocodeQueue(const Index& index);
  ~GeocodeQueue();
  GeocodeQueue(GeocodeQueue&&) noexcept;
  GeocodeQueue& operator=(GeocodeQueue&&) noexcept;

  [[nodiscard]] bool full() const;
  [[nodiscard]] bool empty() const;
  /// The queue is not full. The text is not needed any more afterwards.
  void push(std::string_view query);
  /// Answers the query that was pushed first; the queue is not empty.
  [[nodiscard]] Geocode pop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::address
