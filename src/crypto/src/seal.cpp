// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/seal.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "openssl.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <openssl/crypto.h>
#include <span>
#include <utility>

namespace haetae::crypto {
namespace {

constexpr std::size_t kNonceLength = 12;
constexpr std::size_t kTagLength = 16;
constexpr std::size_t kOverhead = 1 + kNonceLength + kTagLength;
constexpr std::size_t kSealedTextMax = 1024 * 1024;
constexpr std::size_t kSecretLengthMin = 32;

/// Purposes are literals of the program, so a thread sees a few dozen at most; the bound only
/// guards against a caller who makes them up from input.
constexpr std::size_t kContextsPerThreadMax = 128;

enum class Use : std::uint8_t { seal, open, derive };

const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const kept = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  HAETAE_ASSERT(kept != nullptr);
  return kept;
}

/// A keyed context that a thread keeps: the key schedule and the fetch are paid once.
struct KeptContext {
  std::uint64_t sealer = 0;
  std::uint8_t key_number = 0;
  Use use = Use::seal;
  std::string purpose;
  CipherContext cipher;
  MacContext mac;
};

/// Sealing and deriving must never share a key, even for one purpose name.
Digest purpose_key(const SealKey& key, Use use, std::string_view purpose) {
  std::string info = use == Use::derive ? "haetae derive: " : "haetae seal: ";
  info += purpose;
  return derive_key(base::as_bytes(key.secret.reveal()), info);
}

KeptContext make_context(std::uint64_t sealer, const SealKey& key, Use use,
                         std::string_view purpose) {
  KeptContext made{sealer, key.number, use, std::string{purpose}, nullptr, nullptr};
  Digest secret = purpose_key(key, use, purpose);
  if (use == Use::derive) {
    made.mac = new_hmac_context();
    HAETAE_ASSERT(EVP_MAC_init(made.mac.get(), secret.data(), secret.size(), nullptr) == 1);
  } else {
    made.cipher.reset(EVP_CIPHER_CTX_new());
    HAETAE_ASSERT(made.cipher != nullptr);
    HAETAE_ASSERT(EVP_CipherInit_ex2(made.cipher.get(), aes_256_gcm(), secret.data(), nullptr,
                                     use == Use::seal ? 1 : 0, nullptr) == 1);
  }
  OPENSSL_cleanse(secret.data(), secret.size());
  return made;
}

KeptContext& kept_context(std::uint64_t sealer, const SealKey& key, Use use,
                          std::string_view purpose) {
  thread_local std::vector<KeptContext> kept;
  const auto found = std::find_if(kept.begin(), kept.end(), [&](const KeptContext& context) {
    return context.sealer == sealer && context.key_number == key.number && context.use == use &&
           context.purpose == purpose;
  });
  if (found != kept.end()) return *found;
  if (kept.size() >= kContextsPerThreadMax) kept.clear();
  kept.push_back(make_context(sealer, key, use, purpose));
  return kept.back();
}

std::uint64_t next_sealer_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Sets nonce and associated data on a keyed context of either direction.
void begin_message(EVP_CIPHER_CTX* context, const std::uint8_t* nonce, std::string_view purpose) {
  HAETAE_ASSERT(EVP_CipherInit_ex2(context, nullptr, nullptr, nonce, -1, nullptr) == 1);
  int written = 0;
  const base::BytesView associated = base::as_bytes(purpose);
  HAETAE_ASSERT(EVP_CipherUpdate(context, nullptr, &written, associated.data(),
                                 static_cast<int>(associated.size())) == 1);
}

}  // namespace

struct Sealer::Impl {
  std::vector<SealKey> keys;
  base::Entropy& entropy;
  /// Tells sealers apart in the per-thread contexts; an address could be used again.
  std::uint64_t id;
  const SealKey* oldest;
};

