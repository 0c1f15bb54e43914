// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/entropy.hpp"
#include "haetae/base/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace haetae::crypto {

/// Longer passwords are refused before any hashing (threat 70). Bytes of UTF-8 after NFC.
inline constexpr std::size_t kPasswordLengthMax = 256;

/// Argon2id (RFC 9106) cost. OWASP's figure: 19 MiB, two passes, one lane (about 25 ms here).
struct PasswordCost {
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
  friend bool operator==(const PasswordCost&, const PasswordCost&) = default;
};

/// Hashes and checks passwords. The pepper (from the sealing keys, never in the database) is mixed
/// in by HMAC-SHA256 before Argon2id. Thread-safe; each call takes `memory_kib` of memory.
class PasswordHasher {
 public:
  PasswordHasher(base::SecretText pepper, PasswordCost cost, base::Entropy& entropy);

  /// PHC text: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
  [[nodiscard]] std::string hash(const base::SecretText& password) const;

  enum class Verdict { wrong, right, right_but_outdated };
  /// `right_but_outdated`: matches, but was made with another cost; hash anew and store.
  [[nodiscard]] Verdict verify(const base::SecretText& password, std::string_view phc) const;

  /// Costs as much time as verify of an existing hash; for unknown accounts (threat 61).
  void spend_time(const base::SecretText& password) const;

 private:
  base::SecretText pepper_;
  PasswordCost cost_;
  base::Entropy& entropy_;
  std::string decoy_;
};

}  // namespace haetae::crypto
