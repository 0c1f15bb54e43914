// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/crypto/key.hpp"
#include "key_impl.hpp"

#include <array>
#include <atomic>
#include <climits>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <utility>

namespace haetae::crypto {
namespace {

constexpr std::size_t kP256Length = 32;
constexpr std::size_t kRsaBits = 2048;

base::Bytes number_of(const Pkey& pkey, const char* name, std::size_t length = 0) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(pkey.get(), name, &raw) != 1) return {};
  const BigNumber number{raw};
  base::Bytes bytes(length != 0 ? length : static_cast<std::size_t>(BN_num_bytes(number.get())));
  if (BN_bn2binpad(number.get(), bytes.data(), static_cast<int>(bytes.size())) < 0) return {};
  return bytes;
}

/// Reads the public half out of a private key; no algorithm when the kind of key is not ours.
std::optional<PublicNumbers> public_numbers(const Pkey& pkey) {
  if (EVP_PKEY_is_a(pkey.get(), "RSA") == 1) {
    return PublicNumbers{Algorithm::rs256, number_of(pkey, OSSL_PKEY_PARAM_RSA_N),
                         number_of(pkey, OSSL_PKEY_PARAM_RSA_E)};
  }
  std::array<char, 32> group{};
  std::size_t length = 0;
  if (EVP_PKEY_is_a(pkey.get(), "EC") == 1 &&
      EVP_PKEY_get_group_name(pkey.get(), group.data(), group.size(), &length) == 1 &&
      std::string_view{group.data(), length} == "prime256v1") {
    return PublicNumbers{Algorithm::es256, number_of(pkey, OSSL_PKEY_PARAM_EC_PUB_X, kP256Length),
                         number_of(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, kP256Length)};
  }
  return std::nullopt;
}

Pkey read_pkcs8(base::BytesView der) {
  if (der.empty() || der.size() > 16 * 1024) return nullptr;
  const std::uint8_t* end = der.data();
  const Pkcs8 document{d2i_PKCS8_PRIV_KEY_INFO(nullptr, &end, static_cast<long>(der.size()))};
  if (document == nullptr || end != der.data() + der.size()) return nullptr;
  return Pkey{EVP_PKCS82PKEY_ex(document.get(), nullptr, nullptr)};
}

PrivateKey::Impl make_impl(Pkey pkey, PublicKey public_part) {
  static std::atomic<std::uint64_t> last{0};
  return PrivateKey::Impl{std::move(pkey), std::move(public_part), ++last};
}

/// A signing context that a thread keeps, since making one costs a fifth of a signature. It holds
/// its key, so few are kept: those of the keys in force.
struct KeptSigner {
  std::uint64_t key = 0;
  PkeyContext context;
};

PkeyContext make_signer(EVP_PKEY* pkey, bool rsa) {
  PkeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr)};
  HAETAE_ASSERT(context != nullptr && EVP_PKEY_sign_init(context.get()) == 1);
  HAETAE_ASSERT(EVP_PKEY_CTX_set_signature_md(context.get(), sha256_algorithm()) == 1);
  if (rsa) HAETAE_ASSERT(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1);
  return context;
}

EVP_PKEY_CTX* kept_signer(std::uint64_t key, EVP_PKEY* pkey, bool rsa) {
  thread_local std::array<KeptSigner, 4> kept;
  thread_local std::size_t next = 0;
  for (const KeptSigner& one : kept) {
    if (one.key == key) return one.context.get();
  }
  KeptSigner& slot = kept[next++ % kept.size()];
  slot = {key, make_signer(pkey, rsa)};
  return slot.context.get();
}

/// A document may pair a private number with a foreign public one; a signature tells.
bool halves_match(const PrivateKey& key) {
  static constexpr std::string_view kProbe = "haetae key check";
  return key.public_key().verify(base::as_bytes(kProbe), key.sign(base::as_bytes(kProbe)));
}

}  // namespace

