// SPDX-License-Identifier: Apache-2.0
#include "demo_view.hpp"

#include "haetae/crypto/jws.hpp"
#include "haetae/oidc/discovery.hpp"

#include <fmt/format.h>

namespace haetae::app {
namespace {

using wire::Json;

/// What is sent, but is nobody's to read off a screen.
constexpr std::string_view kHidden = "…";

void append_pretty(std::string& out, const Json& json, std::size_t depth) {
  const std::string inner((depth + 1) * 2, ' ');
  const std::string outer(depth * 2, ' ');
  std::string_view separator;
  if (const Json::Object* object = json.if_object(); object != nullptr && !object->empty()) {
    out += "{\n";
    for (const auto& [name, value] : *object) {
      out += separator;
      out += inner;
      wire::append_json_string(out, name);
      out += ": ";
      append_pretty(out, value, depth + 1);
      separator = ",\n";
    }
    out += fmt::format("\n{}}}", outer);
  } else if (const Json::Array* array = json.if_array(); array != nullptr && !array->empty()) {
    out += "[\n";
    for (const Json& value : *array) {
      out += separator;
      out += inner;
      append_pretty(out, value, depth + 1);
      separator = ",\n";
    }
    out += fmt::format("\n{}]", outer);
  } else {
    out += json.to_text();
  }
}

web::DemoExchange token_exchange(const DemoSession& session, const web::DemoFacts& facts) {
  Json answer = session.tokens;
  if (!session.id_token.empty()) answer.set("id_token", session.id_token);
  std::string request =
      session.refreshed ? fmt::format(
                              "grant_type=refresh_token\nclient_id={}\nclient_secret={}\n"
                              "refresh_token={}",
                              facts.rest_api_key, kHidden, kHidden)
                        : fmt::format(
                              "grant_type=authorization_code\nclient_id={}\nclient_secret={}\n"
                              "redirect_uri={}\ncode={}\ncode_verifier={}",
                              facts.rest_api_key, kHidden, facts.redirect_uri, kHidden, kHidden);
  return {.method = "POST",
          .path = std::string{oidc::paths::kKakaoToken},
          .status = 200,
          .about = session.refreshed ? "refresh" : "token",
          .request = std::move(request),
          .response = pretty_json(answer),
          .open = false,
          .testid = "demo-token"};
}

web::DemoExchange me_exchange(const DemoClient::Answer& me) {
  return {.method = "GET",
          .path = "/v2/user/me",
          .status = me.status,
          .about = "me",
          .request = fmt::format("Authorization: Bearer {}", kHidden),
          .response = me.json.is_null() ? me.body : pretty_json(me.json),
          .open = true,
          .testid = "demo-me"};
}

std::string text_of(const Json& value) {
  const std::string* text = value.if_string();
  return text != nullptr ? *text : value.to_text();
}

/// A member of `/v2/user/me` below kakao_account.profile.
std::string profile_text(const Json& me, std::string_view name) {
  const Json* account = me.find("kakao_account");
  const Json* profile = account == nullptr ? nullptr : account->find("profile");
  return profile == nullptr ? "" : std::string{profile->string_at(name).value_or("")};
}

}  // namespace

std::string pretty_json(const Json& json) {
  std::string out;
  append_pretty(out, json, 0);
  return out;
}

web::DemoView::Session demo_session_view(const DemoSession& session, const DemoClient::Answer& me,
                                         const web::DemoFacts& facts) {
  web::DemoView::Session view;
  view.exchanges = {token_exchange(session, facts), me_exchange(me)};
  // The signature was checked when the token came, and the cookie is sealed.
  const auto opened = crypto::peek_jws(session.id_token);
  const auto claims = Json::parse(opened ? opened->payload : "{}");
  if (claims && claims->if_object() != nullptr) {
    for (const auto& [name, value] : *claims->if_object()) {
      view.claims.emplace_back(name, text_of(value));
    }
    view.nickname = claims->string_at("nickname").value_or("");
  }
  if (std::string nickname = profile_text(me.json, "nickname"); !nickname.empty()) {
    view.nickname = std::move(nickname);
  }
  if (view.nickname.empty()) view.nickname = "?";
  view.picture_url = profile_text(me.json, "thumbnail_image_url");
  return view;
}

}  // namespace haetae::app
