// SPDX-License-Identifier: Apache-2.0
// What kills tokens, and what tells whether they are alive.
#include "haetae/accounts/facts.hpp"
#include "haetae/accounts/tokens.hpp"

#include <array>
#include <utility>

namespace haetae::accounts {
namespace {

constexpr std::array kSurfaces = {oidc::Surface::standard, oidc::Surface::kakao};

}  // namespace

base::Outcome<void, StoreError> Tokens::end_family(const FamilyId& family,
                                                   const AuditEntry& entry) const {
  const Revocation revocation = revocations_.of_family(family);
  bool caught_up = false;
  bool unknown = false;
  const auto end_here = [&] {
    return ports_.store.write([&](Transaction& transaction) {
      const std::optional<Family> row = transaction.families.find(family);
      unknown = !row;
      if (unknown && !caught_up) return Verdict::roll_back;
      // Dead already, with its revocation: the same replay once more writes nothing.
      if (row && row->revoked) return Verdict::roll_back;
      if (row) transaction.families.revoke(family);
      Revocations::put(transaction, revocation);
      transaction.audit.append(entry);
      return Verdict::commit;
    });
  };
  auto done = end_here();
  // Its code may have been spent at another site a moment ago; what is not here is not revoked.
  if (done && unknown) {
    caught_up = true;
    done = ports_.store.catch_up();
    if (done) done = end_here();
  }
  if (done) revocations_.learn(revocation);
  return done;
}

base::Outcome<void, StoreError> Tokens::end(const oidc::AccessToken& token,
                                            const Visitor& visitor) const {
  return end_family(token.family, audit_.entry(Event::tokens_revoked,
                                               {.person = token.person.value_or(PersonId{}),
                                                .app = token.app.value(),
                                                .visitor = &visitor}));
}

base::Outcome<void, StoreError> Tokens::end_all(const PersonId& person, AppNumber app,
                                                const Visitor& visitor) const {
  const AuditEntry entry =
      audit_.entry(Event::tokens_revoked, {.person = person, .app = app, .visitor = &visitor});
  // What another site granted a moment ago ends too.
  if (const auto here = ports_.store.catch_up(); !here) return here;
  const Revocation revocation = revocations_.of_link(person, app);
  const auto done = ports_.store.write([&](Transaction& transaction) {
    Revocations::put_with_families(transaction, revocation, person, app);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (done) revocations_.learn(revocation);
  return done;
}

base::Outcome<void, oidc::TokenFault> Tokens::revoke(const oidc::TokenQuery& query,
                                                     const oidc::Client* client,
                                                     const Visitor& visitor) const {
  if (const auto fault = oidc::check_revocation(query, client)) return base::fail(*fault);

  FamilyId family;
  AuditEntry entry;
  if (const auto refresh = oidc::parse_refresh_token(ports_.sealer, query.token)) {
    std::optional<Family> row;
    const auto look_here = [&] {
      return ports_.store.read(
          [&](Transaction& transaction) { row = transaction.families.find(refresh->family); });
    };
    auto looked = look_here();
    if (looked && !row) {  // genuine, so perhaps of another site and not here yet
      looked = ports_.store.catch_up();
      if (looked) looked = look_here();
    }
    if (!looked) return base::fail(oidc::TokenFault::unavailable);
    if (!row) return {};
    if (const auto fault = oidc::may_revoke(*client, oidc::ClientId{row->client_id})) {
      return base::fail(*fault);
    }
    family = row->id;
    entry = audit_.entry(Event::tokens_revoked,
                         {.person = row->person, .app = row->app, .visitor = &visitor});
  } else {
    std::shared_ptr<const oidc::AccessToken> access;
    for (const oidc::Surface surface : kSurfaces) {
      if (auto token = check_access(query.token, surface)) access = *std::move(token);
    }
    // Unknown, expired or dead already: nothing is left to revoke (RFC 7009 §2.2).
    if (!access) return {};
    if (const auto fault = oidc::may_revoke(*client, access->client_id)) return base::fail(*fault);
    family = access->family;
    entry = audit_.entry(Event::tokens_revoked, {.person = access->person.value_or(PersonId{}),
                                                 .app = access->app.value(),
                                                 .visitor = &visitor});
  }
  if (!end_family(family, entry)) return base::fail(oidc::TokenFault::unavailable);
  return {};
}

base::Outcome<wire::Json, oidc::TokenFault> Tokens::introspect(const oidc::TokenQuery& query,
                                                               const oidc::Client* client) const {
  if (const auto fault = oidc::check_introspection(query, client)) return base::fail(*fault);
  const base::Instant now = ports_.clock.now();
  if (const auto refresh = oidc::parse_refresh_token(ports_.sealer, query.token)) {
    std::optional<Family> family;
    std::optional<Person> person;
    std::optional<Link> link;
    const auto looked = ports_.store.read([&](Transaction& transaction) {
      family = transaction.families.find(refresh->family);
      person = family ? transaction.people.find(family->person) : std::nullopt;
      link = family ? transaction.links.find(family->person, family->app) : std::nullopt;
    });
    if (!looked) return base::fail(oidc::TokenFault::unavailable);
    oidc::FamilyFacts facts;
    if (family) facts = family_facts(*family);
    const bool stands =
        link && person && !person->disabled && family->created_at >= person->valid_from;
    return oidc::introspect(&*refresh, stands ? &facts : nullptr,
                            oidc::Subject{link ? link->subject : 0}, *client, options_.issuer, now);
  }
  for (const oidc::Surface surface : kSurfaces) {
    if (const auto token = check_access(query.token, surface)) {
      return oidc::introspect(token->get(), true, *client, options_.issuer, now);
    }
  }
  return oidc::introspect(nullptr, false, *client, options_.issuer, now);
}

}  // namespace haetae::accounts
