// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/drill/agent.hpp"
#include "software_authenticator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace haetae::drill {

/// The site that everybody signs in to.
struct Site {
  std::string client_id;
  std::string client_secret;
  std::string redirect_uri;
};

/// One person with a browser: signed in, agreed, with a passkey and with the tokens of one grant.
struct Person {
  std::string email;
  std::string password;
  std::string address;  ///< from where, a network of their own
  std::unique_ptr<Agent> agent;
  std::unique_ptr<crypto::testing::SoftwareAuthenticator> passkey;
  std::string access_token;
  std::string refresh_token;
};

/// The authorization request of the standard surface: code, PKCE, `openid email profile`.
[[nodiscard]] std::string authorize_path(const Site& site);
/// The form of the token request that redeems a code.
[[nodiscard]] std::string redeem_form(const Site& site, std::string_view code);
[[nodiscard]] std::string refresh_form(const Site& site, std::string_view refresh_token);
/// A parameter of the query of `address`; empty when absent.
[[nodiscard]] std::string query_value(std::string_view address, std::string_view name);

/// Makes a passkey for the person, who is signed in in this browser: what is to be posted to
/// /account/passkeys.
[[nodiscard]] wire::Json begin_enrolment(Agent& browser, const Target& target, Person& person);
/// Gives the person a passkey.
void enrol(Agent& browser, const Target& target, Person& person);
/// Signs the person in by password, agrees, redeems the code, enrols a passkey.
void settle(const Target& target, const Site& site, Person& person);
/// An access token of the Kakao surface for somebody who is settled.
[[nodiscard]] std::string kakao_token(const Target& target, const Site& site, Person& person);

}  // namespace haetae::drill
