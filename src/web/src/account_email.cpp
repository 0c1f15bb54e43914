// SPDX-License-Identifier: Apache-2.0
// A new e-mail address, proven by a code that was mailed to it.
#include "account.hpp"

namespace haetae::web {
namespace {

using accounts::EmailChangeError;
using wire::Response;

constexpr const char* kPlace = "/account/email";

Response draw_email(Page& page, int status = 0) {
  page.view.set("person", person_view(page.browser.who->person, page.parts.options.public_url,
                                      page.language));
  return page.show("account_email", status);
}

Response draw_code(Page& page, std::string_view email, std::string_view proof, int status = 0) {
  page.view.set("email", std::string{email});
  page.view.set("proof", std::string{proof});
  return page.show("account_email_verify", status);
}

/// Notes the complaint; gives the status.
int complain_about(Page& page, EmailChangeError error) {
  switch (error) {
    case EmailChangeError::email_malformed:
      page.complain("email", page.text("msg_email_invalid"));
      return 400;
    case EmailChangeError::same_email:
      page.complain("email", page.text("msg_email_same"));
      return 400;
    case EmailChangeError::wrong_code:
      page.complain("code", page.text("msg_code_wrong"));
      return 400;
    case EmailChangeError::code_dead:
      page.complain("", page.text("msg_code_dead"));
      return 400;
    case EmailChangeError::email_taken:
      page.complain("", page.text("msg_email_taken"));
      return 409;
    case EmailChangeError::slow_down:
      page.complain("", page.text("msg_too_many", "60"));
      return 429;
    case EmailChangeError::not_fresh:  // asked anew before
    case EmailChangeError::unavailable:
      break;
  }
  page.complain("", page.text("msg_unavailable"));
  return 503;
}

/// The code without the blanks that people paste along.
std::string code_of(const Page& page) {
  std::string code = page.form.text("code");
  std::erase_if(code, [](char c) { return c == ' ' || c == '-' || c == '\t'; });
  return code;
}

}  // namespace

Response show_email(Page& page) {
  if (!page.parts.options.mail_works) return page.status(503, "busy");
  if (!page.parts.sessions.is_fresh(page.browser.who->session)) return ask_anew(page, kPlace);
  return draw_email(page);
}

Response take_email(Page& page) {
  if (!page.parts.options.mail_works) return page.status(503, "busy");
  const std::string email = page.form.text("email");
  page.keep_value("email", email);
  if (email.empty()) {
    page.complain("email", page.text("msg_email_required"));
    return draw_email(page);
  }
  const auto proof = page.parts.email_change.start(*page.browser.who, email, page.browser.visitor);
  if (!proof && proof.error() == EmailChangeError::not_fresh) return ask_anew(page, kPlace);
  if (!proof) {
    const int status = complain_about(page, proof.error());
    return draw_email(page, status);
  }
  return draw_code(page, email, *proof);
}

Response take_email_code(Page& page) {
  const std::string proof = page.form.text("proof");
  const std::string code = code_of(page);
  const std::string email = page.form.text("email");
  if (code.empty()) {
    page.complain("code", page.text("msg_code_required"));
    return draw_code(page, email, proof);
  }
  const auto changed =
      page.parts.email_change.finish(*page.browser.who, proof, code, page.browser.visitor);
  if (!changed) {
    const int status = complain_about(page, changed.error());
    return draw_code(page, email, proof, status);
  }
  return page.go(accounts::pages::kAccount, "msg_email_saved");
}

}  // namespace haetae::web
