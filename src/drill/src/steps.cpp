// SPDX-License-Identifier: Apache-2.0
#include "steps.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

using Answer = Agent::Answer;

constexpr int kWalkMost = 8;

std::string member_of(std::string_view body, std::string_view name) {
  const auto json = wire::Json::parse(body);
  return json ? std::string{json->string_at(name).value_or("")} : std::string{};
}

bool is_signed_in(const Answer& answer, Entry&) {
  return !answer.location.empty() && answer.location.find("error") == std::string::npos;
}

Act page_act(Kind kind) {
  return {.kind = kind, .also = {302, 303}};
}

/// Takes the tokens of an answer and says in the entry which grant they are of.
bool take_tokens(const Answer& answer, Entry& entry, Tokens& tokens, bool is_first) {
  Tokens got{.access = member_of(answer.body, "access_token"),
             .refresh = member_of(answer.body, "refresh_token")};
  got.family = family_of(got.access);
  if (got.access.empty() || got.family.empty()) return false;
  if (got.refresh.empty() && !is_first && got.family == tokens.family) {
    // An island gives an access token and leaves the grant as it is (ADR 13).
    entry.claim = Claim::none;
    tokens.access = std::move(got.access);
    return true;
  }
  if (got.refresh.empty()) return false;
  got.generation = is_first ? 0 : tokens.generation + 1;
  entry.key = got.family;
  if (!is_first) {
    if (got.family != tokens.family || got.refresh == tokens.refresh) return false;
    entry.value = wire::base64url_encode(crypto::sha256(got.refresh));
  }
  tokens = std::move(got);
  return true;
}

Tokens ask_tokens(Visitor& backend, Kind kind, std::string_view path, const wire::Form& form) {
  Tokens tokens;
  (void)backend.post(
      {.kind = kind,
       .claim = Claim::family_started,
       .check = [&](const Answer& answer,
                    Entry& entry) { return take_tokens(answer, entry, tokens, true); },
       .uses_up = true},
      path, form);
  return tokens;
}

/// The browser's way from `path` to the site's redirect URI.
class Walk {
 public:
  Walk(Visitor& browser, const Person& person) : browser_(browser), person_(person) {}

  std::string go(std::string path) {
    const std::string& end = browser_.world().app.site.redirect_uri;
    Answer answer = browser_.get(page_act(Kind::code_exchange), path);
    for (int step = 0; step < kWalkMost; ++step) {
      if (!answer.location.empty()) {
        path = browser_.agent().local(answer.location);
        if (path.starts_with(end)) return arrive(path);
        answer = browser_.get(page_act(Kind::code_exchange), path);
      } else {
        const std::string name = path.substr(0, path.find('?'));
        if (name == "/consent") {
          answer = agree(answer);
        } else if (name == "/sign-in") {
          answer = prove(answer);
        } else {
          break;
        }
      }
    }
    throw Wrong{fmt::format("the authorization of {} ended at {} with {}", person_.email, path,
                            answer.status)};
  }

 private:
  static std::string arrive(const std::string& address) {
    std::string code = query_value(address, "code");
    if (code.empty()) throw Wrong{"no code: " + address};
    return code;
  }

  static wire::Form form_of(const Answer& page) {
    return {{"csrf", field_of(page.body, "csrf")}, {"flow", field_of(page.body, "flow")}};
  }

  Answer agree(const Answer& page) {
    wire::Form form = form_of(page);
    for (const std::string& scope : fields_of(page.body, "scope"))
      form.add("scope", scope);
    form.add("decision", "accept");
    return browser_.post({.kind = Kind::consent,
                          .status = 303,
                          .claim = Claim::link_made,
                          .key = person_.email,
                          .number = browser_.world().app.number,
                          .also = {302}},
                         "/consent", form);
  }

  Answer prove(const Answer& page) {
    wire::Form form = form_of(page);
    form.add("loginId", person_.email);
    form.add("password", person_.password);
    return browser_.post({.kind = Kind::password_sign_in,
                          .status = 303,
                          .claim = Claim::session_made,
                          .key = person_.email,
                          .check = is_signed_in},
                         "/sign-in", form);
  }

  Visitor& browser_;
  const Person& person_;
};

}  // namespace

std::string family_of(std::string_view access_token) {
  const std::size_t first = access_token.find('.');
  if (first == std::string_view::npos) return {};
  const std::size_t second = access_token.find('.', first + 1);
  if (second == std::string_view::npos) return {};
  const auto claims = wire::base64url_decode(access_token.substr(first + 1, second - first - 1));
  if (!claims) return {};
  return member_of({reinterpret_cast<const char*>(claims->data()), claims->size()}, "fam");
}

