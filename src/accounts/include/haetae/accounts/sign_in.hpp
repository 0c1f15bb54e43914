// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/guard.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/crypto/password.hpp"

#include <optional>
#include <string>

namespace haetae::accounts {

struct SignInError {
  enum class Reason { wrong_credentials, slow_down, unavailable };
  Reason reason = Reason::wrong_credentials;
  base::Seconds retry_after{0};  ///< with slow_down
  friend bool operator==(const SignInError&, const SignInError&) = default;
};

/// The password door. Wrong password, unknown, disabled and password-less account give the same
/// answer after the same work (threats 61, 41); longer ones than crypto::kPasswordLengthMax are
/// refused unhashed (threat 70). A right password that was hashed at a former cost is hashed anew.
class SignIn {
 public:
  SignIn(const Ports& ports, const crypto::PasswordHasher& hasher, const Guard& guard,
         const Sessions& sessions, const Audit& audit)
      : ports_(ports), hasher_(hasher), guard_(guard), sessions_(sessions), audit_(audit) {}

  struct Attempt {
    std::string email;     ///< as typed
    std::string password;  ///< as typed
    bool keep = false;
    Visitor visitor;
    std::string device_cookie;          ///< "" when the browser has none
    std::optional<SessionId> replaces;  ///< Sessions::id_of the cookie that came
  };
  /// One read, one hash, one write.
  [[nodiscard]] base::Outcome<Entrance, SignInError> with_password(const Attempt& attempt) const;

  /// The same for somebody who is signed in, before a sensitive change; the session id changes.
  [[nodiscard]] base::Outcome<Entrance, SignInError> reauthenticate(
      const SignedIn& who, std::string_view password, const Visitor& visitor,
      std::string_view device_cookie) const;

 private:
  [[nodiscard]] base::Outcome<Entrance, SignInError> enter(const Attempt& attempt,
                                                           const PersonId* only) const;
  [[nodiscard]] base::Outcome<Entrance, SignInError> wrong(const Attempt& attempt,
                                                           const std::optional<Person>& person,
                                                           const Guard::Budgets& budgets) const;
  [[nodiscard]] base::Outcome<Entrance, SignInError> welcome(const Attempt& attempt,
                                                             const Password& checked,
                                                             const std::optional<Password>& renewed,
                                                             const Guard::Budgets& budgets,
                                                             bool again) const;

  Ports ports_;
  const crypto::PasswordHasher& hasher_;
  const Guard& guard_;
  const Sessions& sessions_;
  const Audit& audit_;
};

}  // namespace haetae::accounts
