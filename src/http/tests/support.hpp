// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace haetae::http {

/// A ManualClock that several threads may use.
class SharedClock final : public base::Clock {
 public:
  [[nodiscard]] base::Instant now() const override {
    return base::from_unix_seconds(1'773'043'626) + passed();
  }
  [[nodiscard]] std::chrono::nanoseconds steady() const override { return passed(); }
  void advance(base::Milliseconds by) { passed_.fetch_add(by.count()); }

 private:
  [[nodiscard]] base::Milliseconds passed() const { return base::Milliseconds{passed_.load()}; }
  std::atomic<std::int64_t> passed_{0};
};

/// Something that happens once, and can be waited for.
class Gate {
 public:
  void open() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    opened_.notify_all();
  }
  /// False when it does not open within a time that only a broken program needs.
  [[nodiscard]] bool wait() {
    std::unique_lock lock{mutex_};
    return opened_.wait_for(lock, std::chrono::seconds{20}, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

/// A blocking TCP client that sends exactly the bytes it is given.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  void send(std::string_view bytes);
  /// Says that nothing more comes.
  void finish();
  /// One answer: head, and the body that Content-Length announces. Empty when the peer closed
  /// before its end, or nothing came within a time that only a broken server needs.
  std::string read_answer(bool has_body = true);
  /// Everything until the peer closes.
  std::string read_all();
  std::string ask(std::string_view bytes) {
    send(bytes);
    return read_answer();
  }
  /// Whether the peer closed, and sent nothing that was not read.
  bool is_closed() { return read_all().empty(); }
  [[nodiscard]] int handle() const { return fd_; }

 private:
  bool receive();

  int fd_ = -1;
  std::string pending_;
};

[[nodiscard]] int status_of(std::string_view answer);
[[nodiscard]] std::string field_of(std::string_view answer, std::string_view name);
[[nodiscard]] std::string body_of(std::string_view answer);

}  // namespace haetae::http
