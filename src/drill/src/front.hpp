// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/drill/agent.hpp"
#include "ledger.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace haetae::drill {

/// Lets a thread wait for some time, or until everybody shall stop.
class Stop {
 public:
  void stop();
  [[nodiscard]] bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
  /// False when it is time to stop.
  bool wait(nanoseconds span);

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> stopped_{false};
};

/// What HAProxy does before the sites: asks each for /readyz/majority, takes out who fails twice,
/// hangs up on who does not answer at all (who answers 503 drains: what is under way ends), takes
/// in who answers twice, and sends each user to the home site or, when that is out, to the next
/// one. When no site has the majority it turns to an island, whose /readyz still answers.
class Front {
 public:
  struct Options {
    std::chrono::milliseconds every{100};
    std::chrono::milliseconds patience{400};
    int fall = 2, rise = 2;
  };
  using Thread = std::function<std::thread(std::function<void()>)>;

  /// `start`: makes a thread in the users' network. `changed(site, up)` is called by it.
  Front(std::vector<Target> sites, Options options, const Thread& start,
        std::function<void(std::size_t, bool)> changed);
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  ~Front();

  [[nodiscard]] std::size_t size() const { return sites_.size(); }
  [[nodiscard]] bool is_up(std::size_t site) const { return !sites_[site]->out.load(); }
  /// Which site serves who lives at `home`; an island when none is up, else `home` itself.
  [[nodiscard]] std::size_t route(std::size_t home) const;
  [[nodiscard]] const Target& target(std::size_t site) const { return sites_[site]->target; }

  /// Whoever destroys a site says so first. When it may come back, it is judged like the others
  /// from the moment in which it is taken in.
  void set_dying(std::size_t site) {
    sites_[site]->may_return.store(false);
    sites_[site]->dying.store(true);
  }
  void let_return(std::size_t site);
  [[nodiscard]] bool is_dying(std::size_t site) const { return sites_[site]->dying.load(); }

  /// Waits until the site is in; false when `limit` passed.
  bool wait_up(std::size_t site, nanoseconds limit);
  /// Nobody watches any more; idempotent.
  void close();

 private:
  struct One {
    Target target;
    std::atomic<bool> out{false};
    std::atomic<bool> island{false};
    std::atomic<bool> gone{false};
    std::atomic<bool> dying{false};
    std::atomic<bool> may_return{false};
  };
  void watch(std::size_t site);
  /// Takes it in or out.
  void turn(std::size_t site, bool is_silent);
  enum class Health { well, island, drains, silent };
  [[nodiscard]] static Health health_of(Agent& agent);

  Options options_;
  std::function<void(std::size_t, bool)> changed_;
  std::vector<std::unique_ptr<One>> sites_;
  Stop stop_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::vector<std::thread> watchers_;
};

}  // namespace haetae::drill
