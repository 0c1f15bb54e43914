// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/hash.hpp"

#include "haetae/base/assert.hpp"
#include "openssl.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <string>

namespace haetae::crypto {

// The fetched algorithms are never freed: OpenSSL's own exit handler outlives no static of ours
// reliably, and one object per process is no leak.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const kept = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  HAETAE_ASSERT(kept != nullptr);
  return kept;
}

MacContext new_hmac_context() {
  static EVP_MAC* const kept = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  HAETAE_ASSERT(kept != nullptr);
  MacContext context{EVP_MAC_CTX_new(kept)};
  HAETAE_ASSERT(context != nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  HAETAE_ASSERT(EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

Digest sha256(base::BytesView data) {
  thread_local const MdContext context{EVP_MD_CTX_new()};
  HAETAE_ASSERT(context != nullptr);
  Digest digest{};
  HAETAE_ASSERT(EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1);
  HAETAE_ASSERT(EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1);
  HAETAE_ASSERT(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

Digest hmac_sha256(base::BytesView key, base::BytesView data) {
  thread_local const MacContext context = new_hmac_context();
  // A null key would mean "the key of before" to OpenSSL, so an empty key needs an address.
  static constexpr std::uint8_t kNoKey = 0;
  const std::uint8_t* key_data = key.empty() ? &kNoKey : key.data();
  Digest digest{};
  std::size_t length = 0;
  HAETAE_ASSERT(EVP_MAC_init(context.get(), key_data, key.size(), nullptr) == 1);
  HAETAE_ASSERT(EVP_MAC_update(context.get(), data.data(), data.size()) == 1);
  HAETAE_ASSERT(EVP_MAC_final(context.get(), digest.data(), &length, digest.size()) == 1);
  HAETAE_ASSERT(length == digest.size());
  return digest;
}

Digest derive_key(base::BytesView secret, std::string_view purpose) {
  // One block of output is enough: T(1) = HMAC(PRK, info | 0x01) (RFC 5869 §2.3).
  static constexpr Digest kNoSalt{};
  Digest extracted = hmac_sha256(kNoSalt, secret);
  std::string info{purpose};
  info.push_back('\x01');
  const Digest key = hmac_sha256(extracted, base::as_bytes(info));
  OPENSSL_cleanse(extracted.data(), extracted.size());
  return key;
}

bool equal_constant_time(base::BytesView a, base::BytesView b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace haetae::crypto
