// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/passkey_sign_in.hpp"

#include "challenge.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/json.hpp"

#include <utility>

namespace haetae::accounts {
namespace {

constexpr std::string_view kChallengePurpose = "passkey-sign-in";
using Reason = SignInError::Reason;

auto refuse(Reason reason) {
  return base::fail(SignInError{reason});
}

std::optional<StoredCredential> stored_credential(const Passkey& passkey) {
  const auto id = wire::base64url_decode(passkey.credential_id);
  const auto key = wire::base64url_decode(passkey.public_key);
  const auto handle = wire::base64url_decode(passkey.user_handle);
  if (!id || !key || !handle) return std::nullopt;
  return StoredCredential{*id, *key, *handle, passkey.sign_count, passkey.backup_eligible};
}

/// RFC 8176: possession of a hardware-held key; "user" when the authenticator knew the person.
std::string methods_of(const AssertionResult& result) {
  return result.user_verified ? "hwk user" : "hwk";
}

struct Candidate {
  std::optional<Passkey> passkey;
  std::optional<Person> person;
};

}  // namespace

PasskeyCeremony PasskeySignIn::begin() const {
  const Challenge challenge = make_challenge(ports_, kChallengePurpose, {});
  return {request_options(relying_party_, challenge.bytes).to_text(), challenge.sealed};
}

base::Outcome<Entrance, SignInError> PasskeySignIn::finish(const Answer& answer) const {
  return enter(answer, nullptr);
}

base::Outcome<Entrance, SignInError> PasskeySignIn::reauthenticate(const SignedIn& who,
                                                                   const Answer& answer) const {
  Answer bound = answer;
  bound.keep = sessions_.was_kept(who.session);
  bound.replaces = who.session.id;
  return enter(bound, &who.person.id);
}

base::Outcome<Entrance, SignInError> PasskeySignIn::enter(const Answer& answer,
                                                          const PersonId* only) const {
  if (ports_.site.is_island_over(ports_.clock.now())) return refuse(Reason::unavailable);
  const std::optional<OpenChallenge> challenge =
      open_challenge(ports_, kChallengePurpose, answer.state);
  const auto response = wire::Json::parse(answer.response);
  const std::optional<base::Bytes> id = response ? claimed_credential_id(*response) : std::nullopt;
  if (!challenge || !id) return refuse(Reason::wrong_credentials);
  if (!ports_.site.spends(challenge->site)) return refuse(Reason::unavailable);

  const std::string credential = wire::base64url_encode(*id);
  Candidate candidate;
  const auto looked = ports_.store.read([&](Transaction& transaction) {
    candidate = {};
    candidate.passkey = transaction.passkeys.find(credential);
    if (candidate.passkey) candidate.person = transaction.people.find(candidate.passkey->person);
  });
  if (!looked) return refuse(Reason::unavailable);

  if (!candidate.person) return refuse(Reason::wrong_credentials);

  std::string reason = "not_this_person";
  if (candidate.person->disabled) {
    reason = "person_disabled";
  } else if (only == nullptr || candidate.person->id == *only) {
    reason = "passkey_unreadable";
    if (const auto stored = stored_credential(*candidate.passkey)) {
      const auto result =
          verify_assertion(relying_party_, challenge->bytes, *response, *stored,
                           only == nullptr ? UserHandleRule::required : UserHandleRule::if_present);
      if (result) return welcome(answer, *challenge, *candidate.passkey, *result, only != nullptr);
      reason = to_text(result.error());
    }
  }
  const auto told = audit_.append(audit_.entry(
      Event::sign_in,
      {.outcome = std::move(reason), .person = candidate.person->id, .visitor = &answer.visitor}));
  return refuse(told ? Reason::wrong_credentials : Reason::unavailable);
}

base::Outcome<Entrance, SignInError> PasskeySignIn::welcome(const Answer& answer,
                                                            const OpenChallenge& challenge,
                                                            const Passkey& checked,
                                                            const AssertionResult& result,
                                                            bool again) const {
  Session session = sessions_.make(
      checked.person,
      {.methods = methods_of(result), .keep = answer.keep, .visitor = answer.visitor});
  const AuditEntry entry = audit_.entry(again ? Event::reauthenticated : Event::sign_in,
                                        {.person = checked.person, .visitor = &answer.visitor});
  const base::Instant now = ports_.clock.now();
  std::optional<Person> person;
  bool is_ours = true;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    // While this waited, the site may have become an island (Site::spends).
    is_ours = ports_.site.spends(challenge.site);
    if (!is_ours) return Verdict::roll_back;
    person = transaction.people.find(checked.person);
    std::optional<Passkey> passkey = transaction.passkeys.find(checked.credential_id);
    const bool stands =
        person && !person->disabled && passkey && passkey->person == checked.person &&
        passkey->sign_count == checked.sign_count && spend_challenge(transaction, challenge);
    if (!stands) {
      person.reset();
      return Verdict::roll_back;
    }
    passkey->sign_count = result.new_sign_count;
    passkey->backed_up = result.backup_state;
    passkey->used_at = now;
    transaction.passkeys.update(*passkey);
    Sessions::keep_after_epoch(session, *person);
    Sessions::put(transaction, session, answer.replaces);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done || !is_ours) return refuse(Reason::unavailable);
  if (!person) return refuse(Reason::wrong_credentials);
  return sessions_.entrance(*std::move(person), session);
}

}  // namespace haetae::accounts
