// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"

#include <memory>

namespace haetae::storage {

/// One backend's stores for one connection, and the Transaction that shows them to closures.
struct Bundle {
  std::unique_ptr<accounts::PersonStore> people;
  std::unique_ptr<accounts::PasswordStore> passwords;
  std::unique_ptr<accounts::PasskeyStore> passkeys;
  std::unique_ptr<accounts::SessionStore> sessions;
  std::unique_ptr<accounts::LinkStore> links;
  std::unique_ptr<accounts::FamilyStore> families;
  std::unique_ptr<accounts::RevocationStore> revocations;
  std::unique_ptr<accounts::SpentStore> spent;
  std::unique_ptr<accounts::GuessStore> guesses;
  std::unique_ptr<accounts::AppStore> apps;
  std::unique_ptr<accounts::SigningKeyStore> signing_keys;
  std::unique_ptr<accounts::AuditStore> audit;
  std::unique_ptr<accounts::MailStore> mails;
  std::unique_ptr<accounts::PictureStore> pictures;
  std::unique_ptr<accounts::HandoverStore> handovers;
  std::unique_ptr<accounts::RevisionStore> revisions;
  std::unique_ptr<accounts::TargetStore> targets;

  [[nodiscard]] accounts::Transaction transaction() const {
    return {*people,      *passwords, *passkeys,  *sessions,  *links,        *families,
            *revocations, *spent,     *guesses,   *apps,      *signing_keys, *audit,
            *mails,       *pictures,  *handovers, *revisions, *targets};
  }
};

}  // namespace haetae::storage
