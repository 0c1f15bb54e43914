// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/accounts/model.hpp"
#include "memory/collection.hpp"

#include <cstdint>
#include <string>

namespace haetae::storage::memory {

struct SpentRow {
  std::string id;
  base::Instant expires_at{};
};
struct GuessRow {
  std::string key;
  std::uint32_t count = 0;
  base::Instant ends_at{};
};
struct HandoverRow {
  std::string id;
  std::string text;
  base::Instant expires_at{};
};
struct RevisionRow {
  std::string topic;
  std::uint64_t revision = 0;
};
struct TargetRow {
  std::string name;
  std::string text;
};

/// Numbers as text that sorts like the numbers (they are not negative).
[[nodiscard]] std::string sortable(std::int64_t number);
[[nodiscard]] std::string link_key(const accounts::PersonId& person, accounts::AppNumber app);

/// Which index of a collection is which; the order of the lists in tables.cpp.
enum PersonIndex : std::size_t { person_by_email };
enum PasskeyIndex : std::size_t { passkey_by_person };
enum SessionIndex : std::size_t { session_by_person, session_by_expiry };
enum LinkIndex : std::size_t { link_by_person, link_by_subject, link_preregistered };
enum FamilyIndex : std::size_t { family_by_person, family_by_session, family_by_expiry };
enum ExpiryIndex : std::size_t { by_expiry };
enum AppIndex : std::size_t { app_by_creation };
enum SigningKeyIndex : std::size_t { signing_key_by_creation, signing_key_by_expiry };
enum MailIndex : std::size_t { mail_by_creation, unsent_mail };

/// All rows of a memory store.
struct Tables {
  Tables();

  Collection<accounts::Person> people;
  Collection<accounts::Password> passwords;
  Collection<accounts::Passkey> passkeys;
  Collection<accounts::Session> sessions;
  Collection<accounts::Link> links;
  Collection<accounts::Family> families;
  Collection<accounts::Revocation> revocations;
  Collection<SpentRow> spent;
  Collection<GuessRow> guesses;
  Collection<accounts::AppRecord> apps;
  Collection<accounts::SigningKeyRecord> signing_keys;
  Collection<accounts::AuditEntry> audit;
  Collection<accounts::Mail> mails;
  Collection<accounts::Picture> pictures;
  Collection<HandoverRow> handovers;
  Collection<RevisionRow> revisions;
  Collection<TargetRow> targets;
};

}  // namespace haetae::storage::memory
