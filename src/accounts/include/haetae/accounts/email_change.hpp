// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/guard.hpp"
#include "haetae/accounts/mailed_code.hpp"
#include "haetae/accounts/sessions.hpp"

#include <string>
#include <string_view>

namespace haetae::accounts {

enum class EmailChangeError {
  not_fresh,
  email_malformed,
  same_email,
  slow_down,
  wrong_code,
  code_dead,    ///< forged, another person's, expired, used, or guessed at too often
  email_taken,  ///< taken in between (told only to who had the right code)
  unavailable,
};

/// A new address for a signed-in person, proven by a code mailed to it. The former address is
/// told. Whether the new one has an account does not show (threat 61).
class EmailChange {
 public:
  EmailChange(const Ports& ports, const Guard& guard, const Sessions& sessions, const Audit& audit);

  [[nodiscard]] base::Outcome<std::string, EmailChangeError> start(const SignedIn& who,
                                                                   std::string_view new_email,
                                                                   const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<Person, EmailChangeError> finish(const SignedIn& who,
                                                               std::string_view proof,
                                                               std::string_view code,
                                                               const Visitor& visitor) const;

 private:
  Ports ports_;
  const Guard& guard_;
  const Sessions& sessions_;
  const Audit& audit_;
  MailedCode codes_;
};

}  // namespace haetae::accounts
