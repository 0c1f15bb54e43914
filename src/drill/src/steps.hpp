// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world.hpp"

#include <optional>
#include <string>

namespace haetae::drill {

/// What the site's backend got for a code, and what it keeps of it.
struct Tokens {
  std::string access, refresh;
  std::string family;           ///< as the access token names it
  std::int64_t generation = 0;  ///< how often it was refreshed
};

/// The member "fam" of an access token; empty when there is none.
[[nodiscard]] std::string family_of(std::string_view access_token);

// The steps that people and sites take. Each is one or a few requests; all of them throw
// Unresolved, and Wrong for answers that should not be.

/// Signs in by password in a browser without a session.
void sign_in(Visitor& browser, const Person& person);
/// The same by passkey.
void sign_in_by_passkey(Visitor& browser, Person& person);
/// From the authorization request to the code: agrees to everything when asked.
[[nodiscard]] std::string authorize(Visitor& browser, const Person& person);
/// The backend's request with a code.
[[nodiscard]] Tokens redeem(Visitor& backend, const std::string& code);
/// The same on Kakao's surface, whole: authorization by a browser that is signed in, then tokens.
[[nodiscard]] Tokens redeem_at_kakao(Visitor& browser, Visitor& backend, const Person& person);
/// Replaces the tokens by their successors.
void refresh(Visitor& backend, Tokens& tokens);
/// RFC 7009 with the refresh token.
void revoke(Visitor& backend, const Tokens& tokens);
void log_out(Visitor& backend, const Tokens& tokens);
void unlink(Visitor& backend, const Tokens& tokens, const Person& person);
void check_token(Visitor& backend, const Tokens& tokens);
void search_address(Visitor& backend);

/// The first step of a sign-up or of a reset: the form is sent, and a code goes out by mail.
struct Waiting {
  std::string proof, csrf;
  std::size_t mails_before = 0;
};
[[nodiscard]] Waiting begin_sign_up(Visitor& browser, const Person& person);
/// False when the code had been used, which is so when an attempt before this one arrived.
[[nodiscard]] bool finish_sign_up(Visitor& browser, const Person& person, const Waiting& waiting,
                                  const std::string& code);
[[nodiscard]] Waiting begin_reset(Visitor& browser, const Person& person);
[[nodiscard]] bool finish_reset(Visitor& browser, const Person& person, const Waiting& waiting,
                                const std::string& code, const std::string& password);
/// The mailed code. Throws Wrong when none comes.
[[nodiscard]] std::string read_mail(World& world, const Person& person, const Waiting& waiting);

/// A person who is new: e-mail, password and address, nothing at the server yet.
[[nodiscard]] Person make_person(World& world);
/// The whole of a sign-up, whatever dies meanwhile; the browser is signed in at its end.
void join(Visitor& browser, const Person& person);

}  // namespace haetae::drill
