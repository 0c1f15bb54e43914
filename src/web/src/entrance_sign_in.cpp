// SPDX-License-Identifier: Apache-2.0
// Signing in by password or passkey, and proving it anew.
#include "entrance.hpp"
#include "haetae/wire/form.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::SignInError;
using wire::Json;
using wire::Response;

std::string_view outcome_of(const SignInError& error) {
  switch (error.reason) {
    case SignInError::Reason::wrong_credentials:
      return "wrong";
    case SignInError::Reason::slow_down:
      return "slow_down";
    case SignInError::Reason::unavailable:
      return "unavailable";
  }
  return "wrong";
}

std::string minutes_of(base::Seconds wait) {
  return fmt::format("{}", std::max<std::int64_t>(1, (wait.count() + 59) / 60));
}

void add_sign_in_links(Page& page) {
  page.view.set("reset_url", carried(page, "/reset"));
  if (page.parts.options.sign_up_open) page.view.set("sign_up_url", carried(page, "/sign-up"));
  page.view.set("can_cancel", page.flow.has_value());
  page.view.set("passkey_first", false);
}

Response draw_sign_in(Page& page, int status) {
  add_sign_in_links(page);
  return page.show("sign_in", status);
}

/// What went wrong at a door, drawn by `draw`.
Response refuse(Page& page, const SignInError& error, std::string_view field,
                std::string_view wrong_key, Response (*draw)(Page&, int)) {
  if (error.reason == SignInError::Reason::slow_down) {
    slow_down(page, error.retry_after);
    return with_retry_after(draw(page, 429), error.retry_after);
  }
  if (error.reason == SignInError::Reason::unavailable) {
    page.complain("", page.text("msg_unavailable"));
    return with_retry_after(draw(page, 503), base::Seconds{1});
  }
  page.complain(field, page.text(wrong_key));
  return draw(page, 401);
}

Response draw_reauth(Page& page, int status) {
  const auto& who = *page.browser.who;
  const auto summary = page.parts.people.summary(who.person.id);
  if (!summary) return page.status(503, "busy");
  page.view.set("person", person_view(who.person, page.parts.options.public_url, page.language));
  page.view.set("has_passkey", !summary->passkeys.empty());
  page.view.set("has_password", summary->has_password);
  if (page.flow) {
    // A site that asks for a fresh sign-in may mean another person, and may be refused.
    page.view.set("other_url", carried(page, "/sign-in") + "&other=1");
  } else {
    page.view.set("cancel_url", page.next.empty() ? "/account" : page.next);
  }
  return page.show("reauth", status);
}

}  // namespace

std::string carried(const Page& page, std::string_view path) {
  wire::Form query;
  if (!page.sealed_flow.empty()) query.add("flow", page.sealed_flow);
  if (!page.next.empty()) query.add("next", page.next);
  return query.fields().empty() ? std::string{path} : fmt::format("{}?{}", path, query.to_text());
}

void slow_down(Page& page, base::Seconds retry_after) {
  page.complain("", page.text("msg_sign_in_limited", minutes_of(retry_after)));
}

Response with_retry_after(Response response, base::Seconds retry_after) {
  response.headers.set("Retry-After",
                       fmt::format("{}", std::max<std::int64_t>(1, retry_after.count())));
  return response;
}

Response show_sign_in(Page& page) {
  if (!page.sealed_flow.empty() && !page.flow) return page.status(400, "flow_expired");
  // Who asked for another account on the chooser stays here although somebody is signed in.
  const bool other = page.form.get("other").has_value();
  if (page.browser.who && !other) return page.onward();
  if (page.flow) page.keep_value("login_id", page.flow->flow.login_hint);
  return draw_sign_in(page, 200);
}

