// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/http/address.hpp"
#include "haetae/http/options.hpp"

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>

namespace haetae::http {

/// Counts the connections of the whole server and of each subscriber. Asked when a connection
/// opens and closes, never per request.
class ConnectionLimits {
 public:
  enum class Verdict { admitted, too_many, too_many_of_address };

  ConnectionLimits(std::size_t total_max, std::size_t per_address_max, const ProxyOptions& proxies)
      : total_max_(total_max), per_address_max_(per_address_max), proxies_(proxies) {}

  /// `admitted` must be followed by one leave().
  [[nodiscard]] Verdict enter(const Address& peer);
  void leave(const Address& peer);
  [[nodiscard]] std::size_t total() const;
  /// Waits until none is left, or for that long; returns how many are.
  [[nodiscard]] std::size_t wait_empty(base::Milliseconds at_most);

 private:
  const std::size_t total_max_;
  const std::size_t per_address_max_;
  const ProxyOptions& proxies_;
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::size_t total_ = 0;
  std::map<Address, std::size_t> by_subscriber_;
};

}  // namespace haetae::http
