// SPDX-License-Identifier: Apache-2.0
// People and what belongs to one person: password, passkeys, sessions.
#include "memory/stores.hpp"

namespace haetae::storage::memory {

namespace {

using namespace accounts;

class People final : public PersonStore {
 public:
  explicit People(Access access) : access_(access) {}

  bool insert(const Person& person) override {
    Undo& undo = access_.undo();
    return !email_of_another(person) && access_.tables().people.insert(undo, person);
  }
  std::optional<Person> find(const PersonId& id) override {
    return access_.tables().people.copy(id.value());
  }
  std::optional<Person> find_by_email(std::string_view normal_email) override {
    auto found = access_.tables().people.list(person_by_email, normal_email);
    return found.empty() || normal_email.empty() ? std::nullopt
                                                 : std::optional<Person>{std::move(found[0])};
  }
  bool update(const Person& person) override {
    Undo& undo = access_.undo();
    return !email_of_another(person) && access_.tables().people.replace(undo, person);
  }
  bool remove(const PersonId& id) override;
  std::uint64_t count() override { return access_.tables().people.size(); }

 private:
  bool email_of_another(const Person& person) {
    const auto holder = find_by_email(normal_email(person.email));
    return holder && holder->id != person.id;
  }

  Access access_;
};

bool People::remove(const PersonId& id) {
  Undo& undo = access_.undo();
  Tables& tables = access_.tables();
  const auto person = tables.people.copy(id.value());
  if (!person) {
    return false;
  }
  const std::string& owner = id.value();
  constexpr std::int64_t kEver = INT64_MAX;
  tables.passwords.erase(undo, owner);
  tables.passkeys.erase_up_to(undo, passkey_by_person, owner, kEver, SIZE_MAX);
  tables.sessions.erase_up_to(undo, session_by_person, owner, kEver, SIZE_MAX);
  tables.links.erase_up_to(undo, link_by_person, owner, kEver, SIZE_MAX);
  tables.families.erase_up_to(undo, family_by_person, owner, kEver, SIZE_MAX);
  tables.pictures.erase(undo, person->picture_id);
  return tables.people.erase(undo, owner);
}

class Passwords final : public PasswordStore {
 public:
  explicit Passwords(Access access) : access_(access) {}

  std::optional<Password> find(const PersonId& person) override {
    return access_.tables().passwords.copy(person.value());
  }
  void put(const Password& password) override {
    Undo& undo = access_.undo();
    if (!access_.tables().passwords.replace(undo, password)) {
      access_.tables().passwords.insert(undo, password);
    }
  }

 private:
  Access access_;
};

class Passkeys final : public PasskeyStore {
 public:
  explicit Passkeys(Access access) : access_(access) {}

  bool insert(const Passkey& passkey) override {
    return access_.tables().passkeys.insert(access_.undo(), passkey);
  }
  std::optional<Passkey> find(std::string_view credential_id) override {
    return access_.tables().passkeys.copy(credential_id);
  }
  std::vector<Passkey> of_person(const PersonId& person) override {
    return access_.tables().passkeys.list(passkey_by_person, person.value());
  }
  bool update(const Passkey& passkey) override {
    Undo& undo = access_.undo();
    auto row = find(passkey.credential_id);
    if (!row) {
      return false;
    }
    row->name = passkey.name;
    row->sign_count = passkey.sign_count;
    row->backed_up = passkey.backed_up;
    row->used_at = passkey.used_at;
    return access_.tables().passkeys.replace(undo, *row);
  }
  bool remove(const PersonId& person, std::string_view credential_id) override {
    Undo& undo = access_.undo();
    const auto row = find(credential_id);
    return row && row->person == person && access_.tables().passkeys.erase(undo, credential_id);
  }

 private:
  Access access_;
};

class Sessions final : public SessionStore {
 public:
  explicit Sessions(Access access) : access_(access) {}

  bool insert(const Session& session) override {
    return access_.tables().sessions.insert(access_.undo(), session);
  }
  std::optional<Session> find(const SessionId& id) override {
    return access_.tables().sessions.copy(id.value());
  }
  std::vector<Session> of_person(const PersonId& person) override {
    return access_.tables().sessions.list(session_by_person, person.value());
  }
  bool update(const Session& session) override {
    return access_.tables().sessions.replace(access_.undo(), session);
  }
  bool remove(const SessionId& id) override {
    return access_.tables().sessions.erase(access_.undo(), id.value());
  }
  std::size_t remove_of(const PersonId& person, const SessionId* but) override {
    Undo& undo = access_.undo();
    std::size_t removed = 0;
    for (const Session& session : of_person(person)) {
      if (but == nullptr || session.id != *but) {
        access_.tables().sessions.erase(undo, session.id.value());
        ++removed;
      }
    }
    return removed;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return access_.tables().sessions.erase_up_to(access_.undo(), session_by_expiry, {},
                                                 base::to_unix_milliseconds(now), most);
  }

 private:
  Access access_;
};

}  // namespace

std::unique_ptr<PersonStore> make_people(Access access) {
  return std::make_unique<People>(access);
}
std::unique_ptr<PasswordStore> make_passwords(Access access) {
  return std::make_unique<Passwords>(access);
}
std::unique_ptr<PasskeyStore> make_passkeys(Access access) {
  return std::make_unique<Passkeys>(access);
}
std::unique_ptr<SessionStore> make_sessions(Access access) {
  return std::make_unique<Sessions>(access);
}

}  // namespace haetae::storage::memory
