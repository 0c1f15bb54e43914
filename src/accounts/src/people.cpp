// SPDX-License-Identifier: Apache-2.0
// What a person does to their own account. people_admin.cpp has the operator's part.
#include "haetae/accounts/people.hpp"

#include "haetae/accounts/mail_texts.hpp"
#include "password_errors.hpp"
#include "profile_rules.hpp"

#include <functional>
#include <utility>

namespace haetae::accounts {
namespace {

struct Edit {
  const Ports& ports;
  const PersonId& person;
  const AuditEntry& entry;
  /// Changes the row, and whatever hangs on it.
  std::function<void(Transaction&, Person&)> change;
};

/// One read-modify-write of an active person's row, in a transaction with its audit entry.
base::Outcome<Person, PersonError> run(const Edit& edit) {
  const base::Instant now = edit.ports.clock.now();
  std::optional<Person> person;
  const auto done = edit.ports.store.write([&](Transaction& transaction) {
    person = transaction.people.find(edit.person);
    if (!person || person->disabled) {
      person.reset();
      return Verdict::roll_back;
    }
    edit.change(transaction, *person);
    person->updated_at = now;
    transaction.people.update(*person);
    transaction.audit.append(edit.entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(PersonError::unavailable);
  if (!person) return base::fail(PersonError::unknown);
  return *std::move(person);
}

PersonError to_error(PictureError error) {
  switch (error) {
    case PictureError::too_long:
      return PersonError::picture_too_long;
    case PictureError::too_many_pixels:
      return PersonError::picture_too_large;
    case PictureError::not_a_picture:
      break;
  }
  return PersonError::picture_unreadable;
}

}  // namespace

People::People(const Ports& ports, const crypto::PasswordHasher& hasher, const Sessions& sessions,
               const Audit& audit, Revocations& revocations, const Directory& directory,
               Notices& notices)
    : ports_(ports),
      hasher_(hasher),
      sessions_(sessions),
      audit_(audit),
      revocations_(revocations),
      directory_(directory),
      notices_(notices) {}

base::Outcome<Person, PersonError> People::change_profile(const SignedIn& who,
                                                          const ProfileChange& change,
                                                          const Visitor& visitor) const {
  const std::string nickname = normal_nickname(change.nickname);
  if (nickname.empty()) return base::fail(PersonError::nickname_malformed);
  Profile profile = change.profile;
  const bool has_language =
      change.language.empty() || change.language == "ko" || change.language == "en";
  if (!has_language || !normalise_profile(profile)) {
    return base::fail(PersonError::profile_malformed);
  }
  const AuditEntry entry =
      audit_.entry(Event::profile_changed, {.person = who.person.id, .visitor = &visitor});
  const base::Instant now = ports_.clock.now();
  return run({ports_, who.person.id, entry, [&](Transaction&, Person& person) {
                Profile next = profile;
                // Identity is proven elsewhere and never typed in.
                next.ci = person.profile.ci;
                next.ci_authenticated_at = person.profile.ci_authenticated_at;
                number_addresses(next.shipping_addresses, person.profile.shipping_addresses, now);
                person.profile = std::move(next);
                person.nickname = nickname;
                person.language = change.language;
              }});
}

base::Outcome<Person, PersonError> People::change_picture(const SignedIn& who,
                                                          std::string_view bytes,
                                                          const Visitor& visitor) const {
  std::optional<Picture> picture;
  if (!bytes.empty()) {
    auto made = make_pictures(bytes);
    if (!made) return base::fail(to_error(made.error()));
    // The id stands in public URLs: random, so that it tells nothing of the person.
    picture = Picture{base::new_id(ports_.clock, ports_.entropy), std::move(made->large),
                      std::move(made->small), ports_.clock.now()};
  }
  wire::Json detail = wire::Json::object();
  detail.set("picture", picture ? "set" : "removed");
  const AuditEntry entry =
      audit_.entry(Event::profile_changed,
                   {.person = who.person.id, .visitor = &visitor, .detail = std::move(detail)});
  return run({ports_, who.person.id, entry, [&](Transaction& transaction, Person& person) {
                if (!person.picture_id.empty()) transaction.pictures.remove(person.picture_id);
                if (picture) transaction.pictures.insert(*picture);
                person.picture_id = picture ? picture->id : std::string{};
              }});
}

base::Outcome<std::optional<Picture>, StoreError> People::picture(std::string_view id) const {
  std::optional<Picture> picture;
  const auto done =
      ports_.store.read([&](Transaction& transaction) { picture = transaction.pictures.find(id); });
  if (!done) return base::fail(done.error());
  return picture;
}

base::Outcome<void, PersonError> People::change_password(const SignedIn& who,
                                                         std::string_view new_password,
                                                         const Visitor& visitor) const {
  if (!sessions_.is_fresh(who.session)) return base::fail(PersonError::not_fresh);
  if (new_password.size() > crypto::kPasswordLengthMax) {
    return base::fail(PersonError::password_too_long);
  }
  const base::SecretText normal = normal_password(new_password);
  if (const auto fault = password_fault(normal, who.person.email, who.person.nickname)) {
    return base::fail(password_error<PersonError>(*fault));
  }
  const Password password{who.person.id, hasher_.hash(normal), ports_.clock.now()};
  const AuditEntry entry =
      audit_.entry(Event::password_changed, {.person = who.person.id, .visitor = &visitor});
  const Mail mail =
      make_mail(ports_, MailKind::password_changed, who.person.email, who.person.language);
  const auto done = run({ports_, who.person.id, entry, [&](Transaction& transaction, Person&) {
                           transaction.passwords.put(password);
                           transaction.sessions.remove_of(who.person.id, &who.session.id);
                           transaction.mails.insert(mail);
                         }});
  if (!done) return base::fail(done.error());
  return {};
}

base::Outcome<People::Summary, PersonError> People::summary(const PersonId& person) const {
  std::optional<Person> row;
  Summary summary;
  const auto done = ports_.store.read([&](Transaction& transaction) {
    summary = {};
    row = transaction.people.find(person);
    if (!row) return;
    if (const std::optional<Password> password = transaction.passwords.find(person)) {
      summary.has_password = true;
      summary.password_changed_at = password->changed_at;
    }
    summary.passkeys = transaction.passkeys.of_person(person);
    summary.links = transaction.links.of_person(person);
  });
  if (!done) return base::fail(PersonError::unavailable);
  if (!row) return base::fail(PersonError::unknown);
  auto sessions = sessions_.list(person);
  if (!sessions) return base::fail(PersonError::unavailable);
  summary.person = *std::move(row);
  summary.sessions = *std::move(sessions);
  return summary;
}

base::Outcome<void, PersonError> People::remove_own(const SignedIn& who,
                                                    const Visitor& visitor) const {
  if (!sessions_.is_fresh(who.session)) return base::fail(PersonError::not_fresh);
  return erase(who.person.id, UnlinkReason::account_delete, &visitor);
}

}  // namespace haetae::accounts
