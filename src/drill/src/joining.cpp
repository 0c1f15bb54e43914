// SPDX-License-Identifier: Apache-2.0
// Sign-up and password reset: two requests with a mail between them.
#include "steps.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

using Answer = Agent::Answer;

/// Longer than a mail stays with a site that died while it sent it.
constexpr std::chrono::seconds kMailMost{40};

Waiting waiting_of(const Answer& page, std::size_t mails_before) {
  return {.proof = field_of(page.body, "proof"),
          .csrf = field_of(page.body, "csrf"),
          .mails_before = mails_before};
}

bool has_proof(const Answer& answer, Entry&) {
  return !field_of(answer.body, "proof").empty();
}

/// 303: done. 400 and 409: the code had been used.
bool finish(Visitor& browser, Act act, std::string_view path, const wire::Form& form) {
  act.status = 303;
  act.also = {400, 409};
  return browser.post(act, path, form).status == 303;
}

}  // namespace

Person make_person(World& world) {
  const std::uint64_t number = world.next_number();
  Person person;
  person.email = fmt::format("person{}@example.test", number);
  person.password = fmt::format("correct horse battery {}", number);
  person.address = World::address_of(number);
  return person;
}

std::string read_mail(World& world, const Person& person, const Waiting& waiting) {
  auto code = world.mailbox.wait_code(person.email, waiting.mails_before, kMailMost);
  if (!code) {
    world.note_stuck(fmt::format("{} got no mail within {} s", person.email, kMailMost.count()));
    throw Wrong{"no mail came"};
  }
  return *std::move(code);
}

Waiting begin_sign_up(Visitor& browser, const Person& person) {
  const Answer page = browser.get({.kind = Kind::sign_up}, "/sign-up");
  const std::size_t before = browser.world().mailbox.count(person.email);
  const Answer next = browser.post({.kind = Kind::sign_up, .check = has_proof}, "/sign-up",
                                   {{"csrf", field_of(page.body, "csrf")},
                                    {"email", person.email},
                                    {"nickname", "사람"},
                                    {"password", person.password},
                                    {"age", "1"}});
  return waiting_of(next, before);
}

bool finish_sign_up(Visitor& browser, const Person& person, const Waiting& waiting,
                    const std::string& code) {
  return finish(
      browser, {.kind = Kind::sign_up, .claim = Claim::person_made, .key = person.email},
      "/sign-up/verify",
      {{"csrf", waiting.csrf}, {"proof", waiting.proof}, {"email", person.email}, {"code", code}});
}

Waiting begin_reset(Visitor& browser, const Person& person) {
  const Answer page = browser.get({.kind = Kind::reset}, "/reset");
  const std::size_t before = browser.world().mailbox.count(person.email);
  const Answer next =
      browser.post({.kind = Kind::reset, .check = has_proof}, "/reset",
                   {{"csrf", field_of(page.body, "csrf")}, {"email", person.email}});
  return waiting_of(next, before);
}

bool finish_reset(Visitor& browser, const Person& person, const Waiting& waiting,
                  const std::string& code, const std::string& password) {
  return finish(
      browser,
      {.kind = Kind::reset, .claim = Claim::password_set, .key = person.email, .value = password},
      "/reset/new",
      {{"csrf", waiting.csrf},
       {"proof", waiting.proof},
       {"email", person.email},
       {"code", code},
       {"password", password}});
}

void join(Visitor& browser, const Person& person) {
  const Waiting waiting = insist([&](int) { return begin_sign_up(browser, person); });
  const std::string code = read_mail(browser.world(), person, waiting);
  const bool done = insist([&](int) { return finish_sign_up(browser, person, waiting, code); });
  // The answer to an attempt that arrived was lost: the account must be there.
  if (!done) insist([&](int) { sign_in(browser, person); });
}

}  // namespace haetae::drill
