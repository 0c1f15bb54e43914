// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ports.hpp"
#include "haetae/wire/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::accounts {

/// A six-digit code that went out by mail, and the sealed proof that the asking browser holds. The
/// code is bound to that proof (ASVS 6.6.2), lives 10 minutes (6.5.5), may be guessed five times
/// and is used once (threats 57, 58). Nothing is stored but guesses and the use.
class MailedCode {
 public:
  static constexpr base::Seconds kLife = std::chrono::minutes{10};
  static constexpr std::uint32_t kGuesses = 5;
  static constexpr std::size_t kDigits = 6;

  /// `purpose` keeps proofs of sign-up, reset and change of e-mail apart.
  MailedCode(const Ports& ports, std::string_view purpose);

  struct Issued {
    std::string proof;
    std::string code;
  };
  /// `payload` travels sealed in the proof. Not `answerable`: no code will ever be right, and the
  /// proof looks and behaves the same (threat 61).
  [[nodiscard]] Issued issue(const wire::Json& payload, bool answerable) const;

  struct Opened {
    std::string id;
    wire::Json payload;
    bool right = false;  ///< only take() may act on it
    base::Instant expires_at{};
  };
  /// nullopt: forged, of another purpose, or expired.
  [[nodiscard]] std::optional<Opened> open(std::string_view proof, std::string_view code) const;

  enum class Taken { taken, wrong, no_guesses_left, already_used };
  /// Counts the guess and, when it is right, spends the proof; part of the transaction that does
  /// what the code allows. Commit whatever the answer, so that the guess counts.
  [[nodiscard]] Taken take(Transaction& transaction, const Opened& opened) const;

 private:
  Ports ports_;
  std::string purpose_;
};

}  // namespace haetae::accounts
