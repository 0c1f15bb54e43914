// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/credentials.hpp"
#include "haetae/accounts/guard.hpp"
#include "haetae/accounts/mailed_code.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/crypto/password.hpp"

#include <string>

namespace haetae::accounts {

enum class ResetError {
  email_malformed,
  password_too_short,
  password_too_long,
  password_guessable,
  slow_down,
  wrong_code,
  code_dead,  ///< forged, expired, used, guessed at too often, or the account changed since
  unavailable,
};

/// A new password for who can read the account's mail (threat 57). All sessions and all tokens end,
/// and the owner is told by mail. Unknown and disabled accounts get the same answers.
class Reset {
 public:
  Reset(const Ports& ports, const crypto::PasswordHasher& hasher, const Guard& guard,
        const Sessions& sessions, const Audit& audit, Revocations& revocations);

  [[nodiscard]] base::Outcome<std::string, ResetError> start(std::string_view email,
                                                             std::string_view language,
                                                             std::string_view flow,
                                                             const Visitor& visitor) const;
  struct Done {
    Entrance entrance;
    std::string flow;
  };
  /// `new_password` as typed. A refused password costs no guess.
  [[nodiscard]] base::Outcome<Done, ResetError> finish(std::string_view proof,
                                                       std::string_view code,
                                                       std::string_view new_password,
                                                       const Visitor& visitor) const;

 private:
  Ports ports_;
  const crypto::PasswordHasher& hasher_;
  const Guard& guard_;
  const Sessions& sessions_;
  const Audit& audit_;
  Revocations& revocations_;
  MailedCode codes_;
};

}  // namespace haetae::accounts
