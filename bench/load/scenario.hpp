// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::bench {

/// What a client asks for again and again. An operation is one or more requests in a row; the
/// runner measures each request and the operation, which is the sum of its requests: what the
/// client computes in between is its own time, not the server's.
class Scenario {
 public:
  Scenario() = default;
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;
  virtual ~Scenario() = default;

  /// Writes the client's next request into `request` (empty when called). Left empty: this client
  /// has nothing more to ask.
  virtual void next(std::size_t client, std::string& request) = 0;

  enum class Took {
    step,       ///< right; the operation goes on with another request
    operation,  ///< right; the operation is done
    failed,     ///< not what was asked for; the operation is over and does not count
  };
  virtual Took take(std::size_t client, const Reply& reply) = 0;
};

/// The same GET for ever; any answer but 200 fails.
class Fetch final : public Scenario {
 public:
  /// `headers`: whole lines, each with CR LF.
  Fetch(std::string_view authority, std::string_view path, std::string_view headers = {});
  void next(std::size_t, std::string& request) override { request = text_; }
  Took take(std::size_t, const Reply& reply) override {
    return reply.status == 200 ? Took::operation : Took::failed;
  }

 private:
  std::string text_;
};

/// Many GETs by turns, each client taking the next; any answer but 200 fails.
class FetchMany final : public Scenario {
 public:
  FetchMany(std::string_view authority, const std::vector<std::string>& paths);
  void next(std::size_t, std::string& request) override {
    request = texts_[at_];
    at_ = at_ + 1 == texts_.size() ? 0 : at_ + 1;
  }
  Took take(std::size_t, const Reply& reply) override {
    return reply.status == 200 ? Took::operation : Took::failed;
  }

 private:
  std::vector<std::string> texts_;
  std::size_t at_ = 0;
};

}  // namespace haetae::bench
