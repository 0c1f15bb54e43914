// SPDX-License-Identifier: Apache-2.0
// Making an account, and a new password for who can read the account's mail.
#include "entrance.hpp"
#include "haetae/accounts/credentials.hpp"
#include "haetae/crypto/password.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::ResetError;
using accounts::SignUpError;
using wire::Response;

void add_links(Page& page) {
  page.view.set("sign_in_url", carried(page, "/sign-in"));
  page.view.set("sign_up_url", carried(page, "/sign-up"));
  page.view.set("reset_url", carried(page, "/reset"));
  page.view.set("password_min", fmt::format("{}", accounts::kPasswordLengthMin));
  page.view.set("nickname_max", fmt::format("{}", accounts::kNicknameLengthMax));
}

/// Sign-up and reset need mail, and sign-up may be closed; the page that says so, or nothing.
std::optional<Response> closed(Page& page, bool open) {
  if (!open) return page.status(403, "forbidden");
  if (!page.parts.options.mail_works) return page.status(503, "busy");
  if (!page.sealed_flow.empty() && !page.flow) return page.status(400, "flow_expired");
  return std::nullopt;
}

Response draw_sign_up(Page& page, int status) {
  add_links(page);
  return page.show("sign_up", status);
}

/// The page that takes the mailed code. `email` is shown, `proof` comes back with the form.
Response draw_code(Page& page, std::string_view name, std::string_view email,
                   std::string_view proof, int status) {
  add_links(page);
  page.view.set("email", std::string{email});
  page.view.set("proof", std::string{proof});
  return page.show(name, status);
}

std::string number(std::size_t value) {
  return fmt::format("{}", value);
}

/// The complaint for an error of SignUp or Reset; gives the status.
int complain_sign_up(Page& page, SignUpError error) {
  using accounts::kNicknameLengthMax;
  using accounts::kPasswordLengthMin;
  switch (error) {
    case SignUpError::email_malformed:
      page.complain("email", page.text("msg_email_invalid"));
      return 400;
    case SignUpError::password_too_short:
      page.complain("password", page.text("msg_password_short", number(kPasswordLengthMin)));
      return 400;
    case SignUpError::password_too_long:
      page.complain("password", page.text("msg_password_long", "256"));
      return 400;
    case SignUpError::password_guessable:
      page.complain("password", page.text("msg_password_common"));
      return 400;
    case SignUpError::nickname_malformed:
      page.complain("nickname", page.text("msg_nickname_long", number(kNicknameLengthMax)));
      return 400;
    case SignUpError::slow_down:
      page.complain("", page.text("msg_too_many", "60"));
      return 429;
    case SignUpError::wrong_code:
      page.complain("code", page.text("msg_code_wrong"));
      return 400;
    case SignUpError::code_dead:
      page.complain("", page.text("msg_code_dead"));
      return 400;
    case SignUpError::already_exists:
      page.complain("", page.text("msg_already_member"));
      return 409;
    case SignUpError::unavailable:
      page.complain("", page.text("msg_unavailable"));
      return 503;
  }
  return 400;
}

int complain_reset(Page& page, ResetError error) {
  switch (error) {
    case ResetError::email_malformed:
      return complain_sign_up(page, SignUpError::email_malformed);
    case ResetError::password_too_short:
      return complain_sign_up(page, SignUpError::password_too_short);
    case ResetError::password_too_long:
      return complain_sign_up(page, SignUpError::password_too_long);
    case ResetError::password_guessable:
      return complain_sign_up(page, SignUpError::password_guessable);
    case ResetError::slow_down:
      return complain_sign_up(page, SignUpError::slow_down);
    case ResetError::wrong_code:
      return complain_sign_up(page, SignUpError::wrong_code);
    case ResetError::code_dead:
      return complain_sign_up(page, SignUpError::code_dead);
    case ResetError::unavailable:
      return complain_sign_up(page, SignUpError::unavailable);
  }
  return 400;
}

SignUpError error_of(accounts::PasswordFault fault) {
  switch (fault) {
    case accounts::PasswordFault::too_short:
      return SignUpError::password_too_short;
    case accounts::PasswordFault::too_long:
      return SignUpError::password_too_long;
    case accounts::PasswordFault::guessable:
      break;
  }
  return SignUpError::password_guessable;
}

