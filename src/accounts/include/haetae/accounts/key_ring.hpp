// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/audit.hpp"
#include "haetae/accounts/ports.hpp"
#include "haetae/crypto/key.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// The keys that sign tokens: one line of RS256 and one of ES256 keys, private parts sealed at
/// rest, imported once and kept. Thread-safe.
class KeyRing {
 public:
  static constexpr std::string_view kTopic = "keys";
  /// A new key is published this long before it signs, so that caches of the JWKS know it.
  static constexpr base::Seconds kPublishLead = std::chrono::hours{24};
  /// A former key is published this long after its last signature: the longest token life, and
  /// an hour for clocks that differ.
  static constexpr base::Seconds kOverlap = std::chrono::hours{25};

  struct SigningKey {
    std::string id;
    crypto::PrivateKey key;
  };

  KeyRing(const Ports& ports, const Audit& audit);

  /// Reads the keys; makes the first ones of each algorithm when there are none.
  [[nodiscard]] base::Outcome<void, StoreError> reload();

  /// The key that signs now; nullptr before the first reload().
  [[nodiscard]] std::shared_ptr<const SigningKey> current(crypto::Algorithm algorithm) const;
  [[nodiscard]] std::optional<crypto::PublicKey> find(std::string_view key_id) const;
  /// RFC 7517 JWK Set of every published key, RS256 first; the same text until a key changes.
  [[nodiscard]] std::shared_ptr<const std::string> jwks() const;

  /// Grows whenever a published key was added or dropped; what was verified before counts anew.
  [[nodiscard]] std::uint64_t generation() const;

  /// Makes a successor for `algorithm`: published now, signing after kPublishLead, when the present
  /// key stops. Gives the new key's id. With `at_once` it signs now, for a key that leaked; tokens
  /// of the leaked key die at once too.
  [[nodiscard]] base::Outcome<std::string, StoreError> rotate(crypto::Algorithm algorithm,
                                                              bool at_once = false);

  struct Listed {
    std::string id, algorithm;
    base::Instant created_at{}, signs_from{}, signs_until{}, expires_at{};
    bool signs_now = false;
  };
  [[nodiscard]] std::vector<Listed> list() const;

 private:
  struct Snapshot;
  [[nodiscard]] SigningKeyRecord make(crypto::Algorithm algorithm, base::Instant signs_from) const;
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
  [[nodiscard]] base::Outcome<void, StoreError> show(std::vector<SigningKeyRecord> records);

  Ports ports_;
  const Audit& audit_;
  std::mutex reloading_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace haetae::accounts
