// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/browser.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/oidc/logout.hpp"
#include "haetae/wire/form.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::accounts {

/// Signing out at a site's request: OpenID RP-Initiated Logout 1.0 and Kakao's /oauth/logout. A
/// site can ask, but only the person ends the session, unless an id_token proves that the site
/// speaks of who is signed in (threat 46).
class SignOuts {
 public:
  static constexpr base::Seconds kLife = std::chrono::minutes{30};

  SignOuts(const Ports& ports, const Directory& directory, const Links& links,
           const Sessions& sessions, const Tokens& tokens)
      : ports_(ports), directory_(directory), links_(links), sessions_(sessions), tokens_(tokens) {}

  struct Plan {
    /// Where the browser goes: the site, our page with the sealed request, or our start page.
    std::string location;
    /// The session was ended: clear its cookie (clear_session).
    bool ended = false;
  };
  struct Refusal {
    oidc::LogoutFault fault{};
    bool unavailable = false;  ///< the store did not answer; `fault` says nothing then
    std::shared_ptr<const App> app;
  };
  [[nodiscard]] base::Outcome<Plan, Refusal> begin(const wire::Form& parameters,
                                                   oidc::Surface surface,
                                                   const Browser& browser) const;

  /// What the page asks about. `location` empty: stay on our own page afterwards.
  struct Request {
    std::string location;
    std::shared_ptr<const App> app;
    bool choice = false;  ///< Kakao's page: the site alone, or the account too
  };
  /// nullopt: forged, expired, or another browser's.
  [[nodiscard]] std::optional<Request> open(std::string_view sealed, const Browser& browser) const;

 private:
  Ports ports_;
  const Directory& directory_;
  const Links& links_;
  const Sessions& sessions_;
  const Tokens& tokens_;
};

}  // namespace haetae::accounts
