// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/passkey_sign_in.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

enum class PasskeyError {
  not_fresh,     ///< authenticate again first (Sessions::is_fresh)
  not_accepted,  ///< the authenticator's answer does not verify, or was used before
  already_added,
  too_many,        ///< kMost are there
  name_malformed,  ///< 1…40 characters
  unknown,         ///< no such passkey of this person
  last_way_in,     ///< removing it would leave the person without any
  unavailable,
};

/// The passkeys of a signed-in person.
class Passkeys {
 public:
  static constexpr std::size_t kMost = 20;

  Passkeys(const Ports& ports, const RelyingParty& relying_party, const Sessions& sessions,
           const Audit& audit)
      : ports_(ports), relying_party_(relying_party), sessions_(sessions), audit_(audit) {}

  /// Options for navigator.credentials.create; own credentials are excluded.
  [[nodiscard]] base::Outcome<PasskeyCeremony, PasskeyError> begin_add(const SignedIn& who) const;
  /// `response`: RegistrationResponseJSON text. An empty name becomes the device's name.
  [[nodiscard]] base::Outcome<Passkey, PasskeyError> finish_add(const SignedIn& who,
                                                                std::string_view state,
                                                                std::string_view response,
                                                                std::string_view name,
                                                                const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<void, PasskeyError> rename(const SignedIn& who,
                                                         std::string_view credential_id,
                                                         std::string_view name,
                                                         const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<void, PasskeyError> remove(const SignedIn& who,
                                                         std::string_view credential_id,
                                                         const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<std::vector<Passkey>, StoreError> list(const PersonId& person) const;

 private:
  [[nodiscard]] base::Outcome<Passkey, PasskeyError> store_new(const SignedIn& who,
                                                               const OpenChallenge& challenge,
                                                               Passkey passkey,
                                                               const Visitor& visitor) const;

  Ports ports_;
  const RelyingParty& relying_party_;
  const Sessions& sessions_;
  const Audit& audit_;
};

}  // namespace haetae::accounts
