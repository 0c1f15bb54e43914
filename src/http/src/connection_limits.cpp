// SPDX-License-Identifier: Apache-2.0
#include "connection_limits.hpp"

#include "haetae/base/assert.hpp"

namespace haetae::http {

ConnectionLimits::Verdict ConnectionLimits::enter(const Address& peer) {
  const bool is_proxy = proxies_.trusts(peer);
  const std::lock_guard lock{mutex_};
  if (total_ >= total_max_) {
    return Verdict::too_many;
  }
  if (!is_proxy) {
    auto& count = by_subscriber_[peer.subscriber()];
    if (count >= per_address_max_) {
      return Verdict::too_many_of_address;
    }
    ++count;
  }
  ++total_;
  return Verdict::admitted;
}

void ConnectionLimits::leave(const Address& peer) {
  const bool is_proxy = proxies_.trusts(peer);
  const std::lock_guard lock{mutex_};
  HAETAE_ASSERT(total_ > 0);
  --total_;
  if (total_ == 0) {
    // Under the lock: who waits may tear this object down as soon as it is free.
    emptied_.notify_all();
  }
  if (is_proxy) {
    return;
  }
  const auto found = by_subscriber_.find(peer.subscriber());
  HAETAE_ASSERT(found != by_subscriber_.end());
  if (--found->second == 0) {
    by_subscriber_.erase(found);
  }
}

std::size_t ConnectionLimits::total() const {
  const std::lock_guard lock{mutex_};
  return total_;
}

std::size_t ConnectionLimits::wait_empty(base::Milliseconds at_most) {
  std::unique_lock lock{mutex_};
  emptied_.wait_for(lock, at_most, [this] { return total_ == 0; });
  return total_;
}

}  // namespace haetae::http
