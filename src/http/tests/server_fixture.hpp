// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/entropy.hpp"
#include "haetae/http/server.hpp"
#include "support.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace haetae::http {

/// Keeps what a server reports.
class RecordingObserver final : public Observer {
 public:
  struct Entry {
    std::string method;
    std::string path;
    int status;
    std::uint64_t bytes;
    std::string address;
    std::string request_id;
    std::string user_agent;
    std::string traceparent;
    bool secure;
  };

  void on_request(const AccessRecord& record) override {
    const std::lock_guard lock{mutex_};
    entries_.push_back(copy_of(record));
    changed_.notify_all();
  }
  /// For HttpServer::Parts::access_log.
  void log(const AccessRecord& record) {
    const std::lock_guard lock{mutex_};
    logged_.push_back(copy_of(record));
  }
  void on_shed(wire::Lane lane) override {
    const std::lock_guard lock{mutex_};
    ++shed_[static_cast<std::size_t>(lane)];
  }
  void on_connection_opened() override { count(opened_); }
  void on_connection_closed() override { count(closed_); }
  void on_connection_refused() override { count(refused_); }

  /// Whether so many connections closed by now, or within `patience`.
  bool wait_closed(std::size_t count,
                   std::chrono::milliseconds patience = std::chrono::seconds{20}) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, patience, [&] { return closed_ >= count; });
  }
  bool wait_opened(std::size_t count) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return opened_ >= count; });
  }
  std::vector<Entry> entries() {
    const std::lock_guard lock{mutex_};
    return entries_;
  }
  std::vector<Entry> logged() {
    const std::lock_guard lock{mutex_};
    return logged_;
  }
  std::size_t shed(wire::Lane lane) {
    const std::lock_guard lock{mutex_};
    return shed_[static_cast<std::size_t>(lane)];
  }
  std::size_t refused() {
    const std::lock_guard lock{mutex_};
    return refused_;
  }

 private:
  static Entry copy_of(const AccessRecord& record) {
    return {std::string{record.method},
            std::string{record.path},
            record.status,
            record.bytes,
            std::string{record.address},
            std::string{record.request_id},
            std::string{record.user_agent},
            std::string{record.traceparent},
            record.secure};
  }
  void count(std::size_t& counter) {
    const std::lock_guard lock{mutex_};
    ++counter;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> entries_;
  std::vector<Entry> logged_;
  std::array<std::size_t, kLanes> shed_{};
  std::size_t opened_ = 0;
  std::size_t closed_ = 0;
  std::size_t refused_ = 0;
};

/// A server on a port of the kernel's choice, with rows that show what it does.
class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options_.listeners.push_back({.port = 0});
    options_.limits.sweep_every = base::Milliseconds{5};
  }
  ~ServerTest() override {
    held_.open();
    if (server_) {
      server_->stop();
    }
  }

  wire::Endpoints rows();
  void start() {
    server_ = std::make_unique<HttpServer>(
        Router{rows()}, options_,
        HttpServer::Parts{.clock = clock_,
                          .entropy = entropy_,
                          .observer = &observer_,
                          .access_log = [this](const AccessRecord& r) { observer_.log(r); }});
    const auto started = server_->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

  SharedClock clock_;
  base::SystemEntropy entropy_;
  RecordingObserver observer_;
  ServerOptions options_;
  /// POST /hold runs until this opens.
  Gate held_;
  Gate holding_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace haetae::http
