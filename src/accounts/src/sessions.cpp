// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/sessions.hpp"

#include "haetae/accounts/guard.hpp"

#include <algorithm>
#include <utility>

namespace haetae::accounts {
namespace {

constexpr std::string_view kCookiePurpose = "session";

bool is_alive(const Site& site, const Session& session, const Person& person, base::Instant now) {
  return !site.has_ended(session.expires_at, now) && !person.disabled &&
         session.authenticated_at >= person.valid_from;
}

}  // namespace

Session Sessions::make(const PersonId& person, const Begin& begin) const {
  const base::Instant now = ports_.clock.now();
  Session session;
  session.id = SessionId{base::new_id(ports_.clock, ports_.entropy)};
  session.person = person;
  session.methods = begin.methods;
  session.created_at = now;
  session.authenticated_at = now;
  session.seen_at = now;
  session.expires_at = now + (begin.keep ? lives_.kept : lives_.usual);
  session.device = begin.visitor.device;
  session.address = begin.visitor.address;
  return session;
}

void Sessions::keep_after_epoch(Session& session, const Person& person) {
  session.authenticated_at = std::max(session.authenticated_at, person.valid_from);
}

void Sessions::put(Transaction& transaction, const Session& session,
                   const std::optional<SessionId>& replaces) {
  if (replaces) transaction.sessions.remove(*replaces);
  transaction.sessions.insert(session);
}

Entrance Sessions::entrance(Person person, Session session) const {
  Entrance entrance;
  entrance.session_cookie = ports_.sealer.seal(kCookiePurpose, session.id.value());
  if (was_kept(session)) entrance.session_max_age = lives_.kept;
  entrance.device_cookie = Guard{ports_}.make_device_cookie(normal_email(person.email));
  entrance.who = {std::move(session), std::move(person)};
  return entrance;
}

bool Sessions::was_kept(const Session& session) const {
  return session.expires_at - session.created_at > lives_.usual;
}

std::optional<SessionId> Sessions::id_of(std::string_view cookie) const {
  if (cookie.empty()) return std::nullopt;
  std::optional<std::string> id = ports_.sealer.open(kCookiePurpose, cookie);
  if (!id || !base::is_id(*id)) return std::nullopt;
  return SessionId{*std::move(id)};
}

base::Outcome<std::optional<SignedIn>, StoreError> Sessions::check(std::string_view cookie,
                                                                   const Visitor& visitor) const {
  const std::optional<SessionId> id = id_of(cookie);
  if (!id) return std::optional<SignedIn>{};
  const base::Instant now = ports_.clock.now();
  std::optional<SignedIn> who;
  const auto done = ports_.store.read([&](Transaction& transaction) {
    who.reset();
    std::optional<Session> session = transaction.sessions.find(*id);
    if (!session) return;
    std::optional<Person> person = transaction.people.find(session->person);
    if (!person || !is_alive(ports_.site, *session, *person, now)) return;
    who = SignedIn{*std::move(session), *std::move(person)};
  });
  if (!done) return base::fail(done.error());
  if (who && now - who->session.seen_at >= kTouchEvery) touch(*who, visitor);
  return who;
}

void Sessions::touch(SignedIn& who, const Visitor& visitor) const {
  const base::Instant now = ports_.clock.now();
  const auto done = ports_.store.write([&](Transaction& transaction) {
    std::optional<Session> row = transaction.sessions.find(who.session.id);
    if (!row) return Verdict::roll_back;
    row->seen_at = now;
    row->address = visitor.address;
    transaction.sessions.update(*row);
    return Verdict::commit;
  });
  // Whether the visit could be noted decides nothing: the session was alive when it was read.
  if (!done) return;
  who.session.seen_at = now;
  who.session.address = visitor.address;
}

bool Sessions::is_fresh(const Session& session) const {
  return ports_.clock.now() < session.authenticated_at + kFresh;
}

base::Outcome<bool, StoreError> Sessions::end(const SignedIn& by, const SessionId& id,
                                              const Visitor& visitor) const {
  const AuditEntry entry =
      audit_.entry(Event::session_ended, {.person = by.person.id, .visitor = &visitor});
  bool ended = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    const std::optional<Session> session = transaction.sessions.find(id);
    ended = session && session->person == by.person.id && transaction.sessions.remove(id);
    if (!ended) return Verdict::roll_back;
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(done.error());
  return ended;
}

base::Outcome<std::size_t, StoreError> Sessions::end_others(const SignedIn& by,
                                                            const Visitor& visitor) const {
  const AuditEntry entry =
      audit_.entry(Event::sessions_ended, {.person = by.person.id, .visitor = &visitor});
  std::size_t ended = 0;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    ended = transaction.sessions.remove_of(by.person.id, &by.session.id);
    if (ended == 0) return Verdict::roll_back;
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(done.error());
  return ended;
}

std::size_t Sessions::kill_all(Transaction& transaction, Person& person,
                               const Revocation& revocation) {
  // Grows by each, even when the clock that set the former one was ahead of this one.
  person.valid_from = std::max(person.valid_from + base::Milliseconds{1}, revocation.before);
  const std::size_t ended = transaction.sessions.remove_of(person.id);
  Revocations::put_with_families(transaction, revocation, person.id, std::nullopt);
  return ended;
}

base::Outcome<std::size_t, StoreError> Sessions::end_all(const PersonId& person,
                                                         const Visitor& visitor) const {
  const AuditEntry entry =
      audit_.entry(Event::sessions_ended, {.person = person, .visitor = &visitor});
  // What began at another site a moment ago ends too.
  if (const auto here = ports_.store.catch_up(); !here) return base::fail(here.error());
  const Revocation revocation = revocations_.of_person(person);
  std::size_t ended = 0;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    ended = 0;
    std::optional<Person> row = transaction.people.find(person);
    if (!row) return Verdict::roll_back;
    ended = kill_all(transaction, *row, revocation);
    transaction.people.update(*row);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(done.error());
  revocations_.learn(revocation);
  return ended;
}

base::Outcome<std::vector<Session>, StoreError> Sessions::list(const PersonId& person) const {
  std::vector<Session> sessions;
  const base::Instant now = ports_.clock.now();
  const auto done = ports_.store.read([&](Transaction& transaction) {
    sessions.clear();
    const std::optional<Person> row = transaction.people.find(person);
    if (!row) return;
    for (Session& session : transaction.sessions.of_person(person)) {
      if (is_alive(ports_.site, session, *row, now)) sessions.push_back(std::move(session));
    }
  });
  if (!done) return base::fail(done.error());
  std::reverse(sessions.begin(), sessions.end());
  return sessions;
}

}  // namespace haetae::accounts
