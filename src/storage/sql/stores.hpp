// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bundle.hpp"
#include "haetae/accounts/store.hpp"
#include "sql/driver.hpp"

#include <memory>
#include <string>

namespace haetae::storage::sql {

/// Counters that everybody writes are split into rows that only one writes, so that writers of
/// several sites, or side by side, do not wait for each other. Their sum counts.
struct OwnRows {
  std::string site;    ///< guesses: one row a site, so that one site counts exactly
  std::string writer;  ///< revisions: one row a connection
  /// A database with one writer at a time: nothing is split.
  [[nodiscard]] bool none() const { return site.empty(); }
};

/// Every store on one connection, which must outlive it. Statements are prepared at first use.
/// The statements keep to one portable subset (README.md), so any driver can run them.
[[nodiscard]] Bundle make_stores(Connection& connection, const OwnRows& own = {});

std::unique_ptr<accounts::PersonStore> make_people(Connection& connection);
std::unique_ptr<accounts::PasswordStore> make_passwords(Connection& connection);
std::unique_ptr<accounts::PasskeyStore> make_passkeys(Connection& connection);
std::unique_ptr<accounts::SessionStore> make_sessions(Connection& connection);
std::unique_ptr<accounts::LinkStore> make_links(Connection& connection);
std::unique_ptr<accounts::FamilyStore> make_families(Connection& connection);
std::unique_ptr<accounts::RevocationStore> make_revocations(Connection& connection);
std::unique_ptr<accounts::SpentStore> make_spent(Connection& connection);
std::unique_ptr<accounts::GuessStore> make_guesses(Connection& connection, const OwnRows& own);
std::unique_ptr<accounts::AppStore> make_apps(Connection& connection);
std::unique_ptr<accounts::SigningKeyStore> make_signing_keys(Connection& connection);
std::unique_ptr<accounts::AuditStore> make_audit(Connection& connection);
std::unique_ptr<accounts::MailStore> make_mails(Connection& connection);
std::unique_ptr<accounts::PictureStore> make_pictures(Connection& connection);
std::unique_ptr<accounts::HandoverStore> make_handovers(Connection& connection);
std::unique_ptr<accounts::RevisionStore> make_revisions(Connection& connection, const OwnRows& own);
std::unique_ptr<accounts::TargetStore> make_targets(Connection& connection);

}  // namespace haetae::storage::sql
