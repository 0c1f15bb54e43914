// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_library.hpp"
#include "data_dir.hpp"
#include "database.hpp"
#include "haetae/accounts/services.hpp"
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

/// What the services stand on: configuration, files, store, keys.
struct Ground {
  Ground(const Config& given, DataDir dir, std::vector<crypto::SealKey> keys, OpenedDatabase opened,
         const base::Clock& clock, base::Entropy& entropy);

  const Config config;
  const DataDir data_dir;
  const base::Clock& clock;
  base::Entropy& entropy;
  const std::unique_ptr<accounts::Site> site;
  const std::unique_ptr<storage::Database> store;
  storage::IslandStore* const island;  ///< `store`, where there are other sites; else nullptr
  const crypto::Sealer sealer;
  const crypto::PasswordHasher hasher;
};

/// Every service over what a configuration names. Server and command line share it; the command
/// line works on the same data directory while the server runs.
class Services : public Ground, public accounts::Services {
 public:
  [[nodiscard]] static base::Outcome<std::unique_ptr<Services>, StartError> open(
      const Config& config, const base::Clock& clock, base::Entropy& entropy);

  Services(const Config& given, DataDir dir, std::vector<crypto::SealKey> keys,
           OpenedDatabase opened, const base::Clock& clock, base::Entropy& entropy);

  Notifier notices;
  AddressLibrary addresses;
};

/// WebAuthn's relying party for a configuration: by default the issuer's host and origin.
[[nodiscard]] accounts::RelyingParty relying_party_of(const Config& config);

}  // namespace haetae::app
