// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/grants.hpp"
#include "haetae/accounts/ids.hpp"
#include "haetae/accounts/person.hpp"
#include "haetae/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>

// Everything that accounts keeps: people, what they granted, and what the server itself needs.

namespace haetae::accounts {

/// A public and sealed private key of this server.
struct SigningKeyRecord {
  std::string id;         ///< JWKS kid: 30 hex digits
  std::string algorithm;  ///< "RS256" or "ES256"
  std::string public_jwk;
  std::string sealed_private;  ///< crypto::Sealer, purpose "signing-key"
  base::Instant created_at{};
  base::Instant signs_from{};   ///< published before this, signs after it
  base::Instant signs_until{};  ///< exclusive; far future while current
  base::Instant expires_at{};   ///< after this no longer published
  friend bool operator==(const SigningKeyRecord&, const SigningKeyRecord&) = default;
};

/// Kills tokens issued before `before`. `id`: "p:<person>", "l:<person>:<app>" or "f:<family>".
struct Revocation {
  std::string id;
  base::Instant before{};
  base::Instant expires_at{};  ///< when no such token can be alive any more
  friend bool operator==(const Revocation&, const Revocation&) = default;
};

/// One line of the append-only audit log.
struct AuditEntry {
  std::string id;  ///< base::new_id, so ordered by time
  base::Instant at{};
  std::string event;    ///< "sign_in", "passkey_added", …; docs list them
  std::string outcome;  ///< "ok" or the reason of refusal
  std::string person;   ///< may be empty
  AppNumber app = 0;
  std::string address;
  std::string device;
  std::string detail;  ///< JSON object, without secrets
  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

struct Mail {
  std::string id;
  std::string to, subject, text, html;
  base::Instant created_at{};
  base::Instant due_at{};
  std::uint32_t attempts = 0;
  std::optional<base::Instant> sent_at;
  std::string last_error;
  friend bool operator==(const Mail&, const Mail&) = default;
};

}  // namespace haetae::accounts
