// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/ed25519.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/wire/base64url.hpp"
#include "key_impl.hpp"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/err.h>

namespace haetae::crypto {
namespace {

constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kKeyDigits = 43;

/// 43 digits of base64url; empty for anything else.
base::Bytes key_bytes(std::string_view text) {
  if (text.size() != kKeyDigits) return {};
  return wire::base64url_decode(text).value_or(base::Bytes{});
}

}  // namespace

std::optional<Ed25519Public> ed25519_public_from_text(std::string_view text) {
  const base::Bytes bytes = key_bytes(text);
  Ed25519Public key{};
  if (bytes.size() != key.size() || !is_ed25519_point(bytes)) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

std::string to_text(const Ed25519Public& key) {
  return wire::base64url_encode(key);
}

bool ed25519_verify(const Ed25519Public& key, base::BytesView data, base::BytesView signature) {
  if (signature.size() != kEd25519SignatureBytes || !is_ed25519_point(key)) return false;
  const Pkey pkey{
      EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, key.data(), key.size())};
  const MdContext context{EVP_MD_CTX_new()};
  HAETAE_ASSERT(context != nullptr);
  const bool good = pkey != nullptr &&
                    EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr,
                                            pkey.get(), nullptr) == 1 &&
                    EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(),
                                     data.size()) == 1;
  // A refused signature leaves entries in the thread's error queue; nobody reads them.
  if (!good) ERR_clear_error();
  return good;
}

struct Ed25519Signer::Key {
  Pkey pkey;
};

Ed25519Signer::Ed25519Signer(base::BytesView seed) {
  Pkey pkey{EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, seed.data(), seed.size())};
  HAETAE_ASSERT(pkey != nullptr);
  std::size_t length = public_.size();
  HAETAE_ASSERT(EVP_PKEY_get_raw_public_key(pkey.get(), public_.data(), &length) == 1);
  HAETAE_ASSERT(length == public_.size());
  key_ = std::make_shared<const Key>(Key{std::move(pkey)});
}

Ed25519Signer Ed25519Signer::generate(base::Entropy& entropy) {
  std::array<std::uint8_t, kSeedBytes> seed{};
  entropy.fill(seed);
  Ed25519Signer signer{seed};
  OPENSSL_cleanse(seed.data(), seed.size());
  return signer;
}

std::optional<Ed25519Signer> Ed25519Signer::from_seed(std::string_view text) {
  base::Bytes seed = key_bytes(text);
  if (seed.size() != kSeedBytes) return std::nullopt;
  Ed25519Signer signer{seed};
  OPENSSL_cleanse(seed.data(), seed.size());
  return signer;
}

base::SecretText Ed25519Signer::seed() const {
  std::array<std::uint8_t, kSeedBytes> bytes{};
  std::size_t length = bytes.size();
  HAETAE_ASSERT(EVP_PKEY_get_raw_private_key(key_->pkey.get(), bytes.data(), &length) == 1);
  base::SecretText text{wire::base64url_encode(bytes)};
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return text;
}

base::Bytes Ed25519Signer::sign(base::BytesView data) const {
  const MdContext context{EVP_MD_CTX_new()};
  HAETAE_ASSERT(context != nullptr);
  HAETAE_ASSERT(EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr,
                                      key_->pkey.get(), nullptr) == 1);
  base::Bytes signature(kEd25519SignatureBytes);
  std::size_t length = signature.size();
  HAETAE_ASSERT(
      EVP_DigestSign(context.get(), signature.data(), &length, data.data(), data.size()) == 1);
  HAETAE_ASSERT(length == signature.size());
  return signature;
}

}  // namespace haetae::crypto