void sign_in(Visitor& browser, const Person& person) {
  const Answer page = browser.get({.kind = Kind::password_sign_in}, "/sign-in");
  (void)browser.post({.kind = Kind::password_sign_in,
                      .status = 303,
                      .claim = Claim::session_made,
                      .key = person.email,
                      .check = is_signed_in},
                     "/sign-in",
                     {{"csrf", field_of(page.body, "csrf")},
                      {"loginId", person.email},
                      {"password", person.password}});
}

void sign_in_by_passkey(Visitor& browser, Person& person) {
  (void)browser.get({.kind = Kind::passkey_sign_in}, "/sign-in");
  const Answer options =
      browser.post_json({.kind = Kind::passkey_sign_in}, "/passkey/options", wire::Json::object());
  const auto json = wire::Json::parse(options.body);
  const wire::Json* key = json ? json->find("publicKey") : nullptr;
  const auto challenge =
      wire::base64url_decode(key == nullptr ? "" : key->string_at("challenge").value_or(""));
  if (!challenge) throw Wrong{"no challenge: " + options.body};
  wire::Json body = wire::Json::object();
  body.set("challenge_token", json->string_at("challenge_token").value_or(""))
      .set("credential", person.passkey->get(*challenge));
  (void)browser.post_json({.kind = Kind::passkey_sign_in,
                           .claim = Claim::session_made,
                           .key = person.email,
                           .uses_up = true},
                          "/passkey/sign-in", body);
}

std::string authorize(Visitor& browser, const Person& person) {
  return Walk{browser, person}.go(authorize_path(browser.world().app.site));
}

Tokens redeem(Visitor& backend, const std::string& code) {
  return ask_tokens(backend, Kind::code_exchange, "/oidc/token",
                    wire::Form::parse(redeem_form(backend.world().app.site, code)));
}

Tokens redeem_at_kakao(Visitor& browser, Visitor& backend, const Person& person) {
  const Site& site = browser.world().app.site;
  const wire::Form query{{"client_id", site.client_id},
                         {"redirect_uri", site.redirect_uri},
                         {"response_type", "code"}};
  const std::string code = Walk{browser, person}.go("/oauth/authorize?" + query.to_text());
  return ask_tokens(backend, Kind::code_exchange, "/oauth/token",
                    {{"grant_type", "authorization_code"},
                     {"client_id", site.client_id},
                     {"client_secret", site.client_secret},
                     {"redirect_uri", site.redirect_uri},
                     {"code", code}});
}

void refresh(Visitor& backend, Tokens& tokens) {
  (void)backend.post(
      {.kind = Kind::refresh,
       .claim = Claim::family_advanced,
       .key = tokens.family,
       .number = tokens.generation + 1,
       .check = [&](const Answer& answer,
                    Entry& entry) { return take_tokens(answer, entry, tokens, false); }},
      "/oidc/token", wire::Form::parse(refresh_form(backend.world().app.site, tokens.refresh)));
}

void revoke(Visitor& backend, const Tokens& tokens) {
  const Site& site = backend.world().app.site;
  (void)backend.post({.kind = Kind::revoke, .claim = Claim::family_ended, .key = tokens.family},
                     "/oidc/revoke",
                     {{"token", tokens.refresh},
                      {"client_id", site.client_id},
                      {"client_secret", site.client_secret}});
}

void log_out(Visitor& backend, const Tokens& tokens) {
  // 401: an attempt before this one arrived.
  (void)backend.post_as(
      {.kind = Kind::log_out, .claim = Claim::family_ended, .key = tokens.family, .also = {401}},
      "/v1/user/logout", tokens.access);
}

void unlink(Visitor& backend, const Tokens& tokens, const Person& person) {
  (void)backend.post_as({.kind = Kind::unlink,
                         .claim = Claim::link_gone,
                         .key = person.email,
                         .number = backend.world().app.number,
                         .also = {401}},
                        "/v1/user/unlink", tokens.access);
}

void check_token(Visitor& backend, const Tokens& tokens) {
  (void)backend.get_as({.kind = Kind::token_check}, "/oidc/userinfo", tokens.access);
}

void search_address(Visitor& backend) {
  (void)backend.get({.kind = Kind::address_search}, backend.world().app.search_path);
}

}  // namespace haetae::drill
