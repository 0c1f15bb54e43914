// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <ucontext.h>

namespace haetae::sim {

/// A function with a stack of its own that can stop in the middle and go on later, all on one
/// thread: shipped code that waits for its store stands still in here while others run. It must be
/// run to its end before it is destroyed, and must not stop inside a `catch`.
class Fiber {
 public:
  explicit Fiber(std::function<void()> body);
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  ~Fiber();

  /// Runs it until it suspends or ends; rethrows what it let escape. Never from inside a fiber.
  void resume();
  [[nodiscard]] bool done() const { return done_; }

  /// Back to whoever resumed the running fiber.
  static void suspend();
  /// nullptr outside of all.
  [[nodiscard]] static Fiber* current();

 private:
  static void enter();
  void switch_in();
  void switch_out(bool for_good);

  std::function<void()> body_;
  std::unique_ptr<std::byte[]> stack_;
  ucontext_t context_{};
  ucontext_t resumer_{};
  std::exception_ptr escaped_;
  bool done_ = false;
  // What sanitizers are told of the switch.
  [[maybe_unused]] void* fake_stack_ = nullptr;
  [[maybe_unused]] const void* resumer_stack_ = nullptr;
  [[maybe_unused]] std::size_t resumer_stack_size_ = 0;
  [[maybe_unused]] void* own_calls_ = nullptr;
  [[maybe_unused]] void* resumer_calls_ = nullptr;
};

}  // namespace haetae::sim
