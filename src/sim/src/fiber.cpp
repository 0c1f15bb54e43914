// SPDX-License-Identifier: Apache-2.0
#include "fiber.hpp"

#include "haetae/base/assert.hpp"

#include <utility>
#include <vector>

// g++ says so; what clang builds of this module is not run.
#ifdef __SANITIZE_ADDRESS__
#define HAETAE_FIBER_ASAN 1
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef __SANITIZE_THREAD__
#define HAETAE_FIBER_TSAN 1
#include <sanitizer/tsan_interface.h>
#endif

namespace haetae::sim {
namespace {

#ifdef HAETAE_FIBER_ASAN
constexpr std::size_t kStackBytes = 1024 * 1024;
#else
constexpr std::size_t kStackBytes = 256 * 1024;
#endif

Fiber*& running() {
  static Fiber* fiber = nullptr;
  return fiber;
}

/// Stacks that ended fibers left: making one touches fresh pages.
std::vector<std::unique_ptr<std::byte[]>>& spare_stacks() {
  static std::vector<std::unique_ptr<std::byte[]>> stacks;
  return stacks;
}

std::unique_ptr<std::byte[]> take_stack() {
  auto& spare = spare_stacks();
  if (spare.empty()) return std::unique_ptr<std::byte[]>{new std::byte[kStackBytes]};
  auto stack = std::move(spare.back());
  spare.pop_back();
  return stack;
}

}  // namespace

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)), stack_(take_stack()) {
  HAETAE_ASSERT(getcontext(&context_) == 0);
  context_.uc_stack.ss_sp = stack_.get();
  context_.uc_stack.ss_size = kStackBytes;
  context_.uc_link = nullptr;
  makecontext(&context_, &Fiber::enter, 0);
#ifdef HAETAE_FIBER_TSAN
  own_calls_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
  HAETAE_ASSERT(done_);
#ifdef HAETAE_FIBER_TSAN
  __tsan_destroy_fiber(own_calls_);
#endif
  spare_stacks().push_back(std::move(stack_));
}

Fiber* Fiber::current() {
  return running();
}

void Fiber::enter() {
  Fiber& self = *running();
#ifdef HAETAE_FIBER_ASAN
  __sanitizer_finish_switch_fiber(nullptr, &self.resumer_stack_, &self.resumer_stack_size_);
#endif
  try {
    self.body_();
  } catch (...) {
    self.escaped_ = std::current_exception();
  }
  self.body_ = nullptr;
  self.done_ = true;
  self.switch_out(true);
}

void Fiber::resume() {
  HAETAE_ASSERT(running() == nullptr && !done_);
  running() = this;
  switch_in();
  running() = nullptr;
  if (escaped_) std::rethrow_exception(std::exchange(escaped_, nullptr));
}

void Fiber::suspend() {
  HAETAE_ASSERT(running() != nullptr);
  running()->switch_out(false);
}

void Fiber::switch_in() {
#ifdef HAETAE_FIBER_ASAN
  void* mine = nullptr;
  __sanitizer_start_switch_fiber(&mine, stack_.get(), kStackBytes);
#endif
#ifdef HAETAE_FIBER_TSAN
  // Without this each switch would leave calls behind that never end, until memory does.
  resumer_calls_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(own_calls_, 0);
#endif
  HAETAE_ASSERT(swapcontext(&resumer_, &context_) == 0);
#ifdef HAETAE_FIBER_ASAN
  __sanitizer_finish_switch_fiber(mine, nullptr, nullptr);
#endif
}

void Fiber::switch_out([[maybe_unused]] bool for_good) {
#ifdef HAETAE_FIBER_ASAN
  __sanitizer_start_switch_fiber(for_good ? nullptr : &fake_stack_, resumer_stack_,
                                 resumer_stack_size_);
#endif
#ifdef HAETAE_FIBER_TSAN
  __tsan_switch_to_fiber(resumer_calls_, 0);
#endif
  HAETAE_ASSERT(swapcontext(&context_, &resumer_) == 0);
#ifdef HAETAE_FIBER_ASAN
  __sanitizer_finish_switch_fiber(fake_stack_, &resumer_stack_, &resumer_stack_size_);
#endif
}

}  // namespace haetae::sim
