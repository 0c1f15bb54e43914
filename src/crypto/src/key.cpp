// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/key.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "key_impl.hpp"

#include <array>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <utility>

namespace haetae::crypto {
namespace {

using Result = base::Outcome<PublicKey, KeyError>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, OpensslDeleter<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, OpensslDeleter<OSSL_PARAM_free>>;

constexpr std::size_t kRsaBytesMin = 256;   // 2048 bits (threat 34)
constexpr std::size_t kRsaBytesMax = 1024;  // 8192 bits: verifying longer ones is a cheap DoS
constexpr std::size_t kRsaExponentBytesMax = 8;
constexpr std::size_t kCoordinateLength = 32;
using P256Point = std::array<std::uint8_t, 1 + 2 * kCoordinateLength>;

BigNumber to_number(base::BytesView bytes) {
  BigNumber number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
  HAETAE_ASSERT(number != nullptr);
  return number;
}

/// Gives a null pointer when OpenSSL refuses the numbers, e.g. a point off the curve.
Pkey import_public(const char* type, const Params& params) {
  const PkeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
  HAETAE_ASSERT(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* pkey = nullptr;
  const int done = EVP_PKEY_fromdata(context.get(), &pkey, EVP_PKEY_PUBLIC_KEY, params.get());
  ERR_clear_error();
  Pkey made{pkey};
  if (done != 1) return nullptr;
  return made;
}

base::Outcome<Pkey, KeyError> import_rsa(const PublicNumbers& numbers) {
  const base::Bytes& n = numbers.first;
  const base::Bytes& e = numbers.second;
  // One number has one text, or two thumbprints would name one key (RFC 7518 §2, §6.3.1.1).
  if (n.empty() || e.empty() || n.front() == 0 || e.front() == 0) {
    return base::fail(KeyError::malformed);
  }
  if (n.size() > kRsaBytesMax || e.size() > kRsaExponentBytesMax) {
    return base::fail(KeyError::unsupported);
  }
  // FIPS 186-5 §5.1: at least 2048 bits, both odd, 2^16 < e.
  if (n.size() < kRsaBytesMin || (n.size() == kRsaBytesMin && n.front() < 0x80) ||
      (n.back() & 1) == 0 || (e.back() & 1) == 0 || e.size() < 3) {
    return base::fail(KeyError::weak);
  }
  const BigNumber modulus = to_number(n);
  const BigNumber exponent = to_number(e);
  const ParamBuilder builder{OSSL_PARAM_BLD_new()};
  HAETAE_ASSERT(builder != nullptr);
  HAETAE_ASSERT(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1);
  HAETAE_ASSERT(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1);
  return import_public("RSA", Params{OSSL_PARAM_BLD_to_param(builder.get())});
}

/// A P-256 public key (the generator) to copy from: building the group by name costs 90 µs an
/// import, copying one that is there 14 µs, and every passkey sign-in imports a key.
const EVP_PKEY* p256_template() {
  static const EVP_PKEY* const kept = [] {
    const BigNumberContext scratch{BN_CTX_new()};
    EC_GROUP* group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    HAETAE_ASSERT(scratch != nullptr && group != nullptr);
    P256Point point{};
    HAETAE_ASSERT(EC_POINT_point2oct(group, EC_GROUP_get0_generator(group),
                                     POINT_CONVERSION_UNCOMPRESSED, point.data(), point.size(),
                                     scratch.get()) == point.size());
    EC_GROUP_free(group);
    const ParamBuilder builder{OSSL_PARAM_BLD_new()};
    HAETAE_ASSERT(builder != nullptr);
    HAETAE_ASSERT(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                                  "prime256v1", 0) == 1);
    HAETAE_ASSERT(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                   point.data(), point.size()) == 1);
    return import_public("EC", Params{OSSL_PARAM_BLD_to_param(builder.get())}).release();
  }();
  HAETAE_ASSERT(kept != nullptr);
  return kept;
}

base::Outcome<Pkey, KeyError> import_p256(const PublicNumbers& numbers) {
  if (numbers.first.size() != kCoordinateLength || numbers.second.size() != kCoordinateLength) {
    return base::fail(KeyError::malformed);
  }
  P256Point point{0x04};  // SEC 1 §2.3.3, uncompressed
  std::copy(numbers.first.begin(), numbers.first.end(), point.begin() + 1);
  std::copy(numbers.second.begin(), numbers.second.end(), point.begin() + 1 + kCoordinateLength);
  Pkey pkey{EVP_PKEY_dup(const_cast<EVP_PKEY*>(p256_template()))};  // reads only
  HAETAE_ASSERT(pkey != nullptr);
  if (EVP_PKEY_set1_encoded_public_key(pkey.get(), point.data(), point.size()) != 1) {
    ERR_clear_error();
    return base::fail(KeyError::malformed);  // off the curve (SEC 1 §2.3.4)
  }
  return pkey;
}

base::Outcome<Pkey, KeyError> import_ed25519(const PublicNumbers& numbers) {
  if (numbers.first.size() != kCoordinateLength || !is_ed25519_point(numbers.first)) {
    return base::fail(KeyError::malformed);
  }
  return Pkey{EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, numbers.first.data(),
                                             numbers.first.size())};
}

