// SPDX-License-Identifier: Apache-2.0
// A new password, for who has just proven themself.
#include "account.hpp"
#include "haetae/accounts/credentials.hpp"
#include "haetae/crypto/password.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::PersonError;
using wire::Response;

constexpr const char* kPlace = "/account/password";

Response draw_password(Page& page, int status = 0) {
  page.view.set("person", person_view(page.browser.who->person, page.parts.options.public_url,
                                      page.language));
  page.view.set("password_min", fmt::format("{}", accounts::kPasswordLengthMin));
  return page.show("account_password", status);
}

/// Notes the complaint; gives the status.
int complain_about(Page& page, PersonError error) {
  switch (error) {
    case PersonError::password_too_short:
      page.complain("password", page.text("msg_password_short",
                                          fmt::format("{}", accounts::kPasswordLengthMin)));
      return 400;
    case PersonError::password_too_long:
      page.complain("password",
                    page.text("msg_password_long", fmt::format("{}", crypto::kPasswordLengthMax)));
      return 400;
    case PersonError::password_guessable:
      page.complain("password", page.text("msg_password_common"));
      return 400;
    default:
      page.complain("", page.text("msg_unavailable"));
      return 503;
  }
}

}  // namespace

Response show_password(Page& page) {
  if (!page.parts.sessions.is_fresh(page.browser.who->session)) return ask_anew(page, kPlace);
  return draw_password(page);
}

Response take_password(Page& page) {
  const std::string password = page.form.text("password");
  if (password.empty()) {
    page.complain("password", page.text("msg_password_required"));
    return draw_password(page);
  }
  const auto changed =
      page.parts.people.change_password(*page.browser.who, password, page.browser.visitor);
  if (!changed && changed.error() == PersonError::not_fresh) return ask_anew(page, kPlace);
  if (!changed) {
    const int status = complain_about(page, changed.error());
    return draw_password(page, status);
  }
  return page.onward("msg_password_saved");
}

}  // namespace haetae::web
