// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/crypto/key.hpp"
#include "openssl.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace haetae::crypto {

/// The numbers of a public key, each big-endian without leading zeros (RSA) or of full length
/// (curves). `first` is n or x, `second` is e or y; Ed25519 has no second.
struct PublicNumbers {
  Algorithm algorithm{};
  base::Bytes first;
  base::Bytes second;
};

struct PublicKey::Impl {
  PublicNumbers numbers;
  Pkey pkey;
};

struct PrivateKey::Impl {
  Pkey pkey;
  PublicKey public_part;
  /// Tells keys apart in the contexts that threads keep; an address could be used again.
  std::uint64_t number;
};

/// The one way in for JWK, COSE and PKCS#8: checks size, form and that a point is on its curve.
base::Outcome<PublicKey, KeyError> make_public_key(PublicNumbers numbers);

/// True when `encoded` is a point of edwards25519 in its only form and not of small order
/// (RFC 8032 §5.1.3); OpenSSL looks only when it verifies.
bool is_ed25519_point(base::BytesView encoded);

/// ES256 between R||S of 64 bytes and ASN.1 DER. Empty when the input is of no such form.
base::Bytes es256_der_from_jose(base::BytesView jose);
base::Bytes es256_jose_from_der(base::BytesView der);

}  // namespace haetae::crypto
