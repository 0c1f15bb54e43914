// SPDX-License-Identifier: Apache-2.0
// How a person comes in: sign-up, password, passkey, reset.
#include "haetae/wire/base64url.hpp"
#include "person.hpp"

#include <utility>

namespace haetae::sim {
namespace {

constexpr int kDoorTries = 12;
/// Mails that one address may get in a run, one below what the sites allow in an hour.
constexpr int kMailsMost = 4;
constexpr Span kLater = milliseconds(600);

bool is_done(const Reply& reply) {
  return reply.answered(303);
}

base::Bytes bytes_at(const wire::Json* json, std::string_view name) {
  if (json == nullptr) return {};
  return wire::base64url_decode(json->string_at(name).value_or("")).value_or(base::Bytes{});
}

}  // namespace

void Person::sign_up() {
  for (; mails_ < kMailsMost; ++mails_) {
    browser_.get("/sign-up");
    const Reply started = browser_.post("/sign-up", {{"email", email_},
                                                     {"nickname", fmt::format("고래{}", number_)},
                                                     {"password", password_},
                                                     {"age", "1"}});
    const std::string proof = field_of(started.response.payload(), "proof");
    if (proof.empty()) {  // the answer was lost
      browser_.move();
      continue;
    }
    // A try whose answer was lost may have been mailed a code too, and which is newer, clocks that
    // differ do not tell.
    std::vector<std::string> codes = world_.mailed_codes(started.site, email_);
    while (!codes.empty()) {
      const wire::Form form{{"proof", proof}, {"code", codes.front()}, {"email", email_}};
      codes.erase(codes.begin());
      if (finish_sign_up(form, codes.empty())) return;
    }
  }
  find("no-sign-up", "nobody let them in");
}

bool Person::finish_sign_up(const wire::Form& form, bool last_code) {
  bool doubt = false;
  for (int i = 0; i < kDoorTries; ++i) {
    Browser other = browser_;
    other.move();
    Reply first;
    Reply second;
    std::vector<std::function<void()>> jobs{
        [&] { first = browser_.post("/sign-up/verify", form); }};
    const bool twice = world_.dice.chance(20);
    if (twice) jobs.emplace_back([&] { second = other.post("/sign-up/verify", form); });
    together(std::move(jobs));
    if (is_done(first) && is_done(second)) {
      find("double-spend", "the code of one sign-up was taken twice");
    }
    if (is_done(second)) browser_ = other;
    if (is_done(first) || is_done(second)) {
      password_since_ = session_since_ = std::max(first.received, second.received);
      return true;
    }
    const bool lost =
        first.kind == Reply::Kind::lost || (twice && second.kind == Reply::Kind::lost);
    doubt = doubt || lost;
    if (!lost) break;
    browser_.move();
  }
  if (!doubt && !last_code) return false;
  password_since_ = world_.schedule.now();
  if (!doubt) find("refused-valid", "the right mailed code was refused");
  // Taken by the try whose answer was lost: then the account is there.
  return enter_by_password(browser_, password_, {});
}

bool Person::enter_by_password(Browser& browser, const std::string& password,
                               std::string_view flow) {
  for (int i = 0; i < kDoorTries; ++i) {
    wire::Form form{{"loginId", email_}, {"password", password}};
    if (!flow.empty()) form.add("flow", flow);
    const Reply page =
        browser.get(flow.empty() ? "/sign-in" : fmt::format("/sign-in?flow={}", flow));
    if (page.answered(302)) {  // signed in already, by a try whose answer was lost
      place_ = place_of(page);
      return true;
    }
    const Reply reply = browser.post("/sign-in", form);
    if (reply.kind == Reply::Kind::lost) {
      browser.move();
      continue;
    }
    if (is_done(reply)) {
      place_ = place_of(reply);
      if (&browser == &browser_) session_since_ = reply.received;
      return true;
    }
    if (password != password_) return false;
    if (must_know(reply, password_since_) && reply.response.status == 401) {
      find("lost-write", fmt::format("site {} does not know the password", reply.site));
      return false;
    }
    world_.schedule.pause(kLater);
  }
  find("no-sign-in", "the right password opens nothing");
  return false;
}

void Person::visit() {
  if (!browser_.signed_in()) {
    enter_by_password(browser_, password_, {});
    return;
  }
  const Reply reply = browser_.get("/account");
  if (reply.answered(200)) return;
  if (must_know(reply, session_since_)) {
    find("lost-write",
         fmt::format("site {} does not know the session ({})", reply.site, reply.response.status));
  }
}

void Person::enrol_passkey() {
  browser_.forget();
  if (!enter_by_password(browser_, password_, {})) return;
  browser_.get("/account");
  wire::Json ask = wire::Json::object();
  ask.set("csrf", browser_.csrf);
  const Reply begun = browser_.post_json("/account/passkeys/options", ask);
  const auto options = wire::Json::parse(begun.response.payload());
  if (!begun.answered(200) || !options || !options->string_at("challenge_token")) return;
  const wire::Json* key = options->find("publicKey");
  auto passkey = std::make_unique<crypto::testing::SoftwareAuthenticator>();
  for (std::uint8_t& byte : passkey->credential_id)
    byte = static_cast<std::uint8_t>(world_.dice.below(256));
  passkey->user_handle = bytes_at(key == nullptr ? nullptr : key->find("user"), "id");
  passkey->origin = kOrigin;
  passkey->rp_id = "id.example.org";
  wire::Json made = wire::Json::object();
  made.set("csrf", browser_.csrf)
      .set("challenge_token", *options->string_at("challenge_token"))
      .set("name", "phone")
      .set("credential", passkey->create(bytes_at(key, "challenge")));
  const Reply kept = browser_.post_json("/account/passkeys", made);
  if (!kept.answered(200)) return;
  const auto body = wire::Json::parse(kept.response.payload());
  // Sent elsewhere to prove who they are: the session is not yet known there.
  if (!body || body->string_at("location").value_or("").starts_with("/sign-in")) return;
  passkey_ = std::move(passkey);
  passkey_since_ = kept.received;
}

void Person::sign_in_by_passkey() {
  browser_.forget();
  const Reply begun = browser_.post_json("/passkey/options", wire::Json::object());
  const auto options = wire::Json::parse(begun.response.payload());
  if (!begun.answered(200) || !options) return;
  wire::Json body = wire::Json::object();
  body.set("challenge_token", options->string_at("challenge_token").value_or(""))
      .set("credential", passkey_->get(bytes_at(options->find("publicKey"), "challenge")));
  Browser other = browser_;
  other.move();
  Reply first;
  Reply second;
  std::vector<std::function<void()>> jobs{
      [&] { first = browser_.post_json("/passkey/sign-in", body); }};
  if (world_.dice.chance(30)) {
    jobs.emplace_back([&] { second = other.post_json("/passkey/sign-in", body); });
  }
  together(std::move(jobs));
  if (first.answered(200) && second.answered(200)) {
    find("double-spend", "one passkey challenge let in twice");
  }
  if (second.answered(200)) browser_ = other;
  if (first.answered(200) || second.answered(200)) {
    session_since_ = std::max(first.received, second.received);
    return;
  }
  const bool lost = first.kind == Reply::Kind::lost || second.kind == Reply::Kind::lost;
  if (!lost && first.answered(401) && must_know(first, passkey_since_)) {
    find("lost-write", fmt::format("site {} does not know the passkey", first.site));
  }
}

void Person::reset_password() {
  if (mails_ >= kMailsMost) return;
  ++mails_;
  Browser browser{world_, number_, browser_.site()};
  browser.get("/reset");
  const Reply started = browser.post("/reset", {{"email", email_}});
  const std::string proof = field_of(started.response.payload(), "proof");
  if (proof.empty()) return;
  const auto codes = world_.mailed_codes(started.site, email_);
  if (!codes.empty()) finish_reset(proof, codes.front());
}

void Person::finish_reset(const std::string& proof, const std::string& code) {
  const std::string former = password_;
  const std::string next = fmt::format("battery {} {}", number_, ++passwords_);
  Browser before = browser_;
  Browser thief{world_, number_, any_site()};
  Browser browser{world_, number_, any_site()};
  browser.get("/reset");
  const wire::Form form{{"proof", proof}, {"code", code}, {"password", next}, {"email", email_}};
  Reply reply;
  // Somebody who knows the former password comes in at the very moment.
  together({[&] {
              for (int i = 0; i < kDoorTries; ++i) {
                reply = browser.post("/reset/new", form);
                if (reply.kind != Reply::Kind::lost) break;
                browser.move();
              }
            },
            [&] {
              thief.get("/sign-in");
              thief.post("/sign-in", {{"loginId", email_}, {"password", former}});
            }});
  if (!is_done(reply)) {
    // Perhaps done by a try whose answer was lost; the new password tells.
    world_.schedule.pause(kLater);
    Browser probe{world_, number_, any_site()};
    if (!enter_by_password(probe, next, {})) return;
    browser = probe;
  }
  const Span at = world_.schedule.now();
  browser_ = browser;
  changed_password(next, at);
  look_for_ghosts(before, former, at);
  look_for_ghosts(thief, former, at);
}

void Person::changed_password(std::string password, Span at) {
  password_ = std::move(password);
  password_since_ = session_since_ = at;
  end_all(at);
}

void Person::look_for_ghosts(Browser& former, const std::string& former_password, Span since) {
  world_.schedule.pause(kBound + milliseconds(50));
  former.move_to(any_site());
  if (former.signed_in()) {
    const Reply reply = former.get("/account");
    if (reply.answered(200) && must_know(reply, since)) {
      find("ghost-session",
           fmt::format("site {}: a session of the former password lives on", reply.site));
    }
  }
  Browser browser{world_, number_, any_site()};
  browser.get("/sign-in");
  const Reply reply =
      browser.post("/sign-in", {{"loginId", email_}, {"password", former_password}});
  if (is_done(reply) && must_know(reply, since)) {
    find("lost-write", fmt::format("site {}: the former password still opens", reply.site));
  }
}

}  // namespace haetae::sim
