// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/wire/json.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Passkeys: the server side of Web Authentication Level 3 (W3C), as pure functions. Whoever calls
// keeps the challenges, and takes each away at its first use (threat 63).
namespace haetae::accounts {

/// Who we are to a browser. `origins` are compared whole, never by suffix (threat 62).
struct RelyingParty {
  std::string id;                    // a host name, "id.example.org"
  std::string name;                  // shown to people
  std::vector<std::string> origins;  // "https://id.example.org", "http://localhost:8080"
  bool user_verification_required = true;
};

inline constexpr std::size_t kWebauthnChallengeLength = 32;
inline constexpr std::size_t kUserHandleLength = 32;
inline constexpr std::size_t kUserHandleLengthMin = 16;
inline constexpr std::size_t kUserHandleLengthMax = 64;      // §4, user handle
inline constexpr std::size_t kCredentialIdLengthMax = 1023;  // §7.1 step 26
inline constexpr base::Milliseconds kWebauthnTimeout{300'000};

[[nodiscard]] base::Bytes new_webauthn_challenge(base::Entropy& entropy);
/// Opaque and random, one per person: it must tell nothing about them (§14.6.1).
[[nodiscard]] base::Bytes new_user_handle(base::Entropy& entropy);

/// A credential that a browser may or must not use. `transports` as NewCredential gave them.
struct CredentialDescriptor {
  base::Bytes id;
  std::vector<std::string> transports;
};

struct CreationRequest {
  base::BytesView challenge;    // >= 16 bytes
  base::BytesView user_handle;  // 16 to 64 bytes
  std::string_view user_name;   // an e-mail address; shown by the browser only
  std::string_view display_name;
  std::span<const CredentialDescriptor> exclude;  // those that the person has already
};

/// PublicKeyCredentialCreationOptionsJSON (§5.1.8) for parseCreationOptionsFromJSON: a discoverable
/// credential with user verification and without attestation, ES256, RS256 or EdDSA.
[[nodiscard]] wire::Json creation_options(const RelyingParty& party,
                                          const CreationRequest& request);
/// PublicKeyCredentialRequestOptionsJSON (§5.1.9). An empty `allow` lets the browser offer every
/// passkey it has for us, which conditional UI needs.
[[nodiscard]] wire::Json request_options(const RelyingParty& party, base::BytesView challenge,
                                         std::span<const CredentialDescriptor> allow = {});

enum class WebauthnError {
  malformed,
  wrong_type,
  wrong_challenge,
  wrong_origin,
  cross_origin,
  wrong_rp_id,
  user_not_present,
  user_not_verified,
  wrong_backup_flags,
  unsupported_algorithm,
  attestation_refused,
  credential_id_too_long,
  wrong_credential,
  wrong_user,
  bad_signature,
  counter_regressed,
};
/// The enumerator's name, for logs and the audit trail.
[[nodiscard]] std::string_view to_text(WebauthnError error);

struct NewCredential {
  base::Bytes credential_id;
  base::Bytes public_key;  // COSE_Key as the authenticator wrote it
  std::uint32_t sign_count = 0;
  std::array<std::uint8_t, 16> aaguid{};
  std::vector<std::string> transports;
  std::string attestation_format;
  bool backup_eligible = false;
  bool backup_state = false;
  bool user_verified = false;
};

/// §7.1. `response` is a RegistrationResponseJSON, the browser's `credential.toJSON()`.
/// The caller still checks that no one has the credential id yet (step 27).
/// Cost: one import of a key; a verification when the attestation is packed and self-made.
[[nodiscard]] base::Outcome<NewCredential, WebauthnError> verify_registration(
    const RelyingParty& party, base::BytesView challenge, const wire::Json& response);

/// What is kept of a credential, as far as an assertion is checked against it.
struct StoredCredential {
  base::Bytes credential_id;
  base::Bytes public_key;
  base::Bytes user_handle;
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
};

struct AssertionResult {
  std::uint32_t new_sign_count = 0;
  bool backup_state = false;
  bool user_verified = false;
  base::Bytes user_handle;
};

/// The credential id that an AuthenticationResponseJSON claims, to look up the stored one by.
/// nullopt when there is none of a possible length.
[[nodiscard]] std::optional<base::Bytes> claimed_credential_id(const wire::Json& response);

/// `required` when nobody was named before (a discoverable sign-in), so that the authenticator
/// names the person; `if_present` when the session already did (§7.2 step 6).
enum class UserHandleRule { required, if_present };

/// §7.2. `response` is an AuthenticationResponseJSON. The caller stores new_sign_count and
/// backup_state. Errors: counter_regressed tells of a cloned authenticator and is only given when
/// the signature was good. Cost: one ES256 verification.
[[nodiscard]] base::Outcome<AssertionResult, WebauthnError> verify_assertion(
    const RelyingParty& party, base::BytesView challenge, const wire::Json& response,
    const StoredCredential& stored, UserHandleRule rule = UserHandleRule::required);

}  // namespace haetae::accounts
