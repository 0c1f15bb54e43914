// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "demo.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::app {

/// The demo site's calls to the server, over HTTP like anybody's.
class DemoClient {
 public:
  explicit DemoClient(const DemoParts& parts) : parts_(parts) {}

  struct Answer {
    int status = 0;  ///< 0: no answer within five seconds
    std::string body;
    wire::Json json;  ///< null when the body is none
    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
  };
  /// `bearer`: an access token; empty = none.
  [[nodiscard]] Answer get(std::string_view path, std::string_view bearer) const;
  [[nodiscard]] Answer post(std::string_view path, const wire::Form& form,
                            std::string_view bearer) const;

  /// The claims of an ID token whose signature, issuer, audience and end are right, and whose
  /// nonce is `nonce` when one is given (OpenID Core §3.1.3.7).
  [[nodiscard]] std::optional<wire::Json> check_id_token(std::string_view id_token,
                                                         std::string_view nonce) const;

 private:
  [[nodiscard]] Answer call(std::string_view path, const std::string* body,
                            std::string_view bearer) const;

  const DemoParts& parts_;
};

}  // namespace haetae::app
