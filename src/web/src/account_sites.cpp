// SPDX-License-Identifier: Apache-2.0
// Disconnecting sites.
#include "account.hpp"

#include <charconv>

namespace haetae::web {

using accounts::LinkError;
using wire::Response;

Response disconnect_site(Page& page) {
  const std::string text = page.form.text("app");
  accounts::AppNumber number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  const auto app = is_number ? page.parts.directory.by_number(number) : nullptr;
  if (!app) return page.status(404, "not_found");
  const auto done =
      page.parts.links.unlink(*app, page.browser.who->person.id,
                              accounts::UnlinkReason::unlink_from_apps, page.browser.visitor);
  // Pressed twice, or ended by the site in between: it is disconnected all the same.
  if (!done && done.error() != LinkError::not_linked) {
    page.complain("", page.text("msg_unavailable"));
    return draw_account(page, nullptr, 503);
  }
  return page.go(accounts::pages::kAccount, "msg_site_disconnected");
}

}  // namespace haetae::web
