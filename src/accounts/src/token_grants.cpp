// SPDX-License-Identifier: Apache-2.0
// The token endpoint: what the protocol core decides, carried out on the store.
#include "bearer.hpp"
#include "haetae/accounts/facts.hpp"
#include "haetae/accounts/tokens.hpp"

#include <algorithm>
#include <utility>

namespace haetae::accounts {
namespace {

using oidc::TokenFault;

/// How often a refresh is judged anew when others of its family come between.
constexpr int kRefreshTries = 4;
/// What a refresh token that lives on for an incident counts as having left.
constexpr base::Seconds kStretched{60};
/// Longer than a request waits while the sites agree on who is left.
constexpr base::Seconds kJudgedAtOnce{2};

Family family_of(const oidc::CodeGrant& code, const oidc::Issue& issue, base::Instant now) {
  const oidc::Grant& grant = issue.grant;
  Family family;
  family.id = grant.family;
  family.person = grant.person;
  family.app = grant.app.value();
  family.client_id = grant.client_id.value();
  family.session = grant.session;
  family.surface = oidc::to_text(grant.surface);
  family.scopes = grant.scopes;
  family.with_id_token = grant.with_id_token;
  family.nonce = grant.nonce;
  family.methods = grant.methods;
  family.authenticated_at = grant.authenticated_at;
  family.created_at = code.issued_at;
  family.advanced_at = now;
  // The row is what makes the code spent, so it outlives the code whatever was issued.
  family.expires_at = std::max(issue.refresh_expires_at.value_or(issue.access_expires_at),
                               code.expires_at + base::Seconds{3600});
  return family;
}

/// A request that waited for a site that was cut off, inside it or on the way, is judged when its
/// sender has long asked elsewhere: that a later one was first is then no replay.
bool is_late(const Site& site, const oidc::TokenRequest& request, base::Instant now) {
  return site.may_hear_late(now) || (request.received && now - *request.received > kJudgedAtOnce);
}

/// What a code stands on, looked at before it is judged and once more when it is spent.
struct Ground {
  std::optional<Person> person;
  std::optional<Link> link;
  bool session_alive = false;
  std::optional<Family> family;  ///< only before it is judged: afterwards the insert tells

