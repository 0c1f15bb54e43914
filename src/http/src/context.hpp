// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "coded_bodies.hpp"
#include "connection_limits.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/http/observer.hpp"
#include "haetae/http/options.hpp"
#include "haetae/http/router.hpp"
#include "head_writer.hpp"
#include "pool.hpp"

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
};

/// Draws from another generator by the page: a request id must not cost a system call. Not
/// thread-safe.
class PagedEntropy final : public base::Entropy {
 public:
  explicit PagedEntropy(base::Entropy& source) : source_(source) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  base::Entropy& source_;
  std::array<std::uint8_t, 4096> page_{};
  std::size_t used_ = page_.size();
};

/// What the connections of one I/O thread share; touched by that thread alone.
struct ThreadContext {
  explicit ThreadContext(const ServerContext& of)
      : server(of), entropy(of.entropy), forms(of.forms) {}

  const ServerContext& server;
  DateLine date;
  PagedEntropy entropy;
  ThreadForms forms;
  bool draining = false;
};

}  // namespace haetae::http
