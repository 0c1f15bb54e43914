// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/audit.hpp"
#include "haetae/accounts/authorizations.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/email_change.hpp"
#include "haetae/accounts/guard.hpp"
#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/notices.hpp"
#include "haetae/accounts/passkey_sign_in.hpp"
#include "haetae/accounts/passkeys.hpp"
#include "haetae/accounts/people.hpp"
#include "haetae/accounts/ports.hpp"
#include "haetae/accounts/reset.hpp"
#include "haetae/accounts/revocations.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/accounts/sign_in.hpp"
#include "haetae/accounts/sign_outs.hpp"
#include "haetae/accounts/sign_up.hpp"
#include "haetae/accounts/snapshots.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/crypto/password.hpp"

namespace haetae::accounts {

/// Every service of this module over one set of ports, wired in the order in which they need each
/// other. The server, the simulator and the tests of surfaces stand on the same wiring.
class Services {
 public:
  struct Options {
    RelyingParty relying_party;
    Sessions::Lives session_lives = {};
    Tokens::Options tokens;
    bool dev = false;  ///< as Directory takes it
  };
  /// The referents outlive the services. `notices` is not called before construction has ended, so
  /// that a class derived from this one may own it.
  Services(const Ports& given, const crypto::PasswordHasher& hasher, Notices& notices,
           Options options);
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  const Ports ports;
  const RelyingParty relying_party;

  Audit audit;
  Revocations revocations;
  KeyRing keys;
  Directory directory;
  Guard guard;
  Sessions sessions;
  SignIn sign_in;
  PasskeySignIn passkey_sign_in;
  Passkeys passkeys;
  SignUp sign_up;
  Reset reset;
  EmailChange email_change;
  People people;
  Links links;
  Tokens tokens;
  Authorizations authorizations;
  SignOuts sign_outs;
  Snapshots snapshots;

 protected:
  ~Services() = default;
};

}  // namespace haetae::accounts
