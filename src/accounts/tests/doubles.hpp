// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/notices.hpp"
#include "haetae/base/entropy.hpp"

#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace haetae::accounts::test {

/// Remembers what sites would have been told.
class ToldNotices final : public Notices {
 public:
  void unlinked(const App& app, Subject subject, UnlinkReason reason) override {
    told.push_back(std::to_string(app.number) + " " + std::to_string(subject) + " " +
                   std::string{to_text(reason)});
  }
  void happened(const App&, Subject, std::string_view event) override {
    events.emplace_back(event);
  }
  std::vector<std::string> told, events;
};

/// Repeatable, and safe for the tests that use several threads.
class LockedEntropy final : public base::Entropy {
 public:
  explicit LockedEntropy(std::uint64_t seed) : seeded_{seed} {}
  void fill(std::span<std::uint8_t> out) override {
    const std::lock_guard lock{mutex_};
    seeded_.fill(out);
  }

 private:
  std::mutex mutex_;
  base::SeededEntropy seeded_;
};

}  // namespace haetae::accounts::test