Sealer::Sealer(std::vector<SealKey> keys, base::Entropy& entropy)
    : impl_(std::make_unique<Impl>(Impl{std::move(keys), entropy, next_sealer_id(), nullptr})) {
  HAETAE_ASSERT(!impl_->keys.empty());
  std::array<bool, 256> seen{};
  for (const SealKey& key : impl_->keys) {
    HAETAE_ASSERT(key.secret.reveal().size() >= kSecretLengthMin);
    HAETAE_ASSERT(!std::exchange(seen[key.number], true));
  }
  impl_->oldest =
      &*std::min_element(impl_->keys.begin(), impl_->keys.end(),
                         [](const SealKey& a, const SealKey& b) { return a.number < b.number; });
}

Sealer::~Sealer() = default;

std::string Sealer::seal(std::string_view purpose, base::BytesView plain) const {
  HAETAE_ASSERT(plain.size() <= kSealedTextMax / 2);
  const SealKey& key = impl_->keys.front();
  base::Bytes message(kOverhead + plain.size());
  message[0] = key.number;
  const std::span<std::uint8_t> nonce = std::span{message}.subspan(1, kNonceLength);
  impl_->entropy.fill(nonce);

  EVP_CIPHER_CTX* context = kept_context(impl_->id, key, Use::seal, purpose).cipher.get();
  begin_message(context, nonce.data(), purpose);
  std::uint8_t* data = message.data() + 1 + kNonceLength;
  int written = 0;
  if (!plain.empty()) {
    HAETAE_ASSERT(EVP_CipherUpdate(context, data, &written, plain.data(),
                                   static_cast<int>(plain.size())) == 1);
  }
  int last = 0;
  HAETAE_ASSERT(EVP_CipherFinal_ex(context, data + written, &last) == 1);
  HAETAE_ASSERT(
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagLength, data + plain.size()) == 1);
  return wire::base64url_encode(message);
}

std::string Sealer::seal(std::string_view purpose, std::string_view plain) const {
  return seal(purpose, base::as_bytes(plain));
}

std::optional<std::string> Sealer::open(std::string_view purpose, std::string_view sealed) const {
  if (sealed.size() > kSealedTextMax) return std::nullopt;
  std::optional<base::Bytes> message = wire::base64url_decode(sealed);
  if (!message || message->size() < kOverhead) return std::nullopt;
  const auto key = std::find_if(impl_->keys.begin(), impl_->keys.end(),
                                [&](const SealKey& one) { return one.number == message->front(); });
  if (key == impl_->keys.end()) return std::nullopt;

  EVP_CIPHER_CTX* context = kept_context(impl_->id, *key, Use::open, purpose).cipher.get();
  begin_message(context, message->data() + 1, purpose);
  const base::BytesView data = base::BytesView{*message}.subspan(1 + kNonceLength);
  const std::size_t length = data.size() - kTagLength;
  std::string plain(length, '\0');
  int written = 0;
  if (length != 0) {
    HAETAE_ASSERT(EVP_CipherUpdate(context, reinterpret_cast<std::uint8_t*>(plain.data()), &written,
                                   data.data(), static_cast<int>(length)) == 1);
  }
  HAETAE_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagLength,
                                    message->data() + 1 + kNonceLength + length) == 1);
  std::array<std::uint8_t, 16> rest{};
  int last = 0;
  if (EVP_CipherFinal_ex(context, rest.data(), &last) != 1) {
    OPENSSL_cleanse(plain.data(), plain.size());
    return std::nullopt;
  }
  return plain;
}

base::Bytes Sealer::derive(std::string_view purpose, std::string_view input) const {
  EVP_MAC_CTX* context = kept_context(impl_->id, *impl_->oldest, Use::derive, purpose).mac.get();
  // A null key begins a new message under the key the context already has.
  HAETAE_ASSERT(EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
  const base::BytesView data = base::as_bytes(input);
  HAETAE_ASSERT(EVP_MAC_update(context, data.data(), data.size()) == 1);
  base::Bytes secret(sizeof(Digest));
  std::size_t length = 0;
  HAETAE_ASSERT(EVP_MAC_final(context, secret.data(), &length, secret.size()) == 1);
  HAETAE_ASSERT(length == secret.size());
  return secret;
}

}  // namespace haetae::crypto
