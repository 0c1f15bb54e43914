// SPDX-License-Identifier: Apache-2.0
// The passkeys of who is signed in: made by a script, named and removed by forms.
#include "account.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::PasskeyError;
using wire::Json;
using wire::Response;

struct Words {
  int status;
  std::string_view code;
  std::string_view message_key;
};

Words words_of(PasskeyError error) {
  switch (error) {
    case PasskeyError::not_fresh:
      return {403, "not_fresh", "msg_passkey_expired"};
    case PasskeyError::not_accepted:
      return {400, "not_accepted", "msg_passkey_failed"};
    case PasskeyError::already_added:
      return {409, "already_added", "msg_passkey_exists"};
    case PasskeyError::too_many:
      return {409, "too_many", "msg_passkey_limit"};
    case PasskeyError::name_malformed:
      return {400, "name_malformed", "msg_passkey_name_invalid"};
    case PasskeyError::unknown:
      return {404, "unknown", "msg_passkey_unknown"};
    case PasskeyError::last_way_in:
      return {409, "last_way_in", "msg_passkey_last"};
    case PasskeyError::unavailable:
      break;
  }
  return {503, "unavailable", "msg_unavailable"};
}

/// Where a script goes for a proof of who sits there; it comes back to where it was.
Response leave_for(const Page& page, std::string_view path) {
  wire::Form query;
  if (!page.sealed_flow.empty()) query.add("flow", page.sealed_flow);
  query.add("next", page.next.empty() ? accounts::pages::kAccount : std::string_view{page.next});
  return json_location(fmt::format("{}?{}", path, query.to_text()));
}

/// What stands between a script and a change; nothing when it may go on.
std::optional<Response> refusal(Page& page, const Json& body) {
  page.form.add("csrf", body.string_at("csrf").value_or(""));
  if (!page.browser.who) return leave_for(page, accounts::pages::kSignIn);
  if (!page.csrf_is_right()) return json_error(page, 403, "form_expired", "msg_form_expired");
  return std::nullopt;
}

Response refuse(const Page& page, PasskeyError error) {
  if (error == PasskeyError::not_fresh) return leave_for(page, accounts::pages::kReauthenticate);
  const Words words = words_of(error);
  Json fault = Json::object();
  fault.set("code", words.code);
  fault.set("message", page.text(words.message_key, fmt::format("{}", accounts::Passkeys::kMost)));
  Json answer = Json::object();
  answer.set("error", std::move(fault));
  return wire::json_response(words.status, answer.to_text());
}

/// After a form: the account page, with what happened or why nothing did.
Response settle(Page& page, const base::Outcome<void, PasskeyError>& done,
                std::string_view notice_key) {
  if (done) return page.go(accounts::pages::kAccount, notice_key);
  if (done.error() == PasskeyError::not_fresh) return ask_anew(page, accounts::pages::kAccount);
  const Words words = words_of(done.error());
  page.complain("", page.text(words.message_key));
  return draw_account(page, nullptr, words.status);
}

}  // namespace

Response begin_passkey(Page& page, const Json& body) {
  if (auto no = refusal(page, body)) return *std::move(no);
  const auto ceremony = page.parts.passkeys.begin_add(*page.browser.who);
  if (!ceremony) return refuse(page, ceremony.error());
  return wire::json_response(200, fmt::format(R"({{"challenge_token":{},"publicKey":{}}})",
                                              Json{ceremony->state}.to_text(), ceremony->options));
}

Response add_passkey(Page& page, const Json& body) {
  if (auto no = refusal(page, body)) return *std::move(no);
  const Json* credential = body.find("credential");
  const auto state = body.string_at("challenge_token");
  if (credential == nullptr || !state) return refuse(page, PasskeyError::not_accepted);
  const auto added =
      page.parts.passkeys.finish_add(*page.browser.who, *state, credential->to_text(),
                                     body.string_at("name").value_or(""), page.browser.visitor);
  if (!added) return refuse(page, added.error());
  const Response onward = page.onward("msg_passkey_added");
  Response response =
      json_location(onward.headers.get("Location").value_or(accounts::pages::kAccount));
  for (const auto& field : onward.headers.fields()) {
    if (wire::equal_no_case(field.name, "Set-Cookie")) {
      response.headers.add(field.name, field.value);
    }
  }
  return response;
}

Response rename_passkey(Page& page) {
  const std::string name = page.form.text("name");
  if (name.find_first_not_of(' ') == std::string::npos) {
    page.complain("", page.text("msg_passkey_name_required"));
    return draw_account(page);
  }
  return settle(page,
                page.parts.passkeys.rename(*page.browser.who, page.form.text("id"), name,
                                           page.browser.visitor),
                "msg_passkey_renamed");
}

Response remove_passkey(Page& page) {
  return settle(
      page,
      page.parts.passkeys.remove(*page.browser.who, page.form.text("id"), page.browser.visitor),
      "msg_passkey_removed");
}

}  // namespace haetae::web
