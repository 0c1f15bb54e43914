// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/wire/json.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace haetae::crypto {

/// The signature algorithms that exist here. There is no `none` and no HMAC (threats 27, 28);
/// EdDSA is verified (passkeys) and never used to sign tokens.
enum class Algorithm { rs256, es256, eddsa };
[[nodiscard]] std::string_view to_text(Algorithm algorithm);  // "RS256", "ES256", "EdDSA"
[[nodiscard]] std::optional<Algorithm> algorithm_from_text(std::string_view text);

/// COSE algorithm numbers (RFC 9053 §2, RFC 8812 §2).
inline constexpr std::int64_t kCoseEs256 = -7;
inline constexpr std::int64_t kCoseEddsa = -8;
inline constexpr std::int64_t kCoseRs256 = -257;

enum class KeyError { malformed, unsupported, weak };

/// A public key for verification. Cheap to copy (shared, immutable). Thread-safe.
class PublicKey {
 public:
  /// RFC 7517 JWK: RSA >= 2048 bits (threat 34) or EC P-256 or OKP Ed25519, on-curve checked.
  [[nodiscard]] static base::Outcome<PublicKey, KeyError> from_jwk(const wire::Json& jwk);
  /// RFC 9052/9053 COSE_Key: ES256 (-7), RS256 (-257), EdDSA (-8). `taken` is set to the bytes
  /// that the CBOR item used, since authenticator data may hold more after it.
  [[nodiscard]] static base::Outcome<PublicKey, KeyError> from_cose(base::BytesView cose,
                                                                    std::size_t* taken = nullptr);

  [[nodiscard]] Algorithm algorithm() const;
  /// RFC 7517 members without kid and use: kty, n, e or kty, crv, x, y.
  [[nodiscard]] wire::Json to_jwk() const;
  /// RFC 7638 SHA-256 thumbprint, base64url.
  [[nodiscard]] std::string thumbprint() const;

  /// JOSE form: ES256 as R||S of 64 bytes (RFC 7518 §3.4).
  [[nodiscard]] bool verify(base::BytesView data, base::BytesView signature) const;
  /// WebAuthn form: ES256 as ASN.1 DER (WebAuthn §6.5.5).
  [[nodiscard]] bool verify_der(base::BytesView data, base::BytesView signature) const;

  struct Impl;
  explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

/// A private key that signs. Imported once and kept; thread-safe.
class PrivateKey {
 public:
  /// A new P-256 key or a new RSA key of 2048 bits.
  [[nodiscard]] static PrivateKey generate(Algorithm algorithm);
  /// PKCS#8 DER. `to_pkcs8` is for sealing at rest only.
  [[nodiscard]] static base::Outcome<PrivateKey, KeyError> from_pkcs8(base::BytesView der);
  [[nodiscard]] std::string to_pkcs8() const;

  [[nodiscard]] Algorithm algorithm() const;
  [[nodiscard]] PublicKey public_key() const;
  /// JOSE form. ES256 25 µs, RS256 0.3 ms.
  [[nodiscard]] base::Bytes sign(base::BytesView data) const;

  struct Impl;
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace haetae::crypto