base::Outcome<Pkey, KeyError> import_numbers(const PublicNumbers& numbers) {
  switch (numbers.algorithm) {
    case Algorithm::rs256:
      return import_rsa(numbers);
    case Algorithm::es256:
      return import_p256(numbers);
    case Algorithm::eddsa:
      return import_ed25519(numbers);
  }
  return base::fail(KeyError::unsupported);
}

/// A base64url member; empty when absent or not base64url, which no key form accepts.
base::Bytes member(const wire::Json& jwk, std::string_view name) {
  const std::optional<std::string_view> text = jwk.string_at(name);
  if (!text || text->size() > 2 * kRsaBytesMax) return {};
  return wire::base64url_decode(*text).value_or(base::Bytes{});
}

bool verify_digest(EVP_PKEY* pkey, bool rsa, base::BytesView data, base::BytesView signature) {
  const Digest digest = sha256(data);
  const PkeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr)};
  HAETAE_ASSERT(context != nullptr && EVP_PKEY_verify_init(context.get()) == 1);
  HAETAE_ASSERT(EVP_PKEY_CTX_set_signature_md(context.get(), sha256_algorithm()) == 1);
  if (rsa) HAETAE_ASSERT(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1);
  return EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(),
                         digest.size()) == 1;
}

bool verify_whole(EVP_PKEY* pkey, base::BytesView data, base::BytesView signature) {
  const MdContext context{EVP_MD_CTX_new()};
  HAETAE_ASSERT(context != nullptr);
  HAETAE_ASSERT(EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, pkey,
                                        nullptr) == 1);
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(),
                          data.size()) == 1;
}

}  // namespace

std::string_view to_text(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
      return "RS256";
    case Algorithm::es256:
      return "ES256";
    case Algorithm::eddsa:
      return "EdDSA";
  }
  return {};
}

std::optional<Algorithm> algorithm_from_text(std::string_view text) {
  for (const Algorithm one : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
    if (text == to_text(one)) return one;
  }
  return std::nullopt;
}

Result make_public_key(PublicNumbers numbers) {
  base::Outcome<Pkey, KeyError> pkey = import_numbers(numbers);
  if (!pkey.has_value()) return base::fail(pkey.error());
  if (*pkey == nullptr) return base::fail(KeyError::malformed);
  return PublicKey{std::make_shared<const PublicKey::Impl>(
      PublicKey::Impl{std::move(numbers), std::move(*pkey)})};
}

Result PublicKey::from_jwk(const wire::Json& jwk) {
  const std::string_view type = jwk.string_at("kty").value_or("");
  const std::string_view curve = jwk.string_at("crv").value_or("");
  PublicNumbers numbers;
  if (type == "RSA") {
    numbers = {Algorithm::rs256, member(jwk, "n"), member(jwk, "e")};
  } else if (type == "EC" && curve == "P-256") {
    numbers = {Algorithm::es256, member(jwk, "x"), member(jwk, "y")};
  } else if (type == "OKP" && curve == "Ed25519") {
    numbers = {Algorithm::eddsa, member(jwk, "x"), {}};
  } else {
    return base::fail(type.empty() ? KeyError::malformed : KeyError::unsupported);
  }
  // Whoever publishes the private half has lost the key.
  if (jwk.find("d") != nullptr) return base::fail(KeyError::weak);
  // A key made for another algorithm or for encryption is not ours to use (RFC 7517 §4.2, §4.4).
  if (jwk.find("alg") != nullptr && jwk.string_at("alg") != to_text(numbers.algorithm)) {
    return base::fail(KeyError::unsupported);
  }
  if (jwk.find("use") != nullptr && jwk.string_at("use") != "sig") {
    return base::fail(KeyError::unsupported);
  }
  return make_public_key(std::move(numbers));
}

Algorithm PublicKey::algorithm() const {
  return impl_->numbers.algorithm;
}

// The members stand in the order of RFC 7638 §3.3, so that the thumbprint is taken of this text.
wire::Json PublicKey::to_jwk() const {
  const std::string first = wire::base64url_encode(impl_->numbers.first);
  const std::string second = wire::base64url_encode(impl_->numbers.second);
  wire::Json jwk = wire::Json::object();
  switch (impl_->numbers.algorithm) {
    case Algorithm::rs256:
      jwk.set("e", second).set("kty", "RSA").set("n", first);
      break;
    case Algorithm::es256:
      jwk.set("crv", "P-256").set("kty", "EC").set("x", first).set("y", second);
      break;
    case Algorithm::eddsa:
      jwk.set("crv", "Ed25519").set("kty", "OKP").set("x", first);
      break;
  }
  return jwk;
}

std::string PublicKey::thumbprint() const {
  return wire::base64url_encode(sha256(to_jwk().to_text()));
}

bool PublicKey::verify(base::BytesView data, base::BytesView signature) const {
  if (algorithm() != Algorithm::es256) return verify_der(data, signature);
  const base::Bytes der = es256_der_from_jose(signature);
  return !der.empty() && verify_der(data, der);
}

bool PublicKey::verify_der(base::BytesView data, base::BytesView signature) const {
  const bool good =
      algorithm() == Algorithm::eddsa
          ? verify_whole(impl_->pkey.get(), data, signature)
          : verify_digest(impl_->pkey.get(), algorithm() == Algorithm::rs256, data, signature);
  // A refused signature leaves entries in the thread's error queue; nobody reads them.
  if (!good) ERR_clear_error();
  return good;
}

}  // namespace haetae::crypto
