// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/site/process.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace haetae::site {

/// A named network namespace and the thread that stays in it. What the thread launches is in the
/// namespace too, and dies with the thread, so with this process however it ends.
class Keeper final : public Launcher {
 public:
  [[nodiscard]] static base::Outcome<std::unique_ptr<Keeper>, SiteError> make(std::string name);
  /// Removes the namespace; its processes should be gone.
  ~Keeper() override;

  /// In the namespace; returns when done.
  void run(const std::function<void()>& work);
  [[nodiscard]] base::Outcome<pid_t, SiteError> launch(const Command& command) override;
  /// Moves the calling thread into the namespace for good.
  void enter() const;
  /// The namespace's number in /proc.
  [[nodiscard]] std::uint64_t inode() const { return inode_; }
  /// Whether somebody listens at the address or at loopback.
  [[nodiscard]] bool takes_connections(const std::string& address, std::uint16_t port);

  /// Removes the namespaces whose names begin so and in which no thread of a living keeper is.
  [[nodiscard]] static std::vector<std::string> clean_up(const std::string& prefix);

 private:
  Keeper(std::string name, int descriptor, std::uint64_t inode);
  void loop();

  std::string name_;
  int descriptor_;
  std::uint64_t inode_;
  std::mutex turn_;  ///< one caller of run() at a time
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* work_ = nullptr;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace haetae::site
