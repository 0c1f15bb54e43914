// SPDX-License-Identifier: Apache-2.0
// `haetae person …`: people, as an operator handles them.
#include "commands.hpp"
#include "haetae/base/time_text.hpp"

#include <fmt/format.h>

namespace haetae::app {
namespace {

using accounts::Person;
using accounts::PersonError;
using wire::Json;

std::string_view words(PersonError error) {
  switch (error) {
    case PersonError::email_malformed:
      return "that is no e-mail address";
    case PersonError::email_taken:
      return "somebody has that e-mail address already";
    case PersonError::nickname_malformed:
      return "a nickname has 1 to 20 characters";
    case PersonError::password_too_short:
      return "a password has at least 8 characters";
    case PersonError::password_too_long:
      return "a password has at most 256 bytes";
    case PersonError::password_guessable:
      return "that password is too easy to guess";
    case PersonError::unknown:
      return "there is no such person";
    case PersonError::unavailable:
      return "the database does not answer; run haetae doctor";
    default:
      return "that was refused";
  }
}

Json to_json(const Person& person) {
  Json out = Json::object();
  out.set("person_id", person.id.value())
      .set("email", person.email)
      .set("email_verified", person.email_verified)
      .set("nickname", person.nickname)
      .set("disabled", person.disabled)
      .set("created_at", base::to_rfc3339(person.created_at));
  return out;
}

std::string lines_of(const Json& document) {
  std::string out;
  for (const auto& [name, value] : *document.if_object()) {
    const std::string* text = value.if_string();
    out += fmt::format("{:<18}{}\n", name, text != nullptr ? *text : value.to_text());
  }
  return out;
}

/// By e-mail address or person id; complains when there is nobody.
std::optional<Person> find(Services& services, Context& context, const std::string& who) {
  const auto found = base::is_id(who) ? services.people.find(accounts::PersonId{who})
                                      : services.people.find_by_email(who);
  if (!found) {
    context.fail(Exit::unavailable, "the database does not answer; run haetae doctor");
    return std::nullopt;
  }
  if (!*found) context.fail(Exit::refused, fmt::format("nobody has the address or id {}", who));
  return *found;
}

void create(Context& context, const accounts::People::New& person) {
  const auto services = context.open();
  if (!services) return;
  const auto made = services->people.create(person);
  if (!made) {
    const bool gone = made.error() == PersonError::unavailable;
    return context.fail(gone ? Exit::unavailable : Exit::refused, words(made.error()));
  }
  const Json document = to_json(*made);
  context.print(document, lines_of(document));
}

void show(Context& context, const std::string& who) {
  const auto services = context.open();
  if (!services) return;
  const auto person = find(*services, context, who);
  if (!person) return;
  const auto summary = services->people.summary(person->id);
  if (!summary) return context.fail(Exit::unavailable, words(summary.error()));
  Json document = to_json(*person);
  Json sites = Json::array();
  for (const accounts::Link& link : summary->links) {
    Json site = Json::object();
    site.set("app_id", link.app).set("user_number", link.subject);
    sites.push(std::move(site));
  }
  document.set("has_password", summary->has_password)
      .set("passkeys", static_cast<std::int64_t>(summary->passkeys.size()))
      .set("sessions", static_cast<std::int64_t>(summary->sessions.size()))
      .set("sites", std::move(sites));
  context.print(document, lines_of(document));
}

void set_disabled(Context& context, const std::string& who, bool disabled) {
  const auto services = context.open();
  if (!services) return;
  const auto person = find(*services, context, who);
  if (!person) return;
  if (const auto done = services->people.set_disabled(person->id, disabled); !done) {
    return context.fail(Exit::refused, words(done.error()));
  }
  services->notices.deliver();
  Json document = to_json(*person);
  document.set("disabled", disabled);
  context.print(document,
                disabled
                    ? fmt::format("{} can no longer sign in; every session and token has ended\n",
                                  person->email)
                    : fmt::format("{} can sign in again\n", person->email));
}

void remove(Context& context, const std::string& who) {
  const auto services = context.open();
  if (!services) return;
  const auto person = find(*services, context, who);
  if (!person) return;
  if (const auto done = services->people.remove(person->id); !done) {
    return context.fail(Exit::refused, words(done.error()));
  }
  services->notices.deliver();
  context.print(to_json(*person), fmt::format("{} is deleted; sites were told\n", person->email));
}

}  // namespace

void add_person_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("person", "People: make, look at, disable, delete");
  group->require_subcommand(1)->fallthrough();
  const auto person = std::make_shared<accounts::People::New>();
  const auto who = std::make_shared<std::string>();

  CLI::App* made = add_command(
      *group, "create", "Make a person with a proven e-mail address", [&context, person] {
        if (person->nickname.empty()) {
          person->nickname =
              person->email.substr(0, std::min<std::size_t>(person->email.find('@'), 20));
        }
        create(context, *person);
      });
  made->add_option("--email", person->email, "Address that they sign in with")->required();
  made->add_option("--password", person->password, "At least 8 characters")->required();
  made->add_option("--nickname", person->nickname, "Default: what stands before the @");
  made->add_option("--language", person->language, "ko or en")->check(CLI::IsMember({"ko", "en"}));

  const auto with_person = [&](const std::string& name, const std::string& what, auto run) {
    CLI::App* command =
        add_command(*group, name, what, [&context, who, run] { run(context, *who); });
    command->add_option("person", *who, "E-mail address or person id")->required();
  };
  with_person("show", "What is known of a person", show);
  with_person("disable", "End every session and token, and let nobody in",
              [](Context& c, const std::string& w) { set_disabled(c, w, true); });
  with_person("enable", "Let a disabled person in again",
              [](Context& c, const std::string& w) { set_disabled(c, w, false); });
  with_person("delete", "Delete the account and tell its sites", remove);
}

}  // namespace haetae::app