base::Bytes es256_der_from_jose(base::BytesView jose) {
  if (jose.size() != 2 * kP256Length) return {};
  const EcdsaSignature signature{ECDSA_SIG_new()};
  BIGNUM* r = BN_bin2bn(jose.data(), kP256Length, nullptr);
  BIGNUM* s = BN_bin2bn(jose.data() + kP256Length, kP256Length, nullptr);
  HAETAE_ASSERT(signature != nullptr && r != nullptr && s != nullptr);
  HAETAE_ASSERT(ECDSA_SIG_set0(signature.get(), r, s) == 1);
  base::Bytes der(2 * kP256Length + 8);
  std::uint8_t* end = der.data();
  const int length = i2d_ECDSA_SIG(signature.get(), &end);
  HAETAE_ASSERT(length > 0 && static_cast<std::size_t>(length) <= der.size());
  der.resize(static_cast<std::size_t>(length));
  return der;
}

base::Bytes es256_jose_from_der(base::BytesView der) {
  const std::uint8_t* end = der.data();
  const EcdsaSignature signature{d2i_ECDSA_SIG(nullptr, &end, static_cast<long>(der.size()))};
  if (signature == nullptr || end != der.data() + der.size()) return {};
  base::Bytes jose(2 * kP256Length);
  const int size = static_cast<int>(kP256Length);
  if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), jose.data(), size) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), jose.data() + kP256Length, size) < 0) {
    return {};
  }
  return jose;
}

PrivateKey PrivateKey::generate(Algorithm algorithm) {
  HAETAE_ASSERT(algorithm != Algorithm::eddsa);
  Pkey pkey{algorithm == Algorithm::rs256
                ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kRsaBits)
                : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "prime256v1")};
  HAETAE_ASSERT(pkey != nullptr);
  std::optional<PublicNumbers> numbers = public_numbers(pkey);
  HAETAE_ASSERT(numbers.has_value());
  auto public_part = make_public_key(std::move(*numbers));
  HAETAE_ASSERT(public_part.has_value());
  return PrivateKey{
      std::make_shared<const Impl>(make_impl(std::move(pkey), std::move(*public_part)))};
}

base::Outcome<PrivateKey, KeyError> PrivateKey::from_pkcs8(base::BytesView der) {
  Pkey pkey = read_pkcs8(der);
  ERR_clear_error();
  if (pkey == nullptr) return base::fail(KeyError::malformed);
  std::optional<PublicNumbers> numbers = public_numbers(pkey);
  if (!numbers) return base::fail(KeyError::unsupported);
  auto public_part = make_public_key(std::move(*numbers));
  if (!public_part.has_value()) return base::fail(public_part.error());
  PrivateKey key{std::make_shared<const Impl>(make_impl(std::move(pkey), std::move(*public_part)))};
  if (!halves_match(key)) return base::fail(KeyError::malformed);
  return key;
}

std::string PrivateKey::to_pkcs8() const {
  const Pkcs8 document{EVP_PKEY2PKCS8(impl_->pkey.get())};
  HAETAE_ASSERT(document != nullptr);
  std::uint8_t* raw = nullptr;
  const int length = i2d_PKCS8_PRIV_KEY_INFO(document.get(), &raw);
  HAETAE_ASSERT(length > 0);
  std::string der{reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length)};
  OPENSSL_clear_free(raw, der.size());
  return der;
}

Algorithm PrivateKey::algorithm() const {
  return impl_->public_part.algorithm();
}

PublicKey PrivateKey::public_key() const {
  return impl_->public_part;
}

base::Bytes PrivateKey::sign(base::BytesView data) const {
  const bool rsa = algorithm() == Algorithm::rs256;
  const Digest digest = sha256(data);
  EVP_PKEY_CTX* const context = kept_signer(impl_->number, impl_->pkey.get(), rsa);
  std::size_t length = static_cast<std::size_t>(EVP_PKEY_get_size(impl_->pkey.get()));
  base::Bytes signature(length);
  const int done = EVP_PKEY_sign(context, signature.data(), &length, digest.data(), digest.size());
  // A document's numbers can be too broken to sign with; from_pkcs8 finds out by an empty result.
  if (done != 1) {
    ERR_clear_error();
    return {};
  }
  signature.resize(length);
  return rsa ? signature : es256_jose_from_der(signature);
}

}  // namespace haetae::crypto
