// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace haetae::base {

/// The one door to randomness. Implementations are safe to call from several threads unless they
/// say otherwise.
class Entropy {
 public:
  Entropy() = default;
  Entropy(const Entropy&) = delete;
  Entropy& operator=(const Entropy&) = delete;
  virtual ~Entropy() = default;

  /// Fills `out` with unpredictable bytes; aborts when the system has none.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The kernel's generator (getrandom). Thread-safe.
class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

/// A repeatable stream (splitmix64) for tests and the simulator; never for secrets that matter.
/// Not thread-safe.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

/// Characters of an id made by new_id.
inline constexpr std::size_t kIdLength = 26;

/// A new id: 48 bits of milliseconds and 82 bits of randomness in 26 lower-case base32hex
/// characters, so that ids made later sort later and stay near each other in an index.
[[nodiscard]] std::string new_id(const Clock& clock, Entropy& entropy);

/// True for what new_id can have made: exactly 26 characters of `0-9a-v`.
[[nodiscard]] bool is_id(std::string_view text);

/// `length` characters of `[A-Za-z0-9]`, each drawn evenly (log2 62 = 5.95 bits a character).
[[nodiscard]] std::string random_alphanumeric(Entropy& entropy, std::size_t length);

/// `length` lower-case hexadecimal digits (4 bits each); the form of Kakao app keys.
[[nodiscard]] std::string random_hex(Entropy& entropy, std::size_t length);

/// `length` decimal digits, each drawn evenly; the form of mailed one-time codes.
[[nodiscard]] std::string random_digits(Entropy& entropy, std::size_t length);

}  // namespace haetae::base
