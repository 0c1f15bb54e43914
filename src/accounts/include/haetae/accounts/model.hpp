// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "haetae/accounts/ids.hpp"
#include "haetae/base/clock.hpp"

namespace haetae::accounts {

/// A delivery address (spec kakao-login §3.2, shipping_address).
struct ShippingAddress {
  std::int64_t id = 0;
  std::string name;
  bool is_default = false;
  base::Instant updated_at{};
  std::string base_address, detail_address, zone_number, zip_code;
  std::string receiver_name, receiver_phone_number1, receiver_phone_number2;
  friend bool operator==(const ShippingAddress&, const ShippingAddress&) = default;
};

/// What a person may have told about themself; empty means not given. Stored as one document.
struct Profile {
  std::string name;
  std::string gender;         ///< "female" or "male"
  std::string birthyear;      ///< YYYY
  std::string birthday;       ///< MMDD
  std::string birthday_type;  ///< "SOLAR" or "LUNAR"
  std::string phone_number;   ///< "+82 10-1234-5678"
  std::string ci;             ///< connecting information of an identity check
  std::optional<base::Instant> ci_authenticated_at;
  std::vector<ShippingAddress> shipping_addresses;
  friend bool operator==(const Profile&, const Profile&) = default;
};

struct Person {
  PersonId id;
  std::string email;  ///< as typed; looked up by normal_email()
  bool email_verified = false;
  std::string nickname;
  std::string picture_id;  ///< empty: the default picture
  Profile profile;
  std::string language;  ///< "ko" or "en"; empty: by the browser
  bool disabled = false;
  base::Instant created_at{};
  base::Instant updated_at{};
  /// Sessions and tokens from before this instant are dead (the person's epoch).
  base::Instant valid_from{};
  friend bool operator==(const Person&, const Person&) = default;
};

struct Password {
  PersonId person;
  std::string phc;
  base::Instant changed_at{};
  friend bool operator==(const Password&, const Password&) = default;
};

/// A WebAuthn credential (Level 3 §4, credential record).
struct Passkey {
  std::string credential_id;  ///< base64url
  PersonId person;
  std::string user_handle;  ///< base64url, random; the same for all passkeys of a person
  std::string public_key;   ///< COSE_Key, base64url
  std::uint32_t sign_count = 0;
  std::string aaguid;      ///< hex
  std::string transports;  ///< comma-separated
  bool backup_eligible = false;
  bool backed_up = false;
  std::string name;
  base::Instant created_at{};
  std::optional<base::Instant> used_at;
  friend bool operator==(const Passkey&, const Passkey&) = default;
};

struct Session {
  SessionId id;
  PersonId person;
  std::string methods;  ///< RFC 8176 amr values, space-separated: "pwd", "hwk user"
  base::Instant created_at{};
  base::Instant authenticated_at{};
  base::Instant seen_at{};
  base::Instant expires_at{};
  std::string device;   ///< "Chrome, Android"
  std::string address;  ///< last client address
  friend bool operator==(const Session&, const Session&) = default;
};

/// One consent item or service term that a person agreed to, and when.
struct Agreement {
  std::string id;
  base::Instant agreed_at{};
  std::string agreed_by;  ///< "KAUTH" (page) or "KAPI" (call)
  friend bool operator==(const Agreement&, const Agreement&) = default;
};

/// A person's connection to an app.
struct Link {
  PersonId person;
  AppNumber app = 0;
  Subject subject = 0;
  /// False while preregistered (automatic linking off, before /v1/user/signup).
  bool signed_up = true;
  std::vector<Agreement> scopes;
  std::vector<Agreement> terms;
  /// App-defined properties (update_profile).
  std::vector<std::pair<std::string, std::string>> properties;
  base::Instant linked_at{};
  base::Instant updated_at{};
  friend bool operator==(const Link&, const Link&) = default;
};

/// A granted authorization and its refresh generations (design: life of a sign-in). `id` is the id
/// of the authorization code, so inserting the row is what spends the code.
struct Family {
  FamilyId id;
  PersonId person;
  AppNumber app = 0;
  std::string client_id;
  SessionId session;
  std::string surface;              ///< "kakao" or "standard"
  std::vector<std::string> scopes;  ///< granted
  bool with_id_token = false;
  std::string nonce;
  std::string methods;
  std::uint32_t generation = 0;
  base::Instant authenticated_at{};
  base::Instant created_at{};
  base::Instant advanced_at{};  ///< when `generation` last grew
  base::Instant expires_at{};   ///< of the current refresh token; nothing refreshes later
  bool revoked = false;
  friend bool operator==(const Family&, const Family&) = default;
};

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

struct Picture {
  std::string id;
  std::string large, small;  ///< JPEG bytes, 640×640 and 110×110
  base::Instant created_at{};
  friend bool operator==(const Picture&, const Picture&) = default;
};

/// Lower case, trimmed, IDN host kept as typed: the form by which people are found. Empty when
/// `text` is no plausible address (RFC 5321 limits: 64 before '@', 254 in all).
[[nodiscard]] std::string normal_email(std::string_view text);

}  // namespace haetae::accounts
