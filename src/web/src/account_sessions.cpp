// SPDX-License-Identifier: Apache-2.0
// Signing other devices out.
#include "account.hpp"

namespace haetae::web {

using wire::Response;

Response end_session(Page& page) {
  const accounts::SignedIn& who = *page.browser.who;
  const bool others = page.form.get_filled("others").has_value();
  bool answered = false;
  if (others) {
    answered = page.parts.sessions.end_others(who, page.browser.visitor).has_value();
  } else {
    // A session that is gone already is what was asked for.
    answered = page.parts.sessions
                   .end(who, accounts::SessionId{page.form.text("id")}, page.browser.visitor)
                   .has_value();
  }
  if (!answered) {
    page.complain("", page.text("msg_unavailable"));
    return draw_account(page, nullptr, 503);
  }
  return page.go(accounts::pages::kAccount, others ? "msg_sessions_ended" : "msg_session_ended");
}

}  // namespace haetae::web
