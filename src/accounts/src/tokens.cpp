// SPDX-License-Identifier: Apache-2.0
// Codes, signing and checking. token_grants.cpp has the token endpoint, token_ends.cpp what kills.
#include "haetae/accounts/tokens.hpp"

#include "bearer.hpp"
#include "haetae/accounts/facts.hpp"
#include "haetae/oidc/id_token.hpp"
#include "token_cache.hpp"

#include <algorithm>
#include <utility>

namespace haetae::accounts {

Tokens::Tokens(const Ports& ports, const KeyRing& keys, const Audit& audit,
               Revocations& revocations, Options options)
    : ports_(ports),
      keys_(keys),
      audit_(audit),
      revocations_(revocations),
      options_(std::move(options)),
      key_lookup_(
          [&ring = keys](const crypto::JwsHeader& header) { return ring.find(header.key_id); }),
      cache_(std::make_unique<Cache>(options_.cached_tokens, ports_.entropy)) {}

Tokens::~Tokens() = default;

std::string Tokens::issue_code(const oidc::Flow& flow, const SignedIn& who, const Link& link,
                               const oidc::Client& client) const {
  oidc::Approval approval;
  approval.family = FamilyId{base::new_id(ports_.clock, ports_.entropy)};
  approval.person = who.person.id;
  approval.session = who.session.id;
  approval.authenticated_at = who.session.authenticated_at;
  approval.methods = who.session.methods;
  approval.agreed_items = agreed_items(link);
  // Never before the person's epoch, which a clock ahead of this one may have set.
  const base::Instant now = std::max(ports_.clock.now(), who.person.valid_from);
  oidc::CodeGrant code = oidc::make_code_grant(flow, approval, client, now);
  code.site = ports_.site.pin();
  return oidc::seal_code(ports_.sealer, code);
}

base::Outcome<Tokens::Answer, oidc::TokenFault> Tokens::sign(oidc::Issue issue,
                                                             const Bearer* bearer,
                                                             const oidc::Client& client,
                                                             const oidc::SurfacePolicy& policy,
                                                             bool is_refresh) const {
  const auto access_key = keys_.current(crypto::Algorithm::es256);
  const auto id_key = keys_.current(client.id_token_algorithm);
  if (access_key == nullptr || id_key == nullptr) {
    return base::fail(oidc::TokenFault::unavailable);
  }
  Answer answer;
  answer.is_refresh = is_refresh;
  answer.now = ports_.clock.now();
  if (ports_.site.is_island_over(answer.now)) return base::fail(oidc::TokenFault::unavailable);
  if (ports_.site.is_island()) {
    // What the other sites revoke from now on is not seen here: that bound is published.
    issue.access_expires_at =
        std::min(issue.access_expires_at, answer.now + ports_.site.options().island_token_life);
  }
  std::optional<oidc::Subject> subject;
  if (bearer != nullptr) subject = oidc::Subject{bearer->link.subject};
  // What was revoked by a clock ahead of this one came before this token all the same.
  const base::Instant issued_at =
      bearer == nullptr
          ? answer.now
          : std::max(answer.now, revocations_.latest(bearer->link.person, bearer->link.app));
  const oidc::AccessToken token = oidc::make_access_token(
      issue, subject, base::new_id(ports_.clock, ports_.entropy), issued_at);
  answer.texts.access_token = oidc::write_access_token(
      token, {access_key->key, access_key->id, ports_.sealer, options_.issuer});
  if (bearer != nullptr && issue.grant.with_id_token) {
    const std::string issuer = oidc::issuer_of(options_.issuer, policy.surface);
    const std::string sid =
        oidc::pairwise_session_id(ports_.sealer, issue.grant.session, issue.grant.client_id);
    const oidc::PersonClaims claims = claims_of(bearer->person, options_.public_url);
    const oidc::Scopes agreed = agreed_items(bearer->link);
    const wire::Json payload = oidc::id_token_claims({.issue = issue,
                                                      .person = claims,
                                                      .agreed_items = agreed,
                                                      .subject = *subject,
                                                      .issuer = issuer,
                                                      .access_token = answer.texts.access_token,
                                                      .session_id = sid,
                                                      .is_refresh = is_refresh,
                                                      .now = answer.now});
    answer.texts.id_token = crypto::sign_jws(id_key->key, id_key->id, "JWT", payload.to_text());
  }
  answer.issue = std::move(issue);
  return answer;
}

base::Outcome<std::shared_ptr<const oidc::AccessToken>, AccessError> Tokens::check_access(
    std::string_view token, oidc::Surface surface) const {
  if (token.size() > crypto::kJwsLengthMax) return base::fail(AccessError::malformed);
  const base::Instant now = ports_.clock.now();
  const std::uint64_t keys = keys_.generation();
  const std::uint64_t hash = cache_->hash_of(token);
  Cache::Entry known = cache_->find(token, hash, keys);
  if (known == nullptr || known->surface != surface) {
    auto read =
        oidc::read_access_token(token, {key_lookup_, ports_.sealer, options_.issuer, surface, now});
    if (!read) {
      switch (read.error()) {
        case oidc::AccessTokenError::malformed:
          return base::fail(AccessError::malformed);
        case oidc::AccessTokenError::expired:
          return base::fail(AccessError::expired);
        default:
          return base::fail(AccessError::refused);
      }
    }
    known = cache_->put(token, hash, keys, *std::move(read));
  }
  if (now >= known->expires_at) return base::fail(AccessError::expired);
  if (revocations_.is_dead(known->person.value_or(PersonId{}), known->app.value(), known->family,
                           known->issued_at)) {
    return base::fail(AccessError::revoked);
  }
  return known;
}

}  // namespace haetae::accounts
