// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/sign_in.hpp"

#include "haetae/accounts/credentials.hpp"

#include <utility>

namespace haetae::accounts {
namespace {

using Reason = SignInError::Reason;

/// What was read before the hash: who may be meant, and whether to look at all.
struct Candidate {
  std::optional<Person> person;
  std::optional<Password> password;
  std::optional<base::Seconds> wait;
};

base::Outcome<Candidate, StoreError> look_up(const Ports& ports, const std::string& account,
                                             const Guard::Budgets& budgets) {
  Candidate candidate;
  const base::Instant now = ports.clock.now();
  const auto done = ports.store.read([&](Transaction& transaction) {
    candidate = {};
    candidate.wait = Guard::refusal(transaction, budgets, now);
    if (candidate.wait || account.empty()) return;
    candidate.person = transaction.people.find_by_email(account);
    if (candidate.person) {
      candidate.password = transaction.passwords.find(candidate.person->id);
    }
  });
  if (!done) return base::fail(done.error());
  return candidate;
}

auto slow_down(base::Seconds wait) {
  return base::fail(SignInError{Reason::slow_down, wait});
}
auto refuse(Reason reason) {
  return base::fail(SignInError{reason});
}

}  // namespace

base::Outcome<Entrance, SignInError> SignIn::with_password(const Attempt& attempt) const {
  return enter(attempt, nullptr);
}

base::Outcome<Entrance, SignInError> SignIn::reauthenticate(const SignedIn& who,
                                                            std::string_view password,
                                                            const Visitor& visitor,
                                                            std::string_view device_cookie) const {
  Attempt attempt;
  attempt.email = who.person.email;
  attempt.password = password;
  attempt.keep = sessions_.was_kept(who.session);
  attempt.visitor = visitor;
  attempt.device_cookie = device_cookie;
  attempt.replaces = who.session.id;
  return enter(attempt, &who.person.id);
}

base::Outcome<Entrance, SignInError> SignIn::enter(const Attempt& attempt,
                                                   const PersonId* only) const {
  if (ports_.site.is_island_over(ports_.clock.now())) return refuse(Reason::unavailable);
  const std::string account = normal_email(attempt.email);
  const Guard::Budgets budgets =
      guard_.for_password(account, attempt.visitor, attempt.device_cookie);
  const auto candidate = look_up(ports_, account, budgets);
  if (!candidate) return refuse(Reason::unavailable);
  if (candidate->wait) return slow_down(*candidate->wait);

  const base::SecretText password = normal_password(attempt.password);
  auto verdict = crypto::PasswordHasher::Verdict::wrong;
  if (password.empty()) {
    // Nothing that could be a password: no hashing, whoever is meant (threat 70).
  } else if (candidate->password) {
    verdict = hasher_.verify(password, candidate->password->phc);
  } else {
    hasher_.spend_time(password);
  }
  const bool right = verdict != crypto::PasswordHasher::Verdict::wrong && candidate->person &&
                     !candidate->person->disabled &&
                     (only == nullptr || candidate->person->id == *only);
  if (!right) return wrong(attempt, candidate->person, budgets);

  std::optional<Password> renewed;
  // An island changes no credential; the hash is renewed at a later sign-in.
  if (verdict == crypto::PasswordHasher::Verdict::right_but_outdated && !ports_.site.is_island()) {
    renewed = *candidate->password;
    renewed->phc = hasher_.hash(password);
  }
  return welcome(attempt, *candidate->password, renewed, budgets, only != nullptr);
}

base::Outcome<Entrance, SignInError> SignIn::wrong(const Attempt& attempt,
                                                   const std::optional<Person>& person,
                                                   const Guard::Budgets& budgets) const {
  const PersonId id = person ? person->id : PersonId{};
  const AuditEntry failed = audit_.entry(
      Event::sign_in, {.outcome = "wrong_password", .person = id, .visitor = &attempt.visitor});
  const AuditEntry slowed =
      audit_.entry(Event::guessing_slowed, {.person = id, .visitor = &attempt.visitor});
  const base::Instant now = ports_.clock.now();
  const auto done = ports_.store.write([&](Transaction& transaction) {
    transaction.audit.append(failed);
    if (Guard::spend(transaction, budgets, now)) transaction.audit.append(slowed);
    return Verdict::commit;
  });
  return refuse(done ? Reason::wrong_credentials : Reason::unavailable);
}

base::Outcome<Entrance, SignInError> SignIn::welcome(const Attempt& attempt,
                                                     const Password& checked,
                                                     const std::optional<Password>& renewed,
                                                     const Guard::Budgets& budgets,
                                                     bool again) const {
  Session session = sessions_.make(
      checked.person, {.methods = "pwd", .keep = attempt.keep, .visitor = attempt.visitor});
  const AuditEntry entry = audit_.entry(again ? Event::reauthenticated : Event::sign_in,
                                        {.person = checked.person, .visitor = &attempt.visitor});
  const base::Instant now = ports_.clock.now();
  std::optional<Person> person;
  std::optional<base::Seconds> wait;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    // Parallel guesses all read the budgets before any was counted. Who comes last here finds them
    // spent, right or not, so guessing in parallel gains nothing.
    wait = Guard::refusal(transaction, budgets, now);
    person = transaction.people.find(checked.person);
    const std::optional<Password> still = transaction.passwords.find(checked.person);
    // Disabled, deleted, or changed while the hash was computed: what was right is right no more.
    if (!person || person->disabled || !still || still->phc != checked.phc) person.reset();
    if (wait || !person) return Verdict::roll_back;
    if (renewed && !ports_.site.is_island()) transaction.passwords.put(*renewed);
    Sessions::keep_after_epoch(session, *person);
    Sessions::put(transaction, session, attempt.replaces);
    Guard::succeeded(transaction, budgets);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return refuse(Reason::unavailable);
  if (wait) return slow_down(*wait);
  if (!person) return refuse(Reason::wrong_credentials);
  return sessions_.entrance(*std::move(person), session);
}

}  // namespace haetae::accounts
