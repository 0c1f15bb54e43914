// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reply.hpp"

#include <cstddef>
#include <string>
#include <string_view>

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

}  // namespace haetae::bench
