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
#include "haetae/accounts/reset.hpp"
#include "haetae/accounts/revocations.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/accounts/sign_in.hpp"
#include "haetae/accounts/sign_outs.hpp"
#include "haetae/accounts/sign_up.hpp"
#include "haetae/accounts/snapshots.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/crypto/password.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/wire/endpoint.hpp"
#include "schedule.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace haetae::sim {

inline constexpr std::string_view kOrigin = "https://id.example.org";

/// A site's clock: simulated time plus what this machine is off by.
class SiteClock final : public base::Clock {
 public:
  explicit SiteClock(const Schedule& schedule) : schedule_(schedule) {}
  [[nodiscard]] base::Instant now() const override;
  [[nodiscard]] std::chrono::nanoseconds steady() const override { return schedule_.now(); }
  void set_skew(base::Milliseconds skew) { skew_ = skew; }

 private:
  const Schedule& schedule_;
  base::Milliseconds skew_{0};
};

/// One life of a site's server: the shipped services over a given store, wired as the server wires
/// them, and the shipped rows of pages, of the Kakao surface and of the standard one.
class Services {
 public:
  Services(accounts::Store& store, const base::Clock& clock, std::uint64_t entropy_seed);
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  /// The row that answers, or nullptr.
  [[nodiscard]] const wire::Endpoint* find(const wire::Request& request) const;

  base::SeededEntropy entropy;
  const crypto::Sealer sealer;
  const accounts::Ports ports;
  const crypto::PasswordHasher hasher;
  const accounts::RelyingParty relying_party;
  accounts::Audit audit;
  accounts::Revocations revocations;
  accounts::KeyRing keys;
  accounts::NoNotices notices;
  accounts::Directory directory;
  accounts::Guard guard;
  accounts::Sessions sessions;
  accounts::SignIn sign_in;
  accounts::PasskeySignIn passkey_sign_in;
  accounts::Passkeys passkeys;
  accounts::SignUp sign_up;
  accounts::Reset reset;
  accounts::EmailChange email_change;
  accounts::People people;
  accounts::Links links;
  accounts::Tokens tokens;
  accounts::Authorizations authorizations;
  accounts::SignOuts sign_outs;
  accounts::Snapshots snapshots;

 private:
  void add(wire::Endpoints rows);

  std::map<std::pair<wire::Method, std::string>, wire::Endpoint> rows_;
};

}  // namespace haetae::sim
