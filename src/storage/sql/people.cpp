// SPDX-License-Identifier: Apache-2.0
// People and what belongs to one person: password, passkeys, sessions.
#include "sql/documents.hpp"
#include "sql/query.hpp"
#include "sql/stores.hpp"

namespace haetae::storage::sql {

namespace {

using namespace accounts;

#define PERSON_COLUMNS                                                                         \
  "id, email, email_verified, nickname, picture_id, profile, language, disabled, created_at, " \
  "updated_at, valid_from"

/// Two people without an e-mail do not collide: NULL is unique among NULLs.
std::optional<std::string> unique_email(const Person& person) {
  std::string email = normal_email(person.email);
  return email.empty() ? std::nullopt : std::optional{std::move(email)};
}

class People final : public PersonStore {
 public:
  explicit People(Connection& connection)
      : insert_(connection, "INSERT INTO people (" PERSON_COLUMNS
                            ", normal_email) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        find_(connection, "SELECT " PERSON_COLUMNS " FROM people WHERE id = ?"),
        find_by_email_(connection, "SELECT " PERSON_COLUMNS " FROM people WHERE normal_email = ?"),
        update_(connection,
                "UPDATE people SET email = ?, email_verified = ?, nickname = ?, picture_id = ?, "
                "profile = ?, language = ?, disabled = ?, created_at = ?, updated_at = ?, "
                "valid_from = ?, normal_email = ? WHERE id = ?"),
        count_(connection, "SELECT COUNT(*) FROM people"),
        remove_picture_(connection,
                        "DELETE FROM pictures WHERE id IN "
                        "(SELECT picture_id FROM people WHERE people.id = ?)"),
        remove_password_(connection, "DELETE FROM passwords WHERE person_id = ?"),
        remove_passkeys_(connection, "DELETE FROM passkeys WHERE person_id = ?"),
        remove_sessions_(connection, "DELETE FROM sessions WHERE person_id = ?"),
        remove_links_(connection, "DELETE FROM links WHERE person_id = ?"),
        remove_families_(connection, "DELETE FROM families WHERE person_id = ?"),
        remove_(connection, "DELETE FROM people WHERE id = ?") {}

  bool insert(const Person& person) override {
    return insert_(person.id, person.email, person.email_verified, person.nickname,
                   person.picture_id, to_text(person.profile), person.language, person.disabled,
                   person.created_at, person.updated_at, person.valid_from, unique_email(person))
        .inserted();
  }
  std::optional<Person> find(const PersonId& id) override {
    Bound row = find_(id);
    return row.next() ? std::optional{person_from(row)} : std::nullopt;
  }
  std::optional<Person> find_by_email(std::string_view normal_email) override {
    Bound row = find_by_email_(normal_email);
    return row.next() ? std::optional{person_from(row)} : std::nullopt;
  }
  bool update(const Person& person) override {
    return update_(person.email, person.email_verified, person.nickname, person.picture_id,
                   to_text(person.profile), person.language, person.disabled, person.created_at,
                   person.updated_at, person.valid_from, unique_email(person), person.id)
               .changed() == 1;
  }
  bool remove(const PersonId& id) override {
    remove_picture_(id).changed();
    for (Query* rows : {&remove_password_, &remove_passkeys_, &remove_sessions_, &remove_links_,
                        &remove_families_}) {
      (*rows)(id).changed();
    }
    return remove_(id).changed() == 1;
  }
  std::uint64_t count() override {
    Bound row = count_();
    return row.next() ? static_cast<std::uint64_t>(row.integer()) : 0;
  }

 private:
  static Person person_from(Bound& row) {
    return {.id = row.id<PersonId>(),
            .email = row.text(),
            .email_verified = row.flag(),
            .nickname = row.text(),
            .picture_id = row.text(),
            .profile = profile_from(row.view()),
            .language = row.text(),
            .disabled = row.flag(),
            .created_at = row.instant(),
            .updated_at = row.instant(),
            .valid_from = row.instant()};
  }

  Query insert_, find_, find_by_email_, update_, count_;
  Query remove_picture_, remove_password_, remove_passkeys_, remove_sessions_, remove_links_,
      remove_families_, remove_;
};

class Passwords final : public PasswordStore {
 public:
  explicit Passwords(Connection& connection)
      : find_(connection, "SELECT person_id, phc, changed_at FROM passwords WHERE person_id = ?"),
        insert_(connection, "INSERT INTO passwords (phc, changed_at, person_id) VALUES (?, ?, ?)"),
        update_(connection, "UPDATE passwords SET phc = ?, changed_at = ? WHERE person_id = ?") {}

  std::optional<Password> find(const PersonId& person) override {
    Bound row = find_(person);
    if (!row.next()) {
      return std::nullopt;
    }
    return Password{row.id<PersonId>(), row.text(), row.instant()};
  }
  void put(const Password& password) override {
    if (update_(password.phc, password.changed_at, password.person).changed() == 0 &&
        !insert_(password.phc, password.changed_at, password.person).inserted()) {
      update_(password.phc, password.changed_at, password.person).changed();
    }
  }

