// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "coded_bodies.hpp"
#include "connection_limits.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/http/observer.hpp"
#include "haetae/http/options.hpp"
#include "haetae/http/router.hpp"
#include "head_writer.hpp"
#include "pool.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace haetae::http {

/// What all connections of a server share. Everything in it is safe from several threads.
struct ServerContext {
  const Router& router;
  const ServerOptions& options;
  const base::Clock& clock;
  base::Entropy& entropy;
  Observer* observer;
  const AccessLog& access_log;
  Pool& pool;
  ConnectionLimits& connections;
  SharedForms& forms;
  std::string hsts_line;
  /// Bytes of large request bodies that are held or being read.
  std::atomic<std::size_t>& large_bodies;
};

/// Makes request ids of the form of base::new_id, drawing chance by the page, since an id per
/// request must not cost a system call. Not thread-safe.
class RequestIds {
 public:
  explicit RequestIds(base::Entropy& source) : source_(source) {}
  /// Writes kIdLength characters into `id`, whose memory is used again.
  void make(base::Instant now, std::string& id);

 private:
  /// 8 bytes of chance.
  std::uint64_t draw();

  base::Entropy& source_;
  std::array<std::uint8_t, 4096> page_{};
  std::size_t used_ = page_.size();
};

/// What the connections of one I/O thread share; touched by that thread alone.
struct ThreadContext {
  explicit ThreadContext(const ServerContext& of) : server(of), ids(of.entropy), forms(of.forms) {}

  const ServerContext& server;
  DateLine date;
  RequestIds ids;
  ThreadForms forms;
  bool draining = false;
};

}  // namespace haetae::http
