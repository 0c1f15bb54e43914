// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/secret.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Ed25519 (RFC 8032 §5.1) for documents that travel between sites. Tokens are never signed with
/// it; the keys of passkeys are in key.hpp.
namespace haetae::crypto {

inline constexpr std::size_t kEd25519SignatureBytes = 64;
using Ed25519Public = std::array<std::uint8_t, 32>;

/// A public key from base64url (43 characters). nullopt for text of another form, and for what is
/// no point of the curve or one of small order, which would accept signatures that nobody made.
[[nodiscard]] std::optional<Ed25519Public> ed25519_public_from_text(std::string_view text);
[[nodiscard]] std::string to_text(const Ed25519Public& key);

/// False for anything that is no signature of `data` by `key`. Thread-safe.
[[nodiscard]] bool ed25519_verify(const Ed25519Public& key, base::BytesView data,
                                  base::BytesView signature);

/// A private key that signs. Thread-safe.
class Ed25519Signer {
 public:
  [[nodiscard]] static Ed25519Signer generate(base::Entropy& entropy);
  /// The seed of RFC 8032 §5.1.5 as base64url (43 characters). nullopt otherwise.
  [[nodiscard]] static std::optional<Ed25519Signer> from_seed(std::string_view text);

  /// For writing the key to its file.
  [[nodiscard]] base::SecretText seed() const;
  [[nodiscard]] const Ed25519Public& public_key() const { return public_; }
  [[nodiscard]] base::Bytes sign(base::BytesView data) const;

 private:
  struct Key;
  explicit Ed25519Signer(base::BytesView seed);
  std::shared_ptr<const Key> key_;
  Ed25519Public public_{};
};

}  // namespace haetae::crypto
