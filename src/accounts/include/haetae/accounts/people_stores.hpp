// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/person.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// The stores of people and of what belongs to one person. `stores.hpp` says what holds for all.

namespace haetae::accounts {

struct PersonStore {
  virtual ~PersonStore() = default;
  /// False when the id or the normal_email is taken.
  virtual bool insert(const Person& person) = 0;
  virtual std::optional<Person> find(const PersonId& id) = 0;
  virtual std::optional<Person> find_by_email(std::string_view normal_email) = 0;
  /// False when there is no such person, or the new e-mail is another's.
  virtual bool update(const Person& person) = 0;
  /// Removes the person and every row that belongs to them, but for the audit log, revocations
  /// (their tokens must stay dead) and mails (which are removed by age).
  virtual bool remove(const PersonId& id) = 0;
  virtual std::uint64_t count() = 0;
};

struct PasswordStore {
  virtual ~PasswordStore() = default;
  virtual std::optional<Password> find(const PersonId& person) = 0;
  virtual void put(const Password& password) = 0;
};

struct PasskeyStore {
  virtual ~PasskeyStore() = default;
  virtual bool insert(const Passkey& passkey) = 0;
  virtual std::optional<Passkey> find(std::string_view credential_id) = 0;
  virtual std::vector<Passkey> of_person(const PersonId& person) = 0;
  /// Replaces name, sign_count, backed_up and used_at.
  virtual bool update(const Passkey& passkey) = 0;
  virtual bool remove(const PersonId& person, std::string_view credential_id) = 0;
};

struct SessionStore {
  virtual ~SessionStore() = default;
  virtual bool insert(const Session& session) = 0;
  virtual std::optional<Session> find(const SessionId& id) = 0;
  virtual std::vector<Session> of_person(const PersonId& person) = 0;
  virtual bool update(const Session& session) = 0;
  virtual bool remove(const SessionId& id) = 0;
  virtual std::size_t remove_of(const PersonId& person, const SessionId* but = nullptr) = 0;
  virtual std::size_t remove_expired(base::Instant now, std::size_t most) = 0;
};

struct PictureStore {
  virtual ~PictureStore() = default;
  virtual void insert(const Picture& picture) = 0;
  virtual std::optional<Picture> find(std::string_view id) = 0;
  virtual bool remove(std::string_view id) = 0;
};

}  // namespace haetae::accounts
