// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_library.hpp"
#include "data_dir.hpp"
#include "database.hpp"
#include "haetae/accounts/audit.hpp"
#include "haetae/accounts/authorizations.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/email_change.hpp"
#include "haetae/accounts/guard.hpp"
#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/notices.hpp"
#include "haetae/accounts/passkey_sign_in.hpp"
#include "haetae/accounts/passkeys.hpp"
#include "haetae/accounts/people.hpp"
#include "haetae/accounts/reset.hpp"
#include "haetae/accounts/revocations.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/accounts/sign_in.hpp"
#include "haetae/accounts/sign_outs.hpp"
#include "haetae/accounts/sign_up.hpp"
#include "haetae/accounts/snapshots.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/app/config.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/crypto/password.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/storage/database.hpp"
#include "notifier.hpp"
#include "start_error.hpp"

#include <memory>
#include <string>

namespace haetae::app {

/// Every service, wired in the order of their ranks. Server and command line share it; the command
/// line works on the same data directory while the server runs.
class Services {
 public:
  [[nodiscard]] static base::Outcome<std::unique_ptr<Services>, StartError> open(
      const Config& config, const base::Clock& clock, base::Entropy& entropy);

  Services(const Config& config, DataDir dir, std::vector<crypto::SealKey> keys,
           OpenedDatabase opened, const base::Clock& clock, base::Entropy& entropy);
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  const Config config;
  const DataDir data_dir;
  const base::Clock& clock;
  base::Entropy& entropy;
  const std::unique_ptr<accounts::Site> site;
  const std::unique_ptr<storage::Database> store;
  storage::IslandStore* const island;  ///< `store`, where there are other sites; else nullptr
  const crypto::Sealer sealer;
  const accounts::Ports ports;
  const crypto::PasswordHasher hasher;
  const accounts::RelyingParty relying_party;

  accounts::Audit audit;
  accounts::Revocations revocations;
  accounts::KeyRing keys;
  Notifier notices;
  accounts::Directory directory;
  accounts::Guard guard;
  accounts::Sessions sessions;
  accounts::SignIn sign_in;
  accounts::PasskeySignIn passkey_sign_in;
  accounts::Passkeys passkeys;
  accounts::SignUp sign_up;
  accounts::Reset reset;
  accounts::EmailChange email_change;
  accounts::People people;
  accounts::Links links;
  accounts::Tokens tokens;
  accounts::Authorizations authorizations;
  accounts::SignOuts sign_outs;
  accounts::Snapshots snapshots;
  AddressLibrary addresses;
};

/// WebAuthn's relying party for a configuration: by default the issuer's host and origin.
[[nodiscard]] accounts::RelyingParty relying_party_of(const Config& config);

}  // namespace haetae::app
