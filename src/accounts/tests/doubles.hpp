// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/notices.hpp"
#include "haetae/accounts/store.hpp"
#include "haetae/base/entropy.hpp"

#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <utility>
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

/// Passes everything on, and lets a test do something between a service's read and its write, as
/// another request may.
class InterruptedStore final : public Store {
 public:
  explicit InterruptedStore(Store& inner) : inner_(inner) {}

  base::Outcome<void, StoreError> read(const Read& work) override { return inner_.read(work); }
  base::Outcome<void, StoreError> write(const Write& work) override {
    if (const auto meanwhile = std::exchange(before_write, nullptr)) meanwhile();
    if (std::exchange(refuses, false)) return base::fail(StoreError::unavailable);
    return inner_.write(work);
  }

  /// Done once, before the next write.
  std::function<void()> before_write;
  /// The next write is not done.
  bool refuses = false;

 private:
  Store& inner_;
};

}  // namespace haetae::accounts::test
