// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ports.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/wire/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::accounts {

/// Names of the cookies, without the `__Host-` prefix that they have over TLS.
namespace cookies {
inline constexpr std::string_view kSession = "haetae-session";
inline constexpr std::string_view kDevice = "haetae-device";    ///< Guard::make_device_cookie
inline constexpr std::string_view kBrowser = "haetae-browser";  ///< binds flows and forms
}  // namespace cookies

/// Whose browser a request comes from, as far as its cookies prove.
struct Browser {
  std::string binding;  ///< value of the browser cookie; never empty
  bool binding_is_new = false;
  std::string device_cookie;
  std::string session_cookie;
  std::optional<SignedIn> who;
  Visitor visitor;
};

[[nodiscard]] Visitor visitor_of(const wire::Request& request);

/// Reads the cookies; a browser without a binding gets a new one, which the answer must carry back
/// (keep_binding). The error: the store did not answer, so nobody knows who this is.
[[nodiscard]] base::Outcome<Browser, StoreError> read_browser(const wire::Request& request,
                                                              const Sessions& sessions,
                                                              base::Entropy& entropy);

/// Sets the browser cookie where it is new.
void keep_binding(wire::Response& response, const wire::Request& request, const Browser& browser);

/// Sets the session and device cookies of somebody who has come in.
void set_entrance(wire::Response& response, const wire::Request& request, const Entrance& entrance);

/// Ends the session in the browser; the device cookie stays, since it only helps its owner.
void clear_session(wire::Response& response, const wire::Request& request);

}  // namespace haetae::accounts
