// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steps.hpp"

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace haetae::drill {

/// How often each thing is done at each site, turns a second; and how many workers share it.
struct Share {
  std::string_view role;
  double per_second = 0;
  std::size_t workers = 0;
};
/// What usual people do, at a rate that three sites on two cores carry with room to spare.
[[nodiscard]] std::vector<Share> usual_load();

/// Somebody who does the same again and again.
class Role {
 public:
  Role() = default;
  Role(const Role&) = delete;
  Role& operator=(const Role&) = delete;
  virtual ~Role() = default;
  /// Before the load begins.
  virtual void prepare() = 0;
  /// Throws Unresolved and Wrong; the next turn goes on from where this one stopped.
  virtual void turn() = 0;
};
/// `name`: of usual_load(). Throws std::invalid_argument for others.
[[nodiscard]] std::unique_ptr<Role> make_role(std::string_view name, World& world,
                                              std::size_t home);

/// The time between turns of each of so many workers that make `per_second` together.
[[nodiscard]] nanoseconds period_of(const Share& share);

/// Workers at every site, each in a thread of its own.
class Load {
 public:
  using Thread = std::function<std::thread(std::function<void()>)>;
  Load(World& world, const std::vector<Share>& shares, Thread start);
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load();

  /// Makes everybody known to the servers. Throws std::runtime_error when somebody cannot be.
  void prepare();
  void begin();
  /// Everybody ends what they do; idempotent.
  void end();

 private:
  struct Worker {
    std::unique_ptr<Role> role;
    nanoseconds period{};
    nanoseconds first{};
    std::thread thread;
  };
  void work(Worker& worker);
  void run_all(const std::function<void(Worker&)>& what);

  World& world_;
  Thread start_;
  std::vector<std::unique_ptr<Worker>> workers_;
  Stop stop_;
};

}  // namespace haetae::drill
