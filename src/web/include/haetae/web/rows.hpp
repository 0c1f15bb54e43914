// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/authorizations.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/email_change.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/pages.hpp"
#include "haetae/accounts/passkey_sign_in.hpp"
#include "haetae/accounts/passkeys.hpp"
#include "haetae/accounts/people.hpp"
#include "haetae/accounts/reset.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/accounts/sign_in.hpp"
#include "haetae/accounts/sign_outs.hpp"
#include "haetae/accounts/sign_up.hpp"
#include "haetae/address/source.hpp"
#include "haetae/wire/endpoint.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::web {

/// What the start page of a development server shows of its demo.
struct DemoFacts {
  std::string email, password;
  std::string rest_api_key, client_secret, redirect_uri;
};

/// What the start page says of the address data in force.
struct AddressFacts {
  std::uint32_t addresses = 0;
  bool sample = false;  ///< only what comes with the program
};

/// What the status page cannot see by itself.
struct StandingFacts {
  base::Seconds revocation_bound{1};  ///< how long what another site revoked may be good here
  std::string words;                  ///< of the operator, about the incident; may be empty
};

/// What the operator decides about the pages.
struct Options {
  std::string name = "Haetae";  ///< the service's name
  std::string language = "ko";  ///< when the browser asks for neither
  std::string support_url;      ///< empty = no link
  std::string public_url;       ///< without '/' at its end
  bool dev = false;             ///< /outbox, the start page's links
  bool sign_up_open = true;
  bool mail_works = true;  ///< false: sign-up and reset say that mail is not set up
  std::string version;
  std::string passkey_rp_id;  ///< lets devices forget removed passkeys; empty = they are not told
  std::string mail_from;      ///< sender that the outbox shows
  std::optional<DemoFacts> demo;
  /// Asked for each start page; nothing while there is no address data.
  std::function<std::optional<AddressFacts>()> addresses;
  /// Asked for each status page.
  std::function<StandingFacts()> standing;
};

/// What the pages stand on. The referents outlive the rows.
struct Parts {
  accounts::Ports ports;
  const accounts::Authorizations& authorizations;
  const accounts::SignOuts& sign_outs;
  const accounts::Directory& directory;
  const accounts::Links& links;
  const accounts::Sessions& sessions;
  const accounts::SignIn& sign_in;
  const accounts::PasskeySignIn& passkey_sign_in;
  const accounts::Passkeys& passkeys;
  const accounts::SignUp& sign_up;
  const accounts::Reset& reset;
  const accounts::EmailChange& email_change;
  const accounts::People& people;
  Options options;
  /// Told of every sign-in attempt: method ("password", "passkey"), outcome ("ok", "wrong", …).
  std::function<void(std::string_view method, std::string_view outcome)> count_sign_in;
  /// Where delivery addresses are looked up; null: they are typed by hand, as without data.
  const address::IndexSource* addresses = nullptr;
};

/// Every page that a person sees: sign-in, sign-up, reset, consent, account, pictures, assets, and
/// in development the outbox. web/VIEWS.md says what each template takes.
[[nodiscard]] wire::Endpoints web_rows(const Parts& given);

/// The port that kakao and api draw errors with.
[[nodiscard]] accounts::ErrorPage error_page(const Options& options, const base::Clock& clock,
                                             base::Entropy& entropy);

}  // namespace haetae::web
