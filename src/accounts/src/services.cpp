// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/services.hpp"

#include <utility>

namespace haetae::accounts {

Services::Services(const Ports& given, const crypto::PasswordHasher& hasher, Notices& notices,
                   Options options)
    : ports(given),
      relying_party(std::move(options.relying_party)),
      audit(ports),
      revocations(ports),
      keys(ports, audit),
      directory(ports, audit, options.dev),
      guard(ports),
      sessions(ports, audit, revocations, options.session_lives),
      sign_in(ports, hasher, guard, sessions, audit),
      passkey_sign_in(ports, relying_party, sessions, audit),
      passkeys(ports, relying_party, sessions, audit),
      sign_up(ports, hasher, guard, sessions, audit),
      reset(ports, hasher, guard, sessions, audit, revocations),
      email_change(ports, guard, sessions, audit),
      people(ports, hasher, sessions, audit, revocations, directory, notices),
      links(ports, audit, revocations, notices),
      tokens(ports, keys, audit, revocations, std::move(options.tokens)),
      authorizations(ports, directory, links, tokens),
      sign_outs(ports, directory, links, sessions, tokens),
      snapshots(ports, directory, keys, revocations) {}

}  // namespace haetae::accounts
