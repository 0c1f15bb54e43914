// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/crypto/jws.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/oidc/claims.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/ids.hpp"
#include "haetae/oidc/token.hpp"
#include "haetae/wire/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

struct IdTokenFacts {
  const Issue& issue;
  const PersonClaims& person;
  const Scopes& agreed_items;  ///< the person's present agreements at the app
  Subject subject;
  std::string_view issuer;        ///< of the surface (issuer_of)
  std::string_view access_token;  ///< for at_hash (OpenID Core §3.1.3.6)
  std::string_view session_id;    ///< pairwise_session_id(); empty = no `sid`
  bool is_refresh = false;        ///< no nonce then (OpenID Core §12.2); Kakao surface repeats it
  base::Instant now{};
};

/// The payload. Kakao surface exactly as spec kakao-login §2.7: iss, aud (string), sub (string),
/// iat, exp, auth_time, nonce, nickname, picture, email by scope. Standard surface adds at_hash,
/// email_verified, amr, acr, sid. exp is the access token's.
[[nodiscard]] wire::Json id_token_claims(const IdTokenFacts& facts);

/// `sid` that says nothing at another site: derived from session and client.
[[nodiscard]] std::string pairwise_session_id(const crypto::Sealer& sealer,
                                              const SessionId& session, const ClientId& client);

/// What a verified id_token says about whom it was for.
struct IdTokenHint {
  std::string subject;
  ClientId client_id;      ///< `aud`
  std::string session_id;  ///< `sid`; empty when absent
};

/// Verifies an id_token_hint (OpenID Core §3.1.2.1, RP-Initiated Logout §2): signature, `typ` JWT,
/// issuer. Expired ones are accepted, since a hint only narrows what may happen.
/// `issuer`: of the surface.
[[nodiscard]] std::optional<IdTokenHint> read_id_token_hint(std::string_view compact,
                                                            const crypto::KeyLookup& find_key,
                                                            std::string_view issuer);

/// Faults of Kakao's /oauth/tokeninfo in the order of their codes (spec kakao-login §2.8).
enum class TokenInfoFault {
  malformed,      ///< KOE400: missing or no JWT
  wrong_issuer,   ///< KOE401
  bad_signature,  ///< KOE402
  expired         ///< KOE403
};
/// The payload of a valid id_token of this issuer, as signed.
[[nodiscard]] base::Outcome<wire::Json, TokenInfoFault> check_token_info(
    std::string_view id_token, const crypto::KeyLookup& find_key, std::string_view issuer,
    base::Instant now);

}  // namespace haetae::oidc
