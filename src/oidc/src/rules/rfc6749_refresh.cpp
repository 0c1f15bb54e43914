// SPDX-License-Identifier: Apache-2.0
#include "grants.hpp"
#include "rows.hpp"

#include <algorithm>

namespace haetae::oidc::rules {
namespace {

using F = TokenFault;

TokenVerdict refuse_when(bool broken, F fault) {
  return broken ? TokenVerdict{fault} : std::nullopt;
}

}  // namespace

TokenVerdict refresh_given(const TokenAttempt& attempt) {
  return refuse_when(attempt.request->refresh_token.empty(), F::refresh_missing);
}

/// Also refuses a generation that is not there yet: the token is genuine, but this copy of the
/// store lags behind the one that made it. Nothing is revoked for that.
TokenVerdict refresh_ours(const TokenAttempt& attempt) {
  const bool ours = attempt.refresh != nullptr && attempt.family != nullptr &&
                    attempt.refresh->family == attempt.family->grant.family &&
                    attempt.refresh->generation <= attempt.family->generation;
  return refuse_when(!ours, F::refresh_bad);
}

TokenVerdict refresh_of_client(const TokenAttempt& attempt) {
  const bool own = may_use(*attempt.client, attempt.family->grant, attempt.policy);
  return refuse_when(!own, F::refresh_foreign);
}

TokenVerdict refresh_alive(const TokenAttempt& attempt) {
  return refuse_when(attempt.family->revoked, F::refresh_revoked);
}

TokenVerdict refresh_in_time(const TokenAttempt& attempt) {
  const auto& family = *attempt.family;
  const auto absolute = attempt.policy.refresh_absolute_max;
  const bool too_old = absolute.count() > 0 && attempt.now >= family.created_at + absolute;
  return refuse_when(too_old || attempt.now >= family.expires_at, F::refresh_expired);
}

/// The present generation, or the one before within the grace. Anything older was used and
/// replaced: somebody else has a copy.
TokenVerdict refresh_not_replayed(const TokenAttempt& attempt) {
  const auto& family = *attempt.family;
  if (attempt.refresh->generation == family.generation) return std::nullopt;
  const bool predecessor = attempt.refresh->generation + 1 == family.generation;
  const bool in_grace = attempt.now < family.advanced_at + kRefreshGrace;
  return refuse_when(!predecessor || !in_grace, F::refresh_replayed);
}

/// The epoch is compared with the family's beginning: a person who signed out everywhere, or whose
/// password changed, has no older grant left.
TokenVerdict refresh_grant_stands(const TokenAttempt& attempt) {
  const bool stands =
      attempt.standing->person_active && attempt.family->created_at >= attempt.standing->valid_from;
  return refuse_when(!stands, F::refresh_grant_ended);
}

TokenVerdict scope_not_wider(const TokenAttempt& attempt) {
  if (attempt.policy.scope_is_all_agreed) return std::nullopt;
  const auto list = parse_scope(attempt.request->scope, attempt.policy);
  const auto& granted = attempt.family->grant.scopes;
  const bool within =
      std::all_of(list.scopes.begin(), list.scopes.end(),
                  [&](const std::string& scope) { return contains(granted, scope); });
  return refuse_when(list.malformed || !within, F::scope_bad);
}

}  // namespace haetae::oidc::rules
