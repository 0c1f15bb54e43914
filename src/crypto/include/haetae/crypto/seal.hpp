// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/secret.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::crypto {

/// One 32-byte master secret with its number. Secrets are never reused under another number.
struct SealKey {
  std::uint8_t number = 0;
  base::SecretText secret;
};

/// Seals small plain text so that browsers and databases can carry it: AES-256-GCM, one derived
/// key per purpose (HKDF), random 96-bit nonce, the purpose as associated data. A sealed text opens
/// only under the purpose it was made for. Thread-safe; keyed contexts are kept per thread.
class Sealer {
 public:
  /// Expects at least one key; the first seals, all open (rotation with overlap).
  Sealer(std::vector<SealKey> keys, base::Entropy& entropy);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  /// base64url text: 1 byte of key number, 12 of nonce, the data, 16 of tag.
  [[nodiscard]] std::string seal(std::string_view purpose, base::BytesView plain) const;
  [[nodiscard]] std::string seal(std::string_view purpose, std::string_view plain) const;
  /// nullopt for anything that is not exactly what seal() made for this purpose.
  [[nodiscard]] std::optional<std::string> open(std::string_view purpose,
                                                std::string_view sealed) const;

  /// A secret of 32 bytes for a purpose, same on every node with the same keys: HMAC of `input`
  /// under the purpose's key. Always by the first (oldest-numbered) key, so it never changes.
  [[nodiscard]] base::Bytes derive(std::string_view purpose, std::string_view input) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::crypto
