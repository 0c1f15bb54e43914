// SPDX-License-Identifier: Apache-2.0
#include "scenarios.hpp"

#include "haetae/wire/base64url.hpp"

#include <fmt/format.h>

namespace haetae::bench {
namespace {

/// The cookie that ties a form to its browser.
constexpr std::string_view kBrowserCookie = "haetae-browser";

/// A member that is a string without escapes, as tokens are; saves reading the whole document.
std::string_view text_at(std::string_view json, std::string_view name) {
  const std::string mark = fmt::format("\"{}\":\"", name);
  const std::size_t at = json.find(mark);
  if (at == std::string_view::npos) return {};
  const std::size_t start = at + mark.size();
  return json.substr(start, json.find('"', start) - start);
}

}  // namespace

Mint::Mint(const Target& target, const Site& site, const std::vector<Person>& people) {
  const std::string path = authorize_path(site);
  for (const Person& person : people) {
    requests_.push_back(get_text(target, path, person.agent->headers()));
  }
}

Scenario::Took Mint::take(std::size_t, const Reply& reply) {
  std::string code = query_value(reply.header("Location").value_or(""), "code");
  if (reply.status / 100 != 3 || code.empty()) return Took::failed;
  codes_.push_back(std::move(code));
  return Took::operation;
}

void Exchange::next(std::size_t, std::string& request) {
  if (codes_.empty()) return;
  request = post_text(target_, "/oidc/token", {}, kFormType, redeem_form(site_, codes_.back()));
  codes_.pop_back();
}

Scenario::Took Exchange::take(std::size_t, const Reply& reply) {
  return reply.status == 200 && !text_at(reply.body, "refresh_token").empty() ? Took::operation
                                                                              : Took::failed;
}

void Refresh::next(std::size_t client, std::string& request) {
  request = post_text(target_, "/oidc/token", {}, kFormType,
                      refresh_form(site_, people_[client].refresh_token));
}

Scenario::Took Refresh::take(std::size_t client, const Reply& reply) {
  const std::string_view token = text_at(reply.body, "refresh_token");
  // The same token again would be no rotation, and so no write.
  if (reply.status != 200 || token.empty() || token == people_[client].refresh_token) {
    return Took::failed;
  }
  people_[client].refresh_token = token;
  return Took::operation;
}

Userinfo::Userinfo(const Target& target, const std::vector<Person>& people) {
  for (const Person& person : people) {
    requests_.push_back(get_text(target, "/oidc/userinfo",
                                 fmt::format("Authorization: Bearer {}\r\n", person.access_token)));
  }
}

Scenario::Took Userinfo::take(std::size_t, const Reply& reply) {
  return reply.status == 200 && !text_at(reply.body, "sub").empty() ? Took::operation
                                                                    : Took::failed;
}

PasskeySignIn::PasskeySignIn(const Target& target, const std::vector<Person>& people)
    : target_(target), people_(people) {
  for (const Person& person : people) {
    clients_.push_back({.headers = person.agent->headers_with(kBrowserCookie), .answer = {}});
  }
}

void PasskeySignIn::next(std::size_t client, std::string& request) {
  const Client& one = clients_[client];
  request = one.answer.empty()
                ? post_text(target_, "/passkey/options", one.headers, kJsonType, "{}")
                : post_text(target_, "/passkey/sign-in", one.headers, kJsonType, one.answer);
}

Scenario::Took PasskeySignIn::take(std::size_t client, const Reply& reply) {
  Client& one = clients_[client];
  if (!one.answer.empty()) {
    one.answer.clear();
    const bool in = reply.status == 200 && reply.header("Set-Cookie").has_value();
    return in ? Took::operation : Took::failed;
  }
  const auto challenge = wire::base64url_decode(text_at(reply.body, "challenge"));
  const std::string_view token = text_at(reply.body, "challenge_token");
  if (reply.status != 200 || !challenge || token.empty()) return Took::failed;
  one.answer = fmt::format(R"({{"challenge_token":"{}","credential":{}}})", token,
                           people_[client].passkey->get(*challenge).to_text());
  return Took::step;
}

PasswordSignIn::PasswordSignIn(const Target& target, const std::vector<Person>& people) {
  for (const Person& person : people) {
    Agent agent{target, person.address};
    const wire::Form form{{"csrf", field_of(agent.get("/sign-in").body, "csrf")},
                          {"loginId", person.email},
                          {"password", person.password}};
    requests_.push_back(post_text(target, "/sign-in", agent.headers(), kFormType, form.to_text()));
  }
}

Scenario::Took PasswordSignIn::take(std::size_t, const Reply& reply) {
  return reply.status == 303 && reply.header("Set-Cookie").has_value() ? Took::operation
                                                                       : Took::failed;
}

}  // namespace haetae::bench
