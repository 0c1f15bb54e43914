// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/reset.hpp"

#include "haetae/accounts/mail_texts.hpp"
#include "password_errors.hpp"

#include <utility>

namespace haetae::accounts {
namespace {

std::string text_at(const wire::Json& json, std::string_view name) {
  return std::string{json.string_at(name).value_or("")};
}

/// An instant, or none, in one width: the length of a sealed proof must not tell an account that
/// exists, or one with a password, from another (threat 61).
std::string stamp_of(const std::optional<base::Instant>& instant) {
  constexpr std::size_t kWidth = 16;
  std::string digits = std::to_string(instant ? base::to_unix_milliseconds(*instant) : 0);
  if (digits.size() < kWidth) digits.insert(0, kWidth - digits.size(), '0');
  return digits;
}

std::string stamp_of(const std::optional<Password>& password) {
  return stamp_of(password ? std::optional{password->changed_at} : std::nullopt);
}

}  // namespace

Reset::Reset(const Ports& ports, const crypto::PasswordHasher& hasher, const Guard& guard,
             const Sessions& sessions, const Audit& audit, Revocations& revocations)
    : ports_(ports),
      hasher_(hasher),
      guard_(guard),
      sessions_(sessions),
      audit_(audit),
      revocations_(revocations),
      codes_(ports, "reset") {}

base::Outcome<std::string, ResetError> Reset::start(std::string_view email,
                                                    std::string_view language,
                                                    std::string_view flow,
                                                    const Visitor& visitor) const {
  const std::string account = normal_email(email);
  if (account.empty()) return base::fail(ResetError::email_malformed);
  const base::Instant now = ports_.clock.now();
  const Guard::Budgets budgets = guard_.for_mail(account, visitor);
  std::optional<Person> person;
  std::optional<Password> password;
  bool refused = false;
  const auto looked = ports_.store.read([&](Transaction& transaction) {
    password.reset();
    refused = Guard::refusal(transaction, budgets, now).has_value();
    person = transaction.people.find_by_email(account);
    if (person) password = transaction.passwords.find(person->id);
  });
  if (!looked) return base::fail(ResetError::unavailable);
  if (refused) return base::fail(ResetError::slow_down);

  const bool answerable = person && !person->disabled;
  wire::Json payload = wire::Json::object();
  // The epoch and the password of now: after any change of them the proof is void.
  payload.set("person",
              answerable ? person->id.value() : base::new_id(ports_.clock, ports_.entropy));
  payload.set("valid_from",
              stamp_of(answerable ? std::optional{person->valid_from} : std::nullopt));
  payload.set("changed_at", stamp_of(password));
  payload.set("email", account).set("flow", flow);
  payload.set("language",
              answerable && !person->language.empty() ? person->language : std::string{language});
  MailedCode::Issued issued = codes_.issue(payload, answerable);
  const Mail mail = make_mail(ports_, MailKind::reset_code, account, language, issued.code);
  const AuditEntry entry =
      audit_.entry(Event::password_reset_started, {.outcome = answerable ? "ok" : "no_account",
                                                   .person = answerable ? person->id : PersonId{},
                                                   .visitor = &visitor});
  const auto done = ports_.store.write([&](Transaction& transaction) {
    refused = Guard::refusal(transaction, budgets, now).has_value();
    if (refused) return Verdict::roll_back;
    Guard::spend(transaction, budgets, now);
    // Strangers get no mail: one row less in a transaction whose time is that of its commit.
    if (answerable) transaction.mails.insert(mail);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(ResetError::unavailable);
  if (refused) return base::fail(ResetError::slow_down);
  return std::move(issued.proof);
}

base::Outcome<Reset::Done, ResetError> Reset::finish(std::string_view proof, std::string_view code,
                                                     std::string_view new_password,
                                                     const Visitor& visitor) const {
  const std::optional<MailedCode::Opened> opened = codes_.open(proof, code);
  if (!opened) return base::fail(ResetError::code_dead);
  if (new_password.size() > crypto::kPasswordLengthMax) {
    return base::fail(ResetError::password_too_long);
  }
  const base::SecretText password = normal_password(new_password);
  const std::string account = text_at(opened->payload, "email");
  if (const auto fault = password_fault(password, account, {})) {
    return base::fail(password_error<ResetError>(*fault));
  }
  // Hashing for a right code only. The time this takes tells nothing that the answer does not,
  // since a proof without guesses left opens nothing, right or not.
  const PersonId id{text_at(opened->payload, "person")};
  const base::Instant now = ports_.clock.now();
  const Password fresh{id, opened->right ? hasher_.hash(password) : std::string{}, now};
  Session session = sessions_.make(id, {.methods = "pwd", .visitor = visitor});
  const Revocation revocation = revocations_.of_person(id);
  const AuditEntry entry = audit_.entry(Event::password_reset, {.person = id, .visitor = &visitor});
  const Mail mail =
      make_mail(ports_, MailKind::password_changed, account, text_at(opened->payload, "language"));

  // What began at another site a moment ago ends too.
  if (opened->right && !ports_.store.catch_up()) return base::fail(ResetError::unavailable);
  MailedCode::Taken taken{};
  std::optional<Person> person;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    person.reset();
    taken = codes_.take(transaction, *opened);
    if (taken != MailedCode::Taken::taken) return Verdict::commit;
    person = transaction.people.find(id);
    const std::optional<Password> former = transaction.passwords.find(id);
    if (!person || person->disabled || normal_email(person->email) != account ||
        stamp_of(person->valid_from) != text_at(opened->payload, "valid_from") ||
        stamp_of(former) != text_at(opened->payload, "changed_at")) {
      person.reset();
      return Verdict::commit;
    }
    Sessions::kill_all(transaction, *person, revocation);
    // The code proves the address, whatever was known of it before.
    person->email_verified = true;
    person->updated_at = now;
    transaction.people.update(*person);
    transaction.passwords.put(fresh);
    Sessions::keep_after_epoch(session, *person);
    Sessions::put(transaction, session, std::nullopt);
    transaction.mails.insert(mail);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(ResetError::unavailable);
  if (taken == MailedCode::Taken::wrong) return base::fail(ResetError::wrong_code);
  if (taken != MailedCode::Taken::taken || !person) return base::fail(ResetError::code_dead);
  revocations_.learn(revocation);
  return Done{sessions_.entrance(*std::move(person), session), text_at(opened->payload, "flow")};
}

}  // namespace haetae::accounts
