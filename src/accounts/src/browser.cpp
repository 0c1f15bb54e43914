// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/browser.hpp"

#include "haetae/accounts/csrf.hpp"
#include "haetae/accounts/guard.hpp"
#include "haetae/wire/cookie.hpp"

namespace haetae::accounts {
namespace {

/// What new_browser_binding makes: anything else in the cookie is replaced.
constexpr std::size_t kBindingLengthMin = 22;
constexpr std::size_t kBindingLengthMax = 64;

}  // namespace

Visitor visitor_of(const wire::Request& request) {
  return {.address = request.address,
          .device = device_name(request.headers.get("User-Agent").value_or(""))};
}

base::Outcome<Browser, StoreError> read_browser(const wire::Request& request,
                                                const Sessions& sessions, base::Entropy& entropy) {
  Browser browser;
  browser.visitor = visitor_of(request);
  browser.binding = wire::read_cookie(request, cookies::kBrowser).value_or("");
  if (browser.binding.size() < kBindingLengthMin || browser.binding.size() > kBindingLengthMax) {
    browser.binding = new_browser_binding(entropy);
    browser.binding_is_new = true;
  }
  browser.device_cookie = wire::read_cookie(request, cookies::kDevice).value_or("");
  browser.session_cookie = wire::read_cookie(request, cookies::kSession).value_or("");
  if (!browser.session_cookie.empty()) {
    auto who = sessions.check(browser.session_cookie, browser.visitor);
    if (!who) return base::fail(who.error());
    browser.who = std::move(*who);
  }
  return browser;
}

void keep_binding(wire::Response& response, const wire::Request& request, const Browser& browser) {
  if (!browser.binding_is_new) return;
  wire::set_cookie(response, request,
                   {.name = cookies::kBrowser, .value = browser.binding, .max_age = {}});
}

void set_entrance(wire::Response& response, const wire::Request& request,
                  const Entrance& entrance) {
  wire::set_cookie(response, request,
                   {.name = cookies::kSession,
                    .value = entrance.session_cookie,
                    .max_age = entrance.session_max_age});
  wire::set_cookie(
      response, request,
      {.name = cookies::kDevice, .value = entrance.device_cookie, .max_age = Guard::kDeviceLife});
}

void clear_session(wire::Response& response, const wire::Request& request) {
  wire::clear_cookie(response, request, cookies::kSession);
}

}  // namespace haetae::accounts
