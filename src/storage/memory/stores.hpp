// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bundle.hpp"
#include "haetae/accounts/store.hpp"
#include "memory/tables.hpp"

#include <memory>

namespace haetae::storage::memory {

/// Tables plus the way to change them; changing without an Undo is a write inside read.
class Access {
 public:
  Access(Tables& tables, Undo* undo) : tables_(tables), undo_(undo) {}
  [[nodiscard]] Tables& tables() { return tables_; }
  [[nodiscard]] Undo& undo();

 private:
  Tables& tables_;
  Undo* undo_;
};

/// Every store over `tables`. `undo`: nullptr makes stores that only read.
[[nodiscard]] Bundle make_stores(Tables& tables, Undo* undo);

std::unique_ptr<accounts::PersonStore> make_people(Access access);
std::unique_ptr<accounts::PasswordStore> make_passwords(Access access);
std::unique_ptr<accounts::PasskeyStore> make_passkeys(Access access);
std::unique_ptr<accounts::SessionStore> make_sessions(Access access);
std::unique_ptr<accounts::LinkStore> make_links(Access access);
std::unique_ptr<accounts::FamilyStore> make_families(Access access);
std::unique_ptr<accounts::RevocationStore> make_revocations(Access access);
std::unique_ptr<accounts::SpentStore> make_spent(Access access);
std::unique_ptr<accounts::GuessStore> make_guesses(Access access);
std::unique_ptr<accounts::AppStore> make_apps(Access access);
std::unique_ptr<accounts::SigningKeyStore> make_signing_keys(Access access);
std::unique_ptr<accounts::AuditStore> make_audit(Access access);
std::unique_ptr<accounts::MailStore> make_mails(Access access);
std::unique_ptr<accounts::PictureStore> make_pictures(Access access);
std::unique_ptr<accounts::HandoverStore> make_handovers(Access access);
std::unique_ptr<accounts::RevisionStore> make_revisions(Access access);
std::unique_ptr<accounts::TargetStore> make_targets(Access access);

}  // namespace haetae::storage::memory
