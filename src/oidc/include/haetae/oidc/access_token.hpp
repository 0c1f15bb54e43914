// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/crypto/jws.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/oidc/ids.hpp"
#include "haetae/oidc/scope.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/oidc/token.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// A JWT access token (RFC 9068), always ES256: checked anywhere without a store. Clients of the
/// Kakao surface treat it as opaque. Revocation is the caller's: by person epoch (`issued_at`
/// against valid_from) and by the short list of families and ids.
struct AccessToken {
  std::string id;  ///< `jti`, base::new_id()
  Surface surface = Surface::standard;
  AppId app;
  ClientId client_id;
  /// `sub`: the person's number at the app; nothing for client_credentials (sub = client_id).
  std::optional<Subject> subject;
  /// `pid`: sealed anew in every token, so that two sites cannot tell that they know one person.
  std::optional<PersonId> person;
  FamilyId family;
  Scopes scopes;
  base::Instant issued_at{};
  base::Instant expires_at{};
  friend bool operator==(const AccessToken&, const AccessToken&) = default;
};

/// The token for an issue. `id`: base::new_id().
[[nodiscard]] AccessToken make_access_token(const Issue& issue, std::optional<Subject> subject,
                                            std::string id, base::Instant now);

struct AccessTokenKeys {
  const crypto::PrivateKey& key;  ///< ES256
  std::string_view key_id;
  const crypto::Sealer& sealer;
  std::string_view issuer;  ///< as configured; the surface's suffix is added here
};
[[nodiscard]] std::string write_access_token(const AccessToken& token, const AccessTokenKeys& keys);

enum class AccessTokenError {
  malformed,      ///< no JWS, or claims missing or of a wrong type
  bad_signature,  ///< also an unknown key, another algorithm, `crit` (threats 27–30)
  wrong_type,     ///< `typ` is not at+jwt: an id_token is no access token
  wrong_issuer,
  wrong_audience,  ///< threats 8, 36; also a token of the other surface
  expired,
  not_yet_valid  ///< issued more than a minute in the future
};
[[nodiscard]] std::string_view to_text(AccessTokenError error);

struct AccessTokenCheck {
  const crypto::KeyLookup& find_key;
  const crypto::Sealer& sealer;
  std::string_view issuer;  ///< as configured
  Surface surface = Surface::standard;
  base::Instant now{};
};
/// Cost: one ES256 verification, one AES-GCM; no I/O.
[[nodiscard]] base::Outcome<AccessToken, AccessTokenError> read_access_token(
    std::string_view compact, const AccessTokenCheck& check);

}  // namespace haetae::oidc
