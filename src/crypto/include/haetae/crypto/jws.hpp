// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/wire/json.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace haetae::crypto {

inline constexpr std::size_t kJwsLengthMax = 16 * 1024;

/// RFC 7515 compact serialisation. `type` becomes `typ` ("JWT", "at+jwt", "secevent+jwt").
[[nodiscard]] std::string sign_jws(const PrivateKey& key, std::string_view key_id,
                                   std::string_view type, std::string_view payload);

enum class JwsError { malformed, unknown_critical, algorithm_refused, unknown_key, bad_signature };

/// The protected header, of which only these members are ever read: `jwk`, `jku`, `x5u`, `x5c` are
/// never trusted (threat 29), `crit` is refused whatever it names (threat 30).
struct JwsHeader {
  Algorithm algorithm{};
  std::string key_id;
  std::string type;
};
struct Jws {
  JwsHeader header;
  std::string payload;
};

/// Finds the key for a header; nullopt refuses. The key's own algorithm must equal the header's
/// (threat 28: RS/HS and RS/ES confusion).
using KeyLookup = std::function<std::optional<PublicKey>(const JwsHeader&)>;

/// Verifies; never returns an unverified payload.
[[nodiscard]] base::Outcome<Jws, JwsError> verify_jws(std::string_view compact,
                                                      std::span<const Algorithm> allowed,
                                                      const KeyLookup& find_key);

/// Reads header and payload without a check, for messages of tokeninfo-like debugging only.
[[nodiscard]] std::optional<Jws> peek_jws(std::string_view compact);

}  // namespace haetae::crypto