/// All that is wrong with the typed texts at once, so that nobody mends them one by one.
void judge_sign_up(Page& page, const accounts::SignUp::Start& start) {
  const std::string email = accounts::normal_email(start.email);
  const std::string nickname = accounts::normal_nickname(start.nickname);
  if (start.email.empty()) {
    page.complain("email", page.text("msg_email_required"));
  } else if (email.empty()) {
    complain_sign_up(page, SignUpError::email_malformed);
  }
  if (start.nickname.empty()) {
    page.complain("nickname", page.text("msg_nickname_required"));
  } else if (nickname.empty()) {
    complain_sign_up(page, SignUpError::nickname_malformed);
  }
  if (start.password.empty()) {
    page.complain("password", page.text("msg_password_required"));
  } else if (start.password.size() > crypto::kPasswordLengthMax) {
    complain_sign_up(page, SignUpError::password_too_long);
  } else if (const auto fault = accounts::password_fault(accounts::normal_password(start.password),
                                                         email, nickname)) {
    complain_sign_up(page, error_of(*fault));
  }
}

/// What stands in the code's field, without the blanks that people paste along.
std::string code_of(const Page& page) {
  std::string code = page.form.text("code");
  std::erase_if(code, [](char c) { return c == ' ' || c == '-' || c == '\t'; });
  return code;
}

/// After the last step: on with the flow that the proof carried.
Response arrive(Page& page, const accounts::Entrance& entrance, const std::string& flow,
                std::string_view place, std::string_view notice_key) {
  page.carry(flow, page.next.empty() ? place : std::string_view{page.next});
  page.enter(entrance);
  return page.onward(notice_key);
}

}  // namespace

Response show_sign_up(Page& page) {
  if (auto no = closed(page, page.parts.options.sign_up_open)) return std::move(*no);
  if (page.flow) page.keep_value("email", page.flow->flow.login_hint);
  return draw_sign_up(page, 200);
}

Response take_sign_up(Page& page) {
  if (auto no = closed(page, page.parts.options.sign_up_open)) return std::move(*no);
  const accounts::SignUp::Start start{.email = page.form.text("email"),
                                      .nickname = page.form.text("nickname"),
                                      .password = page.form.text("password"),
                                      .language = page.language,
                                      .flow = page.sealed_flow};
  page.keep_value("email", start.email);
  page.keep_value("nickname", start.nickname);
  View age{View::type::object};
  const bool old_enough = page.form.get_filled("age").has_value();
  age.set("checked", old_enough);
  if (!old_enough) age.set("error", page.text("msg_age_required"));
  page.view.set("age", age);
  judge_sign_up(page, start);
  if (!old_enough) page.complain("", page.text("msg_age_required"));
  if (page.has_complaints()) return draw_sign_up(page, 400);
  const auto proof = page.parts.sign_up.start(start, page.browser.visitor);
  if (!proof) return draw_sign_up(page, complain_sign_up(page, proof.error()));
  return draw_code(page, "sign_up_verify", start.email, *proof, 200);
}

Response take_sign_up_code(Page& page) {
  if (auto no = closed(page, page.parts.options.sign_up_open)) return std::move(*no);
  const std::string proof = page.form.text("proof");
  const auto done =
      page.parts.sign_up.finish(proof, code_of(page), page.browser.visitor,
                                page.parts.sessions.id_of(page.browser.session_cookie));
  if (!done) {
    const int status = complain_sign_up(page, done.error());
    return draw_code(page, "sign_up_verify", page.form.text("email"), proof, status);
  }
  return arrive(page, done->entrance, done->flow, "/passkey-offer", "msg_sign_up_done");
}

Response show_passkey_offer(Page& page) {
  if (!page.browser.who) return page.go("/sign-in");
  return page.show("passkey_offer");
}

Response take_passkey_offer(Page& page) {
  return page.onward();
}

Response show_reset(Page& page) {
  if (auto no = closed(page, true)) return std::move(*no);
  add_links(page);
  if (page.flow) page.keep_value("email", page.flow->flow.login_hint);
  return page.show("reset");
}

Response take_reset(Page& page) {
  if (auto no = closed(page, true)) return std::move(*no);
  const std::string email = page.form.text("email");
  page.keep_value("email", email);
  const auto proof = email.empty() ? base::fail(ResetError::email_malformed)
                                   : page.parts.reset.start(email, page.language, page.sealed_flow,
                                                            page.browser.visitor);
  if (!proof) {
    const int status = complain_reset(page, proof.error());
    add_links(page);
    return page.show("reset", status);
  }
  return draw_code(page, "reset_new", email, *proof, 200);
}

Response take_reset_code(Page& page) {
  const std::string proof = page.form.text("proof");
  const auto done = page.parts.reset.finish(proof, code_of(page), page.form.text("password"),
                                            page.browser.visitor);
  if (!done) {
    const int status = complain_reset(page, done.error());
    return draw_code(page, "reset_new", page.form.text("email"), proof, status);
  }
  return arrive(page, done->entrance, done->flow, accounts::pages::kAccount, "msg_reset_done");
}

}  // namespace haetae::web
