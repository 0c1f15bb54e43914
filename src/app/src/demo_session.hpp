// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/crypto/seal.hpp"
#include "haetae/wire/json.hpp"
#include "haetae/wire/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::app {

/// What the demo site remembers of a sign-in under way, sealed in the browser.
struct DemoAttempt {
  std::string state, nonce, verifier;
};

/// What it knows of who is signed in, sealed in two cookies, since one holds 4 KiB.
struct DemoSession {
  std::string id;  ///< for the token of its forms
  bool refreshed = false;
  wire::Json tokens;     ///< the token answer without its id_token
  std::string id_token;  ///< checked when it came; empty = none

  [[nodiscard]] std::string token(std::string_view name) const {
    return std::string{tokens.string_at(name).value_or("")};
  }
};

/// The demo site's cookies. Each is sealed for its own purpose.
class DemoCookies {
 public:
  explicit DemoCookies(const crypto::Sealer& sealer) : sealer_(sealer) {}

  [[nodiscard]] std::optional<DemoAttempt> read_attempt(const wire::Request& request) const;
  void keep(wire::Response& response, const wire::Request& request,
            const DemoAttempt& attempt) const;
  static void forget_attempt(wire::Response& response, const wire::Request& request);

  [[nodiscard]] std::optional<DemoSession> read_session(const wire::Request& request) const;
  void keep(wire::Response& response, const wire::Request& request,
            const DemoSession& session) const;
  static void forget_session(wire::Response& response, const wire::Request& request);

  /// The token of the session's forms.
  [[nodiscard]] std::string csrf(const DemoSession& session) const;

 private:
  const crypto::Sealer& sealer_;
};

}  // namespace haetae::app