Response take_sign_in(Page& page) {
  if (!page.sealed_flow.empty() && !page.flow) return page.status(400, "flow_expired");
  const std::string login_id = page.form.text("loginId");
  const std::string password = page.form.text("password");
  page.keep_value("login_id", login_id);
  page.view.set("keep", page.form.get_filled("keep").has_value());
  if (login_id.empty()) page.complain("login_id", page.text("msg_login_id_required"));
  if (password.empty()) page.complain("password", page.text("msg_password_required"));
  if (page.has_complaints()) return draw_sign_in(page, 400);
  const auto entrance = page.parts.sign_in.with_password(
      {.email = login_id,
       .password = password,
       .keep = page.form.get_filled("keep").has_value(),
       .visitor = page.browser.visitor,
       .device_cookie = page.browser.device_cookie,
       .replaces = page.parts.sessions.id_of(page.browser.session_cookie)});
  page.parts.count_sign_in("password", entrance ? "ok" : outcome_of(entrance.error()));
  if (!entrance) return refuse(page, entrance.error(), "", "msg_sign_in_failed", draw_sign_in);
  page.enter(*entrance);
  return page.onward();
}

Response cancel_sign_in(Page& page) {
  if (!page.flow) return page.status(400, "flow_expired");
  return page.follow(page.parts.authorizations.deny(*page.flow));
}

Response show_reauth(Page& page) {
  if (!page.browser.who) return page.go(carried(page, "/sign-in"));
  if (!page.sealed_flow.empty() && !page.flow) return page.status(400, "flow_expired");
  return draw_reauth(page, 200);
}

Response take_reauth(Page& page) {
  if (!page.browser.who) return page.go(carried(page, "/sign-in"));
  const std::string password = page.form.text("password");
  if (password.empty()) {
    page.complain("password", page.text("msg_password_required"));
    return draw_reauth(page, 400);
  }
  const auto entrance = page.parts.sign_in.reauthenticate(
      *page.browser.who, password, page.browser.visitor, page.browser.device_cookie);
  page.parts.count_sign_in("password", entrance ? "ok" : outcome_of(entrance.error()));
  if (!entrance) {
    return refuse(page, entrance.error(), "password", "msg_password_wrong", draw_reauth);
  }
  page.enter(*entrance);
  return page.onward();
}

Response passkey_options(Page& page, const Json&) {
  const accounts::PasskeyCeremony ceremony = page.parts.passkey_sign_in.begin();
  Json token = Json{ceremony.state};
  return wire::json_response(200, fmt::format(R"({{"challenge_token":{},"publicKey":{}}})",
                                              token.to_text(), ceremony.options));
}

Response passkey_sign_in(Page& page, const Json& body) {
  const Json* credential = body.find("credential");
  const auto state = body.string_at("challenge_token");
  if (credential == nullptr || !state) {
    return json_error(page, 400, "malformed", "msg_passkey_failed");
  }
  const accounts::PasskeySignIn::Answer answer{
      .state = std::string{*state},
      .response = credential->to_text(),
      .keep = body.bool_at("keep").value_or(false),
      .visitor = page.browser.visitor,
      .replaces = page.parts.sessions.id_of(page.browser.session_cookie)};
  const bool anew = body.bool_at("reauth").value_or(false) && page.browser.who;
  const auto entrance = anew ? page.parts.passkey_sign_in.reauthenticate(*page.browser.who, answer)
                             : page.parts.passkey_sign_in.finish(answer);
  page.parts.count_sign_in("passkey", entrance ? "ok" : outcome_of(entrance.error()));
  if (!entrance) {
    switch (entrance.error().reason) {
      case SignInError::Reason::slow_down:
        return with_retry_after(json_error(page, 429, "slow_down", "msg_status_too_many_text"),
                                entrance.error().retry_after);
      case SignInError::Reason::unavailable:
        return json_error(page, 503, "unavailable", "msg_unavailable");
      case SignInError::Reason::wrong_credentials:
        return json_error(page, 401, "not_accepted", "msg_passkey_unknown");
    }
  }
  page.enter(*entrance);
  const Response onward = page.onward();
  const auto location = onward.headers.get("Location");
  // A flow that cannot go on ends on a page of ours, which a script cannot show: start anew there.
  return json_location(location ? *location : carried(page, "/sign-in"));
}

}  // namespace haetae::web
