// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "haetae/crypto/password.hpp"
#include "haetae/storage/memory.hpp"
#include "haetae/web/rows.hpp"
#include "haetae/wire/cookie.hpp"

namespace haetae::web::test {

inline const base::Instant kStart = base::from_unix_milliseconds(1'800'000'000'250);
inline constexpr std::string_view kEmail = "kim@example.kr";
inline constexpr std::string_view kPassword = "horse staple 42";
inline constexpr std::string_view kOrigin = "http://localhost:8080";

inline std::vector<crypto::SealKey> seal_keys() {
  std::vector<crypto::SealKey> keys;
  keys.push_back({1, base::SecretText{std::string(32, 'k')}});
  return keys;
}

/// Every service over a store in memory, on a clock that the test moves, and the rows of the pages.
struct World {
  base::ManualClock clock{kStart};
  base::SeededEntropy entropy{11};
  storage::MemoryStore store;
  crypto::Sealer sealer{seal_keys(), entropy};
  accounts::Ports ports{store, clock, entropy, sealer};
  crypto::PasswordHasher hasher{base::SecretText{"pepper"},
                                {.memory_kib = 8, .passes = 1, .lanes = 1}, entropy};
  accounts::RelyingParty party{"localhost", "Haetae", {std::string{kOrigin}}};
  accounts::NoNotices notices;
  accounts::Audit audit{ports};
  accounts::Revocations revocations{ports};
  accounts::KeyRing keys{ports, audit};
  accounts::Directory directory{ports, audit, true};
  accounts::Guard guard{ports};
  accounts::Sessions sessions{ports, audit, revocations};
  accounts::SignIn sign_in{ports, hasher, guard, sessions, audit};
  accounts::PasskeySignIn passkey_sign_in{ports, party, guard, sessions, audit};
  accounts::Passkeys passkeys{ports, party, sessions, audit};
  accounts::SignUp sign_up{ports, hasher, guard, sessions, audit};
  accounts::Reset reset{ports, hasher, guard, sessions, audit, revocations};
  accounts::EmailChange email_change{ports, guard, sessions, audit};
  accounts::People people{ports, hasher, sessions, audit, revocations, directory, notices};
  accounts::Links links{ports, audit, revocations, notices};
  accounts::Tokens tokens{ports, keys, audit, revocations,
                          {.issuer = std::string{kOrigin}, .public_url = std::string{kOrigin}}};
  accounts::Authorizations authorizations{ports, directory, links, tokens};
  accounts::SignOuts sign_outs{ports, directory, links, sessions, tokens};
  Options options{.public_url = std::string{kOrigin}, .dev = true, .version = "0.1.0",
                  .passkey_rp_id = "localhost"};
  std::vector<std::string> sign_ins;  ///< "password ok", … as counted

  [[nodiscard]] wire::Endpoints rows() {
    return web_rows({.ports = ports, .authorizations = authorizations, .sign_outs = sign_outs,
                     .directory = directory, .links = links, .sessions = sessions,
                     .sign_in = sign_in, .passkey_sign_in = passkey_sign_in,
                     .passkeys = passkeys, .sign_up = sign_up, .reset = reset,
                     .email_change = email_change, .people = people, .options = options,
                     .count_sign_in = [this](std::string_view method, std::string_view outcome) {
                       sign_ins.push_back(std::string{method} + " " + std::string{outcome});
                     }});
  }

  accounts::Person person(std::string_view email = kEmail) {
    auto made = people.create({std::string{email}, std::string{kPassword}, "북촌고양이", ""});
    EXPECT_TRUE(made.has_value());
    return made.value_or(accounts::Person{});
  }

  accounts::App app() {
    accounts::App draft;
    draft.name = "한강책방";
    draft.redirect_uris = {"https://books.example.kr/done"};
    draft.consent_items = {{"profile_nickname", accounts::Requirement::required},
                           {"account_email", accounts::Requirement::optional_}};
    auto made = directory.create(draft);
    EXPECT_TRUE(made.has_value());
    return made.value_or(accounts::App{});
  }