 private:
  Query find_, insert_, update_;
};

#define PASSKEY_COLUMNS                                                                 \
  "credential_id, person_id, user_handle, public_key, sign_count, aaguid, transports, " \
  "backup_eligible, backed_up, display_name, created_at, used_at"

class Passkeys final : public PasskeyStore {
 public:
  explicit Passkeys(Connection& connection)
      : insert_(connection, "INSERT INTO passkeys (" PASSKEY_COLUMNS
                            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        find_(connection, "SELECT " PASSKEY_COLUMNS " FROM passkeys WHERE credential_id = ?"),
        of_person_(connection, "SELECT " PASSKEY_COLUMNS
                               " FROM passkeys WHERE person_id = ? "
                               "ORDER BY created_at, credential_id"),
        update_(connection,
                "UPDATE passkeys SET display_name = ?, sign_count = ?, backed_up = ?, "
                "used_at = ? WHERE credential_id = ?"),
        remove_(connection, "DELETE FROM passkeys WHERE person_id = ? AND credential_id = ?") {}

  bool insert(const Passkey& key) override {
    return insert_(key.credential_id, key.person, key.user_handle, key.public_key, key.sign_count,
                   key.aaguid, key.transports, key.backup_eligible, key.backed_up, key.name,
                   key.created_at, key.used_at)
        .inserted();
  }
  std::optional<Passkey> find(std::string_view credential_id) override {
    Bound row = find_(credential_id);
    return row.next() ? std::optional{passkey_from(row)} : std::nullopt;
  }
  std::vector<Passkey> of_person(const PersonId& person) override {
    std::vector<Passkey> found;
    Bound row = of_person_(person);
    while (row.next()) {
      found.push_back(passkey_from(row));
    }
    return found;
  }
  bool update(const Passkey& key) override {
    return update_(key.name, key.sign_count, key.backed_up, key.used_at, key.credential_id)
               .changed() == 1;
  }
  bool remove(const PersonId& person, std::string_view credential_id) override {
    return remove_(person, credential_id).changed() == 1;
  }

 private:
  static Passkey passkey_from(Bound& row) {
    return {.credential_id = row.text(),
            .person = row.id<PersonId>(),
            .user_handle = row.text(),
            .public_key = row.text(),
            .sign_count = row.small(),
            .aaguid = row.text(),
            .transports = row.text(),
            .backup_eligible = row.flag(),
            .backed_up = row.flag(),
            .name = row.text(),
            .created_at = row.instant(),
            .used_at = row.maybe_instant()};
  }

  Query insert_, find_, of_person_, update_, remove_;
};

#define SESSION_COLUMNS \
  "id, person_id, methods, created_at, authenticated_at, seen_at, expires_at, device, address"

class Sessions final : public SessionStore {
 public:
  explicit Sessions(Connection& connection)
      : insert_(connection,
                "INSERT INTO sessions (" SESSION_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        find_(connection, "SELECT " SESSION_COLUMNS " FROM sessions WHERE id = ?"),
        of_person_(connection, "SELECT " SESSION_COLUMNS
                               " FROM sessions WHERE person_id = ? ORDER BY created_at, id"),
        update_(connection,
                "UPDATE sessions SET person_id = ?, methods = ?, created_at = ?, "
                "authenticated_at = ?, seen_at = ?, expires_at = ?, device = ?, address = ? "
                "WHERE id = ?"),
        remove_(connection, "DELETE FROM sessions WHERE id = ?"),
        remove_of_(connection, "DELETE FROM sessions WHERE person_id = ? AND id <> ?"),
        expired_(connection,
                 "SELECT id FROM sessions WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?") {}

  bool insert(const Session& session) override {
    return insert_(session.id, session.person, session.methods, session.created_at,
                   session.authenticated_at, session.seen_at, session.expires_at, session.device,
                   session.address)
        .inserted();
  }
  std::optional<Session> find(const SessionId& id) override {
    Bound row = find_(id);
    return row.next() ? std::optional{session_from(row)} : std::nullopt;
  }
  std::vector<Session> of_person(const PersonId& person) override {
    std::vector<Session> found;
    Bound row = of_person_(person);
    while (row.next()) {
      found.push_back(session_from(row));
    }
    return found;
  }
  bool update(const Session& session) override {
    return update_(session.person, session.methods, session.created_at, session.authenticated_at,
                   session.seen_at, session.expires_at, session.device, session.address, session.id)
               .changed() == 1;
  }
  bool remove(const SessionId& id) override { return remove_(id).changed() == 1; }
  std::size_t remove_of(const PersonId& person, const SessionId* but) override {
    const std::string_view kept = but == nullptr ? std::string_view{} : but->value();
    return remove_of_(person, kept).changed();
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return remove_some(expired_, remove_, now, most);
  }

 private:
  static Session session_from(Bound& row) {
    return {.id = row.id<SessionId>(),
            .person = row.id<PersonId>(),
            .methods = row.text(),
            .created_at = row.instant(),
            .authenticated_at = row.instant(),
            .seen_at = row.instant(),
            .expires_at = row.instant(),
            .device = row.text(),
            .address = row.text()};
  }

  Query insert_, find_, of_person_, update_, remove_, remove_of_, expired_;
};

}  // namespace

std::unique_ptr<PersonStore> make_people(Connection& connection) {
  return std::make_unique<People>(connection);
}
std::unique_ptr<PasswordStore> make_passwords(Connection& connection) {
  return std::make_unique<Passwords>(connection);
}
std::unique_ptr<PasskeyStore> make_passkeys(Connection& connection) {
  return std::make_unique<Passkeys>(connection);
}
std::unique_ptr<SessionStore> make_sessions(Connection& connection) {
  return std::make_unique<Sessions>(connection);
}

}  // namespace haetae::storage::sql
