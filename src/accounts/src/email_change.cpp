// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/email_change.hpp"

#include "haetae/accounts/mail_texts.hpp"

#include <utility>

namespace haetae::accounts {

EmailChange::EmailChange(const Ports& ports, const Guard& guard, const Sessions& sessions,
                         const Audit& audit)
    : ports_(ports),
      guard_(guard),
      sessions_(sessions),
      audit_(audit),
      codes_(ports, "email-change") {}

base::Outcome<std::string, EmailChangeError> EmailChange::start(const SignedIn& who,
                                                                std::string_view new_email,
                                                                const Visitor& visitor) const {
  using enum EmailChangeError;
  if (!sessions_.is_fresh(who.session)) return base::fail(not_fresh);
  const std::string account = normal_email(new_email);
  if (account.empty()) return base::fail(email_malformed);
  if (account == normal_email(who.person.email)) return base::fail(same_email);

  const base::Instant now = ports_.clock.now();
  const Guard::Budgets budgets = guard_.for_mail(account, visitor);
  bool known = false;
  bool refused = false;
  const auto looked = ports_.store.read([&](Transaction& transaction) {
    refused = Guard::refusal(transaction, budgets, now).has_value();
    known = transaction.people.find_by_email(account).has_value();
  });
  if (!looked) return base::fail(unavailable);
  if (refused) return base::fail(slow_down);

  wire::Json payload = wire::Json::object();
  payload.set("person", who.person.id.value()).set("email", account);
  MailedCode::Issued issued = codes_.issue(payload, !known);
  const std::string& language = who.person.language;
  const Mail mail =
      known ? make_mail(ports_, MailKind::email_change_known, account, language)
            : make_mail(ports_, MailKind::email_change_code, account, language, issued.code);
  const AuditEntry entry =
      audit_.entry(Event::email_change_started, {.person = who.person.id, .visitor = &visitor});
  const auto done = ports_.store.write([&](Transaction& transaction) {
    refused = Guard::refusal(transaction, budgets, now).has_value();
    if (refused) return Verdict::roll_back;
    Guard::spend(transaction, budgets, now);
    transaction.mails.insert(mail);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(unavailable);
  if (refused) return base::fail(slow_down);
  return std::move(issued.proof);
}

base::Outcome<Person, EmailChangeError> EmailChange::finish(const SignedIn& who,
                                                            std::string_view proof,
                                                            std::string_view code,
                                                            const Visitor& visitor) const {
  using enum EmailChangeError;
  const std::optional<MailedCode::Opened> opened = codes_.open(proof, code);
  // A proof works for the person who asked, so that nobody confirms another's change.
  if (!opened || opened->payload.string_at("person") != who.person.id.value()) {
    return base::fail(code_dead);
  }
  const std::string email{opened->payload.string_at("email").value_or("")};
  wire::Json detail = wire::Json::object();
  detail.set("from", shortened_email(who.person.email)).set("to", shortened_email(email));
  const AuditEntry entry =
      audit_.entry(Event::email_changed,
                   {.person = who.person.id, .visitor = &visitor, .detail = std::move(detail)});
  const Mail told = make_mail(ports_, MailKind::email_changed, who.person.email,
                              who.person.language, shortened_email(email));

  MailedCode::Taken taken{};
  std::optional<Person> person;
  bool updated = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    updated = false;
    taken = codes_.take(transaction, *opened);
    if (taken != MailedCode::Taken::taken) return Verdict::commit;
    person = transaction.people.find(who.person.id);
    if (!person || person->disabled) return Verdict::commit;
    person->email = email;
    person->email_verified = true;
    person->updated_at = ports_.clock.now();
    updated = transaction.people.update(*person);
    if (!updated) return Verdict::commit;
    transaction.mails.insert(told);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(unavailable);
  if (taken == MailedCode::Taken::wrong) return base::fail(wrong_code);
  if (taken != MailedCode::Taken::taken || !person) return base::fail(code_dead);
  if (!updated) return base::fail(email_taken);
  return *std::move(person);
}

}  // namespace haetae::accounts
