// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/credentials.hpp"
#include "haetae/accounts/guard.hpp"
#include "haetae/accounts/mailed_code.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/crypto/password.hpp"

#include <string>

namespace haetae::accounts {

enum class SignUpError {
  email_malformed,
  password_too_short,
  password_too_long,
  password_guessable,
  nickname_malformed,
  slow_down,  ///< too many mails asked for; try again within the hour
  wrong_code,
  code_dead,       ///< forged, expired, used, or guessed at too often: start again
  already_exists,  ///< the account was made in between (told only to who had the right code)
  unavailable,
};

/// Making an account with proof of the e-mail address. Whether an address has an account shows
/// neither in the answer nor in the time (threat 61): only its owner learns it, by mail.
class SignUp {
 public:
  SignUp(const Ports& ports, const crypto::PasswordHasher& hasher, const Guard& guard,
         const Sessions& sessions, const Audit& audit);

  struct Start {
    std::string email, nickname;
    std::string password;  ///< as typed
    std::string language;  ///< of the mail and the account: "ko" or "en"
    std::string flow;      ///< whatever the caller wants back at the end; not looked into
  };
  /// Mails a code; gives the sealed proof that the browser brings back with it. The password is in
  /// it as a hash only.
  [[nodiscard]] base::Outcome<std::string, SignUpError> start(const Start& start,
                                                              const Visitor& visitor) const;

  struct Done {
    Entrance entrance;
    std::string flow;
  };
  /// Makes the person and signs them in: one write.
  [[nodiscard]] base::Outcome<Done, SignUpError> finish(
      std::string_view proof, std::string_view code, const Visitor& visitor,
      const std::optional<SessionId>& replaces) const;

 private:
  Ports ports_;
  const crypto::PasswordHasher& hasher_;
  const Guard& guard_;
  const Sessions& sessions_;
  const Audit& audit_;
  MailedCode codes_;
};

}  // namespace haetae::accounts