  std::vector<accounts::Mail> mails() {
    std::vector<accounts::Mail> all;
    EXPECT_TRUE(store.read([&](accounts::Transaction& tx) { all = tx.mails.newest(50); }));
    return all;
  }
  /// The six digits in the newest mail.
  std::string mailed_code() {
    const auto all = mails();
    const std::size_t at = all.empty() ? std::string::npos : all.front().text.find("    ");
    return at == std::string::npos ? std::string{} : all.front().text.substr(at + 4, 6);
  }
};

/// One browser: keeps cookies, sends forms with the token of the page it saw last.
class Visit {
 public:
  explicit Visit(World& world) : rows_(world.rows()) {}

  wire::Response get(std::string_view path, std::string_view accept = "text/html") {
    wire::Request request = ask(wire::Method::get, path);
    request.headers.set("Accept", accept);
    return send(request);
  }
  wire::Response post(std::string_view path, wire::Form form) {
    if (!form.get("csrf")) form.add("csrf", csrf);
    return post_body(path, "application/x-www-form-urlencoded", form.to_text());
  }
  wire::Response post_json(std::string_view path, wire::Json body) {
    return post_body(path, "application/json", body.to_text());
  }
  wire::Response post_body(std::string_view path, std::string_view type, std::string body) {
    wire::Request request = ask(wire::Method::post, path);
    request.headers.set("Content-Type", type);
    request.body = std::move(body);
    return send(request);
  }
  /// Signs in by the page, and sees the account page.
  wire::Response sign_in(std::string_view email = kEmail) {
    get("/sign-in");
    const auto answer = post("/sign-in", {{"loginId", std::string{email}},
                                          {"password", std::string{kPassword}}});
    EXPECT_EQ(answer.status, 303) << answer.body;
    return get("/account");
  }

  std::string csrf;
  std::string accept_language = "ko";
  std::string address = "203.0.113.7";
  std::string agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36";
  std::map<std::string, std::string> cookies;

 private:
  wire::Request ask(wire::Method method, std::string_view target) {
    wire::Request request;
    request.method = method;
    const std::size_t mark = target.find('?');
    request.path = std::string{target.substr(0, mark)};
    if (mark != std::string_view::npos) request.query = std::string{target.substr(mark + 1)};
    request.host = "localhost:8080";
    request.address = address;
    request.id = "0123456789abcdefghijklmnop";
    request.headers.set("Accept-Language", accept_language);
    request.headers.set("User-Agent", agent);
    std::string text;
    for (const auto& [name, value] : cookies) {
      text += (text.empty() ? "" : "; ") + name + "=" + value;
    }
    if (!text.empty()) request.headers.set("Cookie", text);
    return request;
  }

  [[nodiscard]] const wire::Endpoint* find(const wire::Request& request) const {
    for (const wire::Endpoint& row : rows_) {
      const bool below = row.path.ends_with("/*") &&
                         request.path.starts_with(row.path.substr(0, row.path.size() - 1));
      if (row.method == request.method && (row.path == request.path || below)) return &row;
    }
    return nullptr;
  }

  wire::Response send(const wire::Request& request) {
    const wire::Endpoint* row = find(request);
    if (row == nullptr) {
      ADD_FAILURE() << "no row for " << request.path;
      return {};
    }
    EXPECT_LE(request.body.size(), row->body_max);
    wire::Response response = row->handler(request);
    for (const auto& field : response.headers.fields()) {
      if (wire::equal_no_case(field.name, "Set-Cookie")) keep(field.value);
    }
    constexpr std::string_view kMark = "name=\"csrf\" value=\"";
    if (const std::size_t at = response.body.find(kMark); at != std::string::npos) {
      const std::size_t from = at + kMark.size();
      csrf = response.body.substr(from, response.body.find('"', from) - from);
    }
    return response;
  }

  void keep(const std::string& line) {
    const std::string pair = line.substr(0, line.find(';'));
    const std::size_t equals = pair.find('=');
    const std::string name = pair.substr(0, equals);
    if (line.find("Max-Age=0") != std::string::npos) cookies.erase(name);
    else cookies[name] = pair.substr(equals + 1);
  }

  wire::Endpoints rows_;
};

[[nodiscard]] inline bool holds(const wire::Response& response, std::string_view text) {
  return response.payload().find(text) != std::string_view::npos;
}
[[nodiscard]] inline std::string place_of(const wire::Response& response) {
  return std::string{response.headers.get("Location").value_or("")};
}

}  // namespace haetae::web::test
