// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/sessions.hpp"
#include "haetae/accounts/sign_in.hpp"
#include "haetae/accounts/webauthn.hpp"

#include <optional>
#include <string>

namespace haetae::accounts {

struct OpenChallenge;

/// A ceremony's first half: what the browser's WebAuthn call takes, and the sealed challenge that
/// comes back with the answer. Nothing is stored (design: flow state travels sealed).
struct PasskeyCeremony {
  std::string options;  ///< JSON for navigator.credentials (WebAuthn Level 3 §5.1.8, §5.1.9)
  std::string state;    ///< sealed; 5 minutes
};

/// The passkey door: discoverable credentials, so nobody types anything. A signature cannot be
/// guessed, so no budget of attempts stands before this door that a neighbour on the same network
/// could use up; attempts with a passkey that nobody has leave no trace in the store.
class PasskeySignIn {
 public:
  static constexpr base::Seconds kChallengeLife = std::chrono::minutes{5};

  PasskeySignIn(const Ports& ports, const RelyingParty& relying_party, const Sessions& sessions,
                const Audit& audit)
      : ports_(ports), relying_party_(relying_party), sessions_(sessions), audit_(audit) {}

  /// Same for everybody: no credential list, so nothing tells who has an account (threat 61).
  [[nodiscard]] PasskeyCeremony begin() const;

  struct Answer {
    std::string state;     ///< from begin()
    std::string response;  ///< AuthenticationResponseJSON text
    bool keep = false;
    Visitor visitor;
    std::optional<SessionId> replaces;
  };
  /// One read, one verification, one write, in which the challenge is spent, the counter grows and
  /// the session begins (threat 63).
  [[nodiscard]] base::Outcome<Entrance, SignInError> finish(const Answer& answer) const;

  /// finish() for somebody signed in: only a passkey of theirs counts; `keep` stays as it was.
  [[nodiscard]] base::Outcome<Entrance, SignInError> reauthenticate(const SignedIn& who,
                                                                    const Answer& answer) const;

 private:
  [[nodiscard]] base::Outcome<Entrance, SignInError> enter(const Answer& answer,
                                                           const PersonId* only) const;
  [[nodiscard]] base::Outcome<Entrance, SignInError> welcome(const Answer& answer,
                                                             const OpenChallenge& challenge,
                                                             const Passkey& checked,
                                                             const AssertionResult& result,
                                                             bool again) const;

  Ports ports_;
  const RelyingParty& relying_party_;
  const Sessions& sessions_;
  const Audit& audit_;
};

}  // namespace haetae::accounts
