// SPDX-License-Identifier: Apache-2.0
// The operator's part of People, and what both parts share.
#include "haetae/accounts/mail_texts.hpp"
#include "haetae/accounts/people.hpp"
#include "password_errors.hpp"

#include <utility>

namespace haetae::accounts {
namespace {

using wire::Json;

Json agreements(const std::vector<Agreement>& all) {
  Json array = Json::array();
  for (const Agreement& agreement : all) {
    Json one = Json::object();
    one.set("id", agreement.id).set("agreed_at", base::to_unix_seconds(agreement.agreed_at));
    array.push(std::move(one));
  }
  return array;
}

Json address_json(const ShippingAddress& address) {
  Json json = Json::object();
  json.set("name", address.name).set("is_default", address.is_default);
  json.set("base_address", address.base_address).set("detail_address", address.detail_address);
  json.set("zone_number", address.zone_number).set("zip_code", address.zip_code);
  json.set("receiver_name", address.receiver_name);
  json.set("receiver_phone_number1", address.receiver_phone_number1);
  json.set("receiver_phone_number2", address.receiver_phone_number2);
  return json;
}

Json profile_json(const Profile& profile) {
  Json json = Json::object();
  json.set("name", profile.name).set("gender", profile.gender);
  json.set("birthyear", profile.birthyear).set("birthday", profile.birthday);
  json.set("birthday_type", profile.birthday_type).set("phone_number", profile.phone_number);
  Json addresses = Json::array();
  for (const ShippingAddress& address : profile.shipping_addresses) {
    addresses.push(address_json(address));
  }
  json.set("shipping_addresses", std::move(addresses));
  return json;
}

}  // namespace

std::string People::to_export(const Summary& summary) {
  const Person& person = summary.person;
  Json json = Json::object();
  json.set("email", person.email).set("email_verified", person.email_verified);
  json.set("nickname", person.nickname).set("language", person.language);
  json.set("created_at", base::to_unix_seconds(person.created_at));
  json.set("profile", profile_json(person.profile));
  Json passkeys = Json::array();
  for (const Passkey& passkey : summary.passkeys) {
    Json one = Json::object();
    one.set("name", passkey.name).set("created_at", base::to_unix_seconds(passkey.created_at));
    passkeys.push(std::move(one));
  }
  Json sessions = Json::array();
  for (const Session& session : summary.sessions) {
    Json one = Json::object();
    one.set("device", session.device).set("address", session.address);
    one.set("signed_in_at", base::to_unix_seconds(session.authenticated_at));
    sessions.push(std::move(one));
  }
  Json links = Json::array();
  for (const Link& link : summary.links) {
    Json properties = Json::object();
    for (const auto& [key, value] : link.properties)
      properties.set(key, value);
    Json one = Json::object();
    one.set("app_id", link.app).set("id", link.subject);
    one.set("linked_at", base::to_unix_seconds(link.linked_at));
    one.set("scopes", agreements(link.scopes)).set("terms", agreements(link.terms));
    one.set("properties", std::move(properties));
    links.push(std::move(one));
  }
  json.set("passkeys", std::move(passkeys)).set("sessions", std::move(sessions));
  json.set("links", std::move(links));
  return json.to_text();
}

base::Outcome<Person, PersonError> People::create(const New& typed) const {
  const std::string account = normal_email(typed.email);
  if (account.empty()) return base::fail(PersonError::email_malformed);
  const std::string nickname = normal_nickname(
      typed.nickname.empty() ? account.substr(0, account.find('@')).substr(0, kNicknameLengthMax)
                             : typed.nickname);
  if (nickname.empty()) return base::fail(PersonError::nickname_malformed);
  if (typed.password.size() > crypto::kPasswordLengthMax) {
    return base::fail(PersonError::password_too_long);
  }
  const base::SecretText normal = normal_password(typed.password);
  if (const auto fault = password_fault(normal, account, nickname)) {
    return base::fail(password_error<PersonError>(*fault));
  }
  Person person;
  person.id = PersonId{base::new_id(ports_.clock, ports_.entropy)};
  person.email = account;
  person.email_verified = true;
  person.nickname = nickname;
  person.language = typed.language == "en" || typed.language == "ko" ? typed.language : "";
  person.created_at = person.updated_at = person.valid_from = ports_.clock.now();
  const Password password{person.id, hasher_.hash(normal), person.created_at};
  const AuditEntry entry = audit_.entry(Event::person_created, {.person = person.id});
  bool inserted = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    inserted = transaction.people.insert(person);
    if (!inserted) return Verdict::roll_back;
    transaction.passwords.put(password);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(PersonError::unavailable);
  if (!inserted) return base::fail(PersonError::email_taken);
  return person;
}

base::Outcome<std::optional<Person>, StoreError> People::find(const PersonId& id) const {
  std::optional<Person> person;
  const auto done =
      ports_.store.read([&](Transaction& transaction) { person = transaction.people.find(id); });
  if (!done) return base::fail(done.error());
  return person;
}

base::Outcome<std::optional<Person>, StoreError> People::find_by_email(
    std::string_view email) const {
  const std::string account = normal_email(email);
  std::optional<Person> person;
  const auto done = ports_.store.read([&](Transaction& transaction) {
    person = account.empty() ? std::nullopt : transaction.people.find_by_email(account);
  });
  if (!done) return base::fail(done.error());
  return person;
}

base::Outcome<void, PersonError> People::set_disabled(const PersonId& id, bool disabled) const {
  // What began at another site a moment ago ends too.
  if (disabled && !ports_.store.catch_up()) return base::fail(PersonError::unavailable);
  const AuditEntry entry =
      audit_.entry(disabled ? Event::person_disabled : Event::person_enabled, {.person = id});
  const Revocation revocation = revocations_.of_person(id);
  std::optional<Person> person;
  std::vector<Link> links;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    person = transaction.people.find(id);
    if (!person) return Verdict::roll_back;
    links = transaction.links.of_person(id);
    person->disabled = disabled;
    person->updated_at = ports_.clock.now();
    if (disabled) Sessions::kill_all(transaction, *person, revocation);
    transaction.people.update(*person);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(PersonError::unavailable);
  if (!person) return base::fail(PersonError::unknown);
  if (disabled) revocations_.learn(revocation);
  for (const Link& link : links) {
    if (const auto app = directory_.by_number(link.app)) {
      notices_.happened(*app, link.subject, disabled ? "account-disabled" : "account-enabled");
    }
  }
  return {};
}

base::Outcome<void, PersonError> People::remove(const PersonId& id) const {
  return erase(id, UnlinkReason::forced_account_delete, nullptr);
}

base::Outcome<void, PersonError> People::erase(const PersonId& id, UnlinkReason reason,
                                               const Visitor* visitor) const {
  const auto known = find(id);
  if (!known) return base::fail(PersonError::unavailable);
  if (!*known) return base::fail(PersonError::unknown);
  const AuditEntry entry = audit_.entry(Event::person_deleted, {.person = id, .visitor = visitor});
  const Mail mail =
      make_mail(ports_, MailKind::account_deleted, (*known)->email, (*known)->language);
  const Revocation revocation = revocations_.of_person(id);
  std::vector<Link> links;
  bool removed = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    const std::optional<Person> person = transaction.people.find(id);
    removed = person.has_value();
    if (!removed) return Verdict::roll_back;
    links = transaction.links.of_person(id);
    if (!person->picture_id.empty()) transaction.pictures.remove(person->picture_id);
    transaction.people.remove(id);
    Revocations::put(transaction, revocation);
    transaction.mails.insert(mail);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(PersonError::unavailable);
  if (!removed) return base::fail(PersonError::unknown);
  revocations_.learn(revocation);
  for (const Link& link : links) {
    if (const auto app = directory_.by_number(link.app)) {
      notices_.unlinked(*app, link.subject, reason);
      notices_.happened(*app, link.subject, "user-unlinked");
    }
  }
  return {};
}

}  // namespace haetae::accounts
