// SPDX-License-Identifier: Apache-2.0
#include "haetae/drill/people.hpp"

#include "haetae/base/entropy.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace haetae::drill {
namespace {

// RFC 7636 asks for a new one per request; the server's work is the same with one for all.
constexpr std::string_view kVerifier = "a-load-run--has-no-secrets-so-one-verifier-will-do";

wire::Json tokens_of(const Agent::Answer& answer) {
  auto json = wire::Json::parse(answer.body);
  if (answer.status != 200 || !json || !json->string_at("access_token")) {
    throw std::runtime_error{fmt::format("no tokens: {} {}", answer.status, answer.body)};
  }
  return *std::move(json);
}

base::Bytes bytes_at(const wire::Json& json, std::string_view name) {
  const auto bytes = wire::base64url_decode(json.string_at(name).value_or(""));
  if (!bytes) throw std::runtime_error{fmt::format("no bytes in {}", name)};
  return *bytes;
}

}  // namespace

wire::Json begin_enrolment(Agent& browser, const Target& target, Person& person) {
  const std::string csrf = field_of(browser.get("/account").body, "csrf");
  wire::Json ask = wire::Json::object();
  ask.set("csrf", csrf);
  const wire::Json options = browser.post_json("/account/passkeys/options", ask);
  const wire::Json* key = options.find("publicKey");
  const wire::Json* user = key == nullptr ? nullptr : key->find("user");
  if (user == nullptr) throw std::runtime_error{"no creation options: " + options.to_text()};

  person.passkey = std::make_unique<crypto::testing::SoftwareAuthenticator>();
  base::SystemEntropy entropy;
  entropy.fill(person.passkey->credential_id);
  person.passkey->user_handle = bytes_at(*user, "id");
  person.passkey->origin = target.origin();
  person.passkey->rp_id = target.authority.substr(0, target.authority.find(':'));
  wire::Json made = wire::Json::object();
  made.set("csrf", csrf)
      .set("challenge_token", *options.string_at("challenge_token"))
      .set("name", "load")
      .set("credential", person.passkey->create(bytes_at(*key, "challenge")));
  return made;
}

void enrol(Agent& browser, const Target& target, Person& person) {
  (void)browser.post_json("/account/passkeys", begin_enrolment(browser, target, person));
}

std::string authorize_path(const Site& site) {
  const wire::Form query{{"client_id", site.client_id},
                         {"redirect_uri", site.redirect_uri},
                         {"response_type", "code"},
                         {"scope", "openid email profile"},
                         {"state", "s"},
                         {"code_challenge", wire::base64url_encode(crypto::sha256(kVerifier))},
                         {"code_challenge_method", "S256"}};
  return "/oidc/authorize?" + query.to_text();
}

std::string redeem_form(const Site& site, std::string_view code) {
  return wire::Form{{"grant_type", "authorization_code"},      {"client_id", site.client_id},
                    {"client_secret", site.client_secret},     {"redirect_uri", site.redirect_uri},
                    {"code_verifier", std::string{kVerifier}}, {"code", std::string{code}}}
      .to_text();
}

std::string refresh_form(const Site& site, std::string_view refresh_token) {
  return wire::Form{{"grant_type", "refresh_token"},
                    {"client_id", site.client_id},
                    {"client_secret", site.client_secret},
                    {"refresh_token", std::string{refresh_token}}}
      .to_text();
}

std::string query_value(std::string_view address, std::string_view name) {
  const std::size_t mark = address.find('?');
  return mark == std::string_view::npos ? std::string{}
                                        : wire::Form::parse(address.substr(mark + 1)).text(name);
}

void settle(const Target& target, const Site& site, Person& person) {
  person.agent = std::make_unique<Agent>(target, person.address);
  const std::string end =
      person.agent->walk(authorize_path(site), site.redirect_uri, person.email, person.password);
  Agent backend{target, person.address};
  const wire::Json tokens = tokens_of(
      backend.post("/oidc/token", wire::Form::parse(redeem_form(site, query_value(end, "code")))));
  person.access_token = *tokens.string_at("access_token");
  person.refresh_token = tokens.string_at("refresh_token").value_or("");
  enrol(*person.agent, target, person);
}

std::string kakao_token(const Target& target, const Site& site, Person& person) {
  const wire::Form query{{"client_id", site.client_id},
                         {"redirect_uri", site.redirect_uri},
                         {"response_type", "code"}};
  const std::string end = person.agent->walk("/oauth/authorize?" + query.to_text(),
                                             site.redirect_uri, person.email, person.password);
  Agent backend{target, person.address};
  const wire::Form form{{"grant_type", "authorization_code"},
                        {"client_id", site.client_id},
                        {"client_secret", site.client_secret},
                        {"redirect_uri", site.redirect_uri},
                        {"code", query_value(end, "code")}};
  return std::string{*tokens_of(backend.post("/oauth/token", form)).string_at("access_token")};
}

}  // namespace haetae::drill
