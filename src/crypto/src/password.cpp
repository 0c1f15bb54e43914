// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/password.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/crypto/hash.hpp"

#include <argon2.h>
#include <array>
#include <charconv>
#include <new>
#include <openssl/crypto.h>
#include <optional>
#include <utility>

namespace haetae::crypto {
namespace {

constexpr std::size_t kSaltLength = 16;
constexpr std::size_t kHashLength = 32;
constexpr std::size_t kPhcLengthMax = 256;
/// A stored hash that asks for more than this was not made here.
constexpr PasswordCost kCostMax{1024 * 1024, 64, 16};

/// Takes `name=number` off the front of `text`.
bool take_number(std::string_view& text, std::string_view name, std::uint32_t& number) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

/// The cost in a PHC text; nullopt when it is no Argon2id of version 19 within kCostMax.
std::optional<PasswordCost> cost_of(std::string_view phc) {
  PasswordCost cost;
  if (phc.size() > kPhcLengthMax || !take_number(phc, "$argon2id$v=19$m=", cost.memory_kib) ||
      !take_number(phc, ",t=", cost.passes) || !take_number(phc, ",p=", cost.lanes) ||
      !phc.starts_with('$')) {
    return std::nullopt;
  }
  if (cost.memory_kib > kCostMax.memory_kib || cost.passes > kCostMax.passes ||
      cost.lanes > kCostMax.lanes) {
    return std::nullopt;
  }
  return cost;
}

/// Being short of memory is neither "wrong" nor a bug: it ends the request as exhaustion does.
bool succeeded(int argon2_result) {
  if (argon2_result == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc{};
  return argon2_result == ARGON2_OK;
}

Digest peppered(const base::SecretText& pepper, const base::SecretText& password) {
  return hmac_sha256(base::as_bytes(pepper.reveal()), base::as_bytes(password.reveal()));
}

}  // namespace

PasswordHasher::PasswordHasher(base::SecretText pepper, PasswordCost cost, base::Entropy& entropy)
    : pepper_(std::move(pepper)), cost_(cost), entropy_(entropy) {
  HAETAE_ASSERT(cost.memory_kib >= 8 * cost.lanes && cost.memory_kib <= kCostMax.memory_kib);
  HAETAE_ASSERT(cost.passes >= 1 && cost.passes <= kCostMax.passes);
  HAETAE_ASSERT(cost.lanes >= 1 && cost.lanes <= kCostMax.lanes);
  // Nobody knows the decoy's password, so a check against it is always spent in vain.
  decoy_ = hash(base::SecretText{base::random_alphanumeric(entropy_, 32)});
}

std::string PasswordHasher::hash(const base::SecretText& password) const {
  HAETAE_ASSERT(password.reveal().size() <= kPasswordLengthMax);
  std::array<std::uint8_t, kSaltLength> salt{};
  entropy_.fill(salt);
  Digest input = peppered(pepper_, password);
  std::string phc(argon2_encodedlen(cost_.passes, cost_.memory_kib, cost_.lanes, kSaltLength,
                                    kHashLength, Argon2_id),
                  '\0');
  const int result =
      argon2id_hash_encoded(cost_.passes, cost_.memory_kib, cost_.lanes, input.data(), input.size(),
                            salt.data(), salt.size(), kHashLength, phc.data(), phc.size());
  OPENSSL_cleanse(input.data(), input.size());
  HAETAE_ASSERT(succeeded(result));
  phc.resize(phc.find('\0'));
  return phc;
}

PasswordHasher::Verdict PasswordHasher::verify(const base::SecretText& password,
                                               std::string_view phc) const {
  if (password.reveal().size() > kPasswordLengthMax) return Verdict::wrong;
  const std::optional<PasswordCost> cost = cost_of(phc);
  if (!cost) return Verdict::wrong;
  Digest input = peppered(pepper_, password);
  const int result = argon2id_verify(std::string{phc}.c_str(), input.data(), input.size());
  OPENSSL_cleanse(input.data(), input.size());
  if (!succeeded(result)) return Verdict::wrong;
  return *cost == cost_ ? Verdict::right : Verdict::right_but_outdated;
}

void PasswordHasher::spend_time(const base::SecretText& password) const {
  static_cast<void>(verify(password, decoy_));
}

}  // namespace haetae::crypto
