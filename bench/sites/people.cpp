// SPDX-License-Identifier: Apache-2.0
#include "people.hpp"

#include "scenarios.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace haetae::bench {
namespace {

/// More than the servers' mailers let pass between two looks at their queue.
constexpr base::Milliseconds kMailsApart{1'200};
constexpr const char* kRedirectUri = "http://localhost:9/callback";

/// Each from a network of their own, so that no budget of one network bounds the load.
Person person_of(std::string_view kind, std::size_t number) {
  Person person;
  person.email = fmt::format("{}{}@example.test", kind, number);
  person.password = fmt::format("correct horse battery {}", number);
  person.address = fmt::format("100.{}.{}.1", 64 + (number >> 8) % 64, number & 0xFF);
  return person;
}

Person resident(std::size_t number) {
  return person_of("person", number);
}

wire::Json json_in(const std::string& output) {
  const std::size_t start = output.find('{');
  auto json = wire::Json::parse(start == std::string::npos ? "" : output.substr(start));
  if (!json) throw std::runtime_error{"no JSON in:\n" + output};
  return *std::move(json);
}

}  // namespace

Person stranger(std::size_t number) {
  return person_of("stranger", kPeople + number);
}

Site register_all(const Ground& ground) {
  const wire::Json app =
      json_in(ground.tool(0, {"app", "create", "--name", "bench", "--redirect-uri", kRedirectUri,
                              "--id-token-algorithm", "ES256", "--json"}));
  for (std::size_t i = 0; i < kPeople; ++i) {
    const Person person = resident(i);
    (void)ground.tool(0, {"person", "create", "--email", person.email, "--password",
                          person.password, "--nickname", fmt::format("p{}", i)});
  }
  return {.client_id = std::string{app.string_at("rest_api_key").value_or("")},
          .client_secret = std::string{app.string_at("client_secret").value_or("")},
          .redirect_uri = kRedirectUri};
}

Crews settle_all(Ground& ground, const Site& app) {
  Crews crews(ground.sites());
  for (std::size_t i = 0; i < kPeople; ++i)
    crews[i % ground.sites()].push_back(resident(i));
  ground.everywhere([&](std::size_t site) {
    for (Person& person : crews[site])
      settle(ground.target(), app, person);
  });
  // Each gets a mail about the new passkey. Nothing is measured while the servers send them.
  for (std::size_t before = 0; before < kPeople || before != ground.mailbox().mails();) {
    before = ground.mailbox().mails();
    if (ground.wait(0, kMailsApart)) throw std::runtime_error{"the server has ended"};
  }
  return crews;
}

void sign_in_by_passkey(const Target& target, const std::vector<Person>& people) {
  PasskeySignIn scenario{target, people};
  Socket socket{target.port, target.connection};
  for (auto took = Scenario::Took::step; took == Scenario::Took::step;) {
    std::string request;
    scenario.next(0, request);
    const Reply reply = socket.ask(request);
    took = scenario.take(0, reply);
    if (took == Scenario::Took::failed) {
      throw std::runtime_error{fmt::format("a sign-in by passkey failed: {} {}", reply.status,
                                           reply.body.substr(0, 300))};
    }
  }
}

void sign_in_by_password(const Target& target, const Person& person) {
  Agent browser{target, person.address};
  const Agent::Answer page = browser.get("/sign-in");
  const Agent::Answer answer = browser.post("/sign-in", {{"csrf", field_of(page.body, "csrf")},
                                                         {"loginId", person.email},
                                                         {"password", person.password}});
  if (answer.status != 303) {
    throw std::runtime_error{fmt::format("a sign-in by password failed: {} {}", answer.status,
                                         answer.body.substr(0, 300))};
  }
}

}  // namespace haetae::bench