  [[nodiscard]] bool stands() const { return person && !person->disabled && link && session_alive; }
};

Ground look(Transaction& transaction, const Site& site, const oidc::Grant& grant,
            base::Instant now) {
  Ground ground;
  ground.person = transaction.people.find(grant.person);
  ground.link = transaction.links.find(grant.person, grant.app.value());
  const std::optional<Session> session = transaction.sessions.find(grant.session);
  ground.session_alive =
      session && session->person == grant.person && !site.has_ended(session->expires_at, now);
  return ground;
}

/// What a refresh token stands on.
struct Holding {
  std::optional<Family> family;
  std::optional<Person> person;
  std::optional<Link> link;
};

base::Outcome<Holding, StoreError> look(Store& store,
                                        const std::optional<oidc::RefreshToken>& token) {
  Holding holding;
  if (!token) return holding;
  const auto look_here = [&] {
    return store.read([&](Transaction& transaction) {
      holding = {};
      holding.family = transaction.families.find(token->family);
      if (!holding.family) return;
      const Family& family = *holding.family;
      holding.person = transaction.people.find(family.person);
      holding.link = transaction.links.find(family.person, family.app);
    });
  };
  auto looked = look_here();
  // What another site wrote a moment ago may not be here yet: the visitor's token tells.
  const auto& family = holding.family;
  if (looked && (!family || token->generation > family->generation || !holding.link)) {
    looked = store.catch_up();
    if (looked) looked = look_here();
  }
  if (!looked) return base::fail(looked.error());
  return holding;
}

oidc::FamilyFacts facts_of(const std::optional<Family>& family, const Site& site,
                           base::Instant now) {
  if (!family) return {};
  oidc::FamilyFacts facts = family_facts(*family);
  if (now >= family->expires_at && !site.has_ended(family->expires_at, now)) {
    facts.expires_at = now + kStretched;
  }
  // Whose answer was lost with a site asks again when it is back: that is no replay.
  facts.advanced_at = site.undisturbed_since(family->advanced_at, now, oidc::kRefreshGrace);
  return facts;
}

/// An island leaves the generation alone, so that none is spent at two sites: the visitor keeps the
/// token they have (RFC 6749 §6 lets the answer have no new one).
void leave_generation(oidc::RefreshPlan& plan) {
  if (plan.action != oidc::RefreshAction::advance) return;
  plan.action = oidc::RefreshAction::stay;
  plan.issue.refresh_expires_at.reset();
}

oidc::Standing standing_of(const Holding& holding) {
  const auto& person = holding.person;
  return {.person_active = person && !person->disabled && holding.link,
          .session_active = false,
          .valid_from = person ? person->valid_from : base::Instant{}};
}

AuditEntry replayed(const Audit& audit, const Family& family, const Visitor& visitor) {
  return audit.entry(Event::refresh_replayed, {.outcome = "family_revoked",
                                               .person = family.person,
                                               .app = family.app,
                                               .visitor = &visitor});
}

/// A fault under which a code that was used before still counts as used twice.
bool may_hide_replay(TokenFault fault) {
  return fault == TokenFault::code_expired || fault == TokenFault::code_grant_ended;
}

}  // namespace

base::Outcome<Tokens::Answer, TokenFault> Tokens::exchange(const oidc::TokenRequest& request,
                                                           const oidc::Client* client,
                                                           const oidc::SurfacePolicy& policy,
                                                           const Visitor& visitor) const {
  const auto type = oidc::check_token_request(request, client, policy);
  if (!type) return base::fail(type.error());
  switch (*type) {
    case oidc::GrantType::authorization_code:
      return redeem(request, *client, policy, visitor);
    case oidc::GrantType::refresh_token:
      return refresh(request, *client, policy, visitor);
    case oidc::GrantType::client_credentials:
      break;
  }
  return to_client(request, *client, policy);
}

base::Outcome<Tokens::Answer, TokenFault> Tokens::redeem(const oidc::TokenRequest& request,
                                                         const oidc::Client& client,
                                                         const oidc::SurfacePolicy& policy,
                                                         const Visitor& visitor) const {
  const std::optional<oidc::CodeGrant> code = oidc::open_code(ports_.sealer, request.code);
  const base::Instant now = ports_.clock.now();
  // Where it cannot be told whether another site has seen it, a code is not judged at all.
  if (code && !ports_.site.spends(code->site)) return base::fail(TokenFault::unavailable);
  Ground ground;
  if (code) {
    const auto look_here = [&] {
      return ports_.store.read([&](Transaction& transaction) {
        ground = look(transaction, ports_.site, code->grant, now);
        ground.family = transaction.families.find(code->grant.family);
      });
    };
    auto looked = look_here();
    // Who came in at another site a moment ago may not be known here yet.
    if (looked && !ground.stands()) {
      looked = ports_.store.catch_up();
      if (looked) looked = look_here();
    }
    if (!looked) return base::fail(TokenFault::unavailable);
  }
  const oidc::Standing standing{
      .person_active = ground.person && !ground.person->disabled && ground.link,
      .session_active = ground.session_alive,
      .valid_from = ground.person ? ground.person->valid_from : base::Instant{}};
  auto issue = oidc::redeem(code ? &*code : nullptr, request, client, standing, policy, now);
  if (!issue) {
    if (!ground.family || !may_hide_replay(issue.error())) return base::fail(issue.error());
    return base::fail(punish_replay(request, *code, visitor));
  }
  if (ground.family) return base::fail(punish_replay(request, *code, visitor));
  return spend(request, *code, *std::move(issue), client, policy, visitor);
}

base::Outcome<Tokens::Answer, TokenFault> Tokens::spend(
    const oidc::TokenRequest& request, const oidc::CodeGrant& code, oidc::Issue issue,
    const oidc::Client& client, const oidc::SurfacePolicy& policy, const Visitor& visitor) const {
  const base::Instant now = ports_.clock.now();
  const Family family = family_of(code, issue, now);
  const AuditEntry entry = audit_.entry(
      Event::code_redeemed, {.person = family.person, .app = family.app, .visitor = &visitor});
  Ground ground;
  bool inserted = false, is_ours = true;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    inserted = false;
    // While this waited, the site may have become an island: another may take the code, too.
    is_ours = ports_.site.spends(code.site);
    if (!is_ours) return Verdict::roll_back;
    ground = look(transaction, ports_.site, code.grant, now);
    if (!ground.stands()) return Verdict::roll_back;
    inserted = transaction.families.insert(family);
    if (!inserted) return Verdict::roll_back;
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done || !is_ours) return base::fail(TokenFault::unavailable);
  if (!ground.stands()) return base::fail(TokenFault::code_grant_ended);
  if (!inserted) return base::fail(punish_replay(request, code, visitor));

  const Bearer bearer{*std::move(ground.person), *std::move(ground.link)};
  const bool with_refresh = issue.refresh_expires_at.has_value();
  auto answer = sign(std::move(issue), &bearer, client, policy, false);
  if (answer && with_refresh) {
    answer->texts.refresh_token = oidc::make_refresh_token(ports_.sealer, family.id, 0);
  }
  return answer;
}

