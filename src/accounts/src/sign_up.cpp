// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/sign_up.hpp"

#include "haetae/accounts/mail_texts.hpp"
#include "password_errors.hpp"

#include <utility>

namespace haetae::accounts {
namespace {

std::string text_at(const wire::Json& json, std::string_view name) {
  return std::string{json.string_at(name).value_or("")};
}

}  // namespace

SignUp::SignUp(const Ports& ports, const crypto::PasswordHasher& hasher, const Guard& guard,
               const Sessions& sessions, const Audit& audit)
    : ports_(ports),
      hasher_(hasher),
      guard_(guard),
      sessions_(sessions),
      audit_(audit),
      codes_(ports, "sign-up") {}

base::Outcome<std::string, SignUpError> SignUp::start(const Start& start,
                                                      const Visitor& visitor) const {
  const std::string account = normal_email(start.email);
  if (account.empty()) return base::fail(SignUpError::email_malformed);
  const std::string nickname = normal_nickname(start.nickname);
  if (nickname.empty()) return base::fail(SignUpError::nickname_malformed);
  if (start.password.size() > crypto::kPasswordLengthMax) {
    return base::fail(SignUpError::password_too_long);
  }
  const base::SecretText password = normal_password(start.password);
  if (const auto fault = password_fault(password, account, nickname)) {
    return base::fail(password_error<SignUpError>(*fault));
  }

  const base::Instant now = ports_.clock.now();
  const Guard::Budgets budgets = guard_.for_mail(account, visitor);
  bool known = false;
  bool refused = false;
  const auto looked = ports_.store.read([&](Transaction& transaction) {
    refused = Guard::refusal(transaction, budgets, now).has_value();
    known = transaction.people.find_by_email(account).has_value();
  });
  if (!looked) return base::fail(SignUpError::unavailable);
  if (refused) return base::fail(SignUpError::slow_down);

  // From here on the same work is done whether the address is known or not (threat 61).
  wire::Json payload = wire::Json::object();
  payload.set("email", start.email.find_first_of(" \t\r\n") == std::string::npos
                           ? std::string_view{start.email}
                           : std::string_view{account});
  payload.set("nickname", nickname).set("phc", hasher_.hash(password));
  payload.set("language", start.language == "en" ? "en" : "ko").set("flow", start.flow);
  MailedCode::Issued issued = codes_.issue(payload, !known);
  const Mail mail =
      known ? make_mail(ports_, MailKind::sign_up_known, account, start.language)
            : make_mail(ports_, MailKind::sign_up_code, account, start.language, issued.code);
  const AuditEntry entry = audit_.entry(Event::sign_up_started, {.visitor = &visitor});
  const auto done = ports_.store.write([&](Transaction& transaction) {
    refused = Guard::refusal(transaction, budgets, now).has_value();
    if (refused) return Verdict::roll_back;
    Guard::spend(transaction, budgets, now);
    transaction.mails.insert(mail);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(SignUpError::unavailable);
  if (refused) return base::fail(SignUpError::slow_down);
  return std::move(issued.proof);
}

base::Outcome<SignUp::Done, SignUpError> SignUp::finish(
    std::string_view proof, std::string_view code, const Visitor& visitor,
    const std::optional<SessionId>& replaces) const {
  const std::optional<MailedCode::Opened> opened = codes_.open(proof, code);
  if (!opened) return base::fail(SignUpError::code_dead);

  Person person;
  person.id = PersonId{base::new_id(ports_.clock, ports_.entropy)};
  person.email = text_at(opened->payload, "email");
  person.email_verified = true;
  person.nickname = text_at(opened->payload, "nickname");
  person.language = text_at(opened->payload, "language");
  person.created_at = person.updated_at = person.valid_from = ports_.clock.now();
  const Password password{person.id, text_at(opened->payload, "phc"), person.created_at};
  const Session session = sessions_.make(person.id, {.methods = "pwd", .visitor = visitor});
  const AuditEntry created =
      audit_.entry(Event::person_created, {.person = person.id, .visitor = &visitor});

  MailedCode::Taken taken{};
  bool inserted = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    inserted = false;
    taken = codes_.take(transaction, *opened);
    if (taken != MailedCode::Taken::taken) return Verdict::commit;
    inserted = transaction.people.insert(person);
    if (!inserted) return Verdict::commit;
    transaction.passwords.put(password);
    Sessions::put(transaction, session, replaces);
    transaction.audit.append(created);
    return Verdict::commit;
  });
  if (!done) return base::fail(SignUpError::unavailable);
  if (taken == MailedCode::Taken::wrong) return base::fail(SignUpError::wrong_code);
  if (taken != MailedCode::Taken::taken) return base::fail(SignUpError::code_dead);
  if (!inserted) return base::fail(SignUpError::already_exists);
  return Done{sessions_.entrance(std::move(person), session), text_at(opened->payload, "flow")};
}

}  // namespace haetae::accounts