TokenFault Tokens::punish_replay(const oidc::TokenRequest& request, const oidc::CodeGrant& code,
                                 const Visitor& visitor) const {
  const oidc::Grant& grant = code.grant;
  // A code that is pinned to this site was used here and nowhere else.
  const bool is_pinned = !code.site.empty();
  if (!is_pinned && is_late(ports_.site, request, ports_.clock.now())) {
    return TokenFault::code_spent;  // and what it gave stands
  }
  const AuditEntry entry = audit_.entry(Event::code_replayed, {.outcome = "family_revoked",
                                                               .person = grant.person,
                                                               .app = grant.app.value(),
                                                               .visitor = &visitor});
  return end_family(grant.family, entry) ? TokenFault::code_spent : TokenFault::unavailable;
}

base::Outcome<Tokens::Answer, TokenFault> Tokens::refresh(const oidc::TokenRequest& request,
                                                          const oidc::Client& client,
                                                          const oidc::SurfacePolicy& policy,
                                                          const Visitor& visitor) const {
  const auto token = oidc::parse_refresh_token(ports_.sealer, request.refresh_token);
  bool is_level = false;
  for (int i = 0; i < kRefreshTries; ++i) {
    auto holding = look(ports_.store, token);
    if (!holding) return base::fail(TokenFault::unavailable);
    const base::Instant now = ports_.clock.now();  // looking may have waited for the sites
    std::optional<Family>& family = holding->family;
    const oidc::FamilyFacts facts = facts_of(family, ports_.site, now);
    // An island may not know of the newest generation.
    if (family && ports_.site.is_island() && token->generation > family->generation) {
      return base::fail(TokenFault::unavailable);
    }
    auto plan = oidc::decide_refresh(token ? &*token : nullptr, family ? &facts : nullptr, request,
                                     client, standing_of(*holding), policy, now);
    if (!plan && plan.error() == TokenFault::refresh_replayed) {
      if (is_late(ports_.site, request, now)) return base::fail(TokenFault::unavailable);
      const auto ended = end_family(family->id, replayed(audit_, *family, visitor));
      return base::fail(ended ? TokenFault::refresh_replayed : TokenFault::unavailable);
    }
    if (!plan) return base::fail(plan.error());
    // A row that lags may take what was used long ago for the one before the newest.
    if (plan->action == oidc::RefreshAction::repeat_successor && !is_level) {
      if (!ports_.store.catch_up()) return base::fail(TokenFault::unavailable);
      is_level = true;
      continue;
    }
    const bool on_island = ports_.site.is_island();
    if (on_island) leave_generation(*plan);
    const bool with_refresh = plan->action != oidc::RefreshAction::stay;
    base::Outcome<Answer, TokenFault> answer = base::fail(TokenFault::unavailable);
    const auto make_answer = [&] {
      oidc::Issue issue = plan->issue;
      issue.grant.scopes = effective_scopes(issue.grant.scopes, *holding->link, policy);
      const Bearer bearer{*std::move(holding->person), *std::move(holding->link)};
      answer = sign(std::move(issue), &bearer, client, policy, true);
      if (answer && with_refresh) {
        answer->texts.refresh_token =
            oidc::make_refresh_token(ports_.sealer, token->family, plan->generation);
      }
    };
    if (plan->action != oidc::RefreshAction::advance) {
      make_answer();
      return answer;
    }
    bool advanced = false;
    const auto advance = [&](Transaction& transaction) {
      advanced = transaction.families.advance(family->id, family->generation, now,
                                              *plan->issue.refresh_expires_at);
      return advanced ? Verdict::commit : Verdict::roll_back;
    };
    // Signing takes as long as the disk does. Nobody sees the answer before the write is durable.
    const auto done = ports_.store.write_beside(advance, make_answer);
    // It became an island while this waited, and does as islands do.
    if (!done && ports_.site.is_island() && !on_island) continue;
    if (!done) return base::fail(TokenFault::unavailable);
    if (advanced) return answer;
  }
  // So many at once of one family is no client's honest doing; none of them was wrong, though.
  return base::fail(TokenFault::rate_limited);
}

base::Outcome<Tokens::Answer, TokenFault> Tokens::to_client(
    const oidc::TokenRequest& request, const oidc::Client& client,
    const oidc::SurfacePolicy& policy) const {
  auto issue =
      oidc::grant_to_client(request, client, FamilyId{base::new_id(ports_.clock, ports_.entropy)},
                            policy, ports_.clock.now());
  if (!issue) return base::fail(issue.error());
  return sign(*std::move(issue), nullptr, client, policy, false);
}

}  // namespace haetae::accounts
