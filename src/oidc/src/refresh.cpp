// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/refresh.hpp"

#include "grants.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/oidc/rules.hpp"
#include "haetae/wire/base64url.hpp"
#include "pack.hpp"

#include <algorithm>
#include <limits>

namespace haetae::oidc {
namespace {

constexpr std::string_view kPurpose = "refresh";
constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kTokenLengthMax = 128;

/// What the MAC covers: family and generation, in the one form that they have.
std::string head_of(const FamilyId& family, std::uint32_t generation) {
  Packer out;
  out.squeezed(family.value());
  out.number(generation);
  return out.take();
}

std::string mac_of(const crypto::Sealer& sealer, const FamilyId& family, std::string_view head) {
  const auto key = sealer.derive(kPurpose, family.value());
  const auto mac = crypto::hmac_sha256(key, base::as_bytes(head));
  return std::string{base::as_text(mac).substr(0, kMacBytes)};
}

bool rotates(const FamilyFacts& family, const Client& client, const SurfacePolicy& policy,
             base::Instant now) {
  if (policy.rotation == Rotation::always || !is_confidential(client)) return true;
  return family.expires_at - now < kRefreshNearExpiry;
}

/// RFC 6749 §6: an answer may be narrowed; the grant itself stays.
Grant narrowed(Grant grant, std::string_view scope, const SurfacePolicy& policy) {
  if (policy.scope_is_all_agreed || scope.empty()) return grant;
  const auto asked = parse_scope(scope, policy).scopes;
  std::erase_if(grant.scopes, [&](const std::string& one) { return !contains(asked, one); });
  grant.with_id_token = grant.with_id_token && contains(grant.scopes, "openid");
  return grant;
}

}  // namespace

base::Instant refresh_expiry(const Client& client, const SurfacePolicy& policy,
                             base::Instant granted_at, base::Instant now) {
  const auto sliding = now + refresh_lifetime(client);
  if (policy.refresh_absolute_max.count() == 0) return sliding;
  return std::min<base::Instant>(sliding, granted_at + policy.refresh_absolute_max);
}

std::string make_refresh_token(const crypto::Sealer& sealer, const FamilyId& family,
                               std::uint32_t generation) {
  auto token = head_of(family, generation);
  token += mac_of(sealer, family, token);
  return wire::base64url_encode(base::as_bytes(token));
}

std::optional<RefreshToken> parse_refresh_token(const crypto::Sealer& sealer,
                                                std::string_view token) {
  if (token.size() > kTokenLengthMax) return std::nullopt;
  const auto bytes = wire::base64url_decode(token);
  if (!bytes || bytes->size() <= kMacBytes) return std::nullopt;
  const auto text = base::as_text(*bytes);
  const auto head = text.substr(0, text.size() - kMacBytes);
  Unpacker in{head};
  RefreshToken out{.family = FamilyId{in.squeezed()}};
  const auto generation = in.number();
  if (!in.finished() || !base::is_id(out.family.value()) ||
      generation > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  out.generation = static_cast<std::uint32_t>(generation);
  const auto mac = mac_of(sealer, out.family, head);
  if (!crypto::equal_constant_time(mac, text.substr(head.size()))) return std::nullopt;
  return out;
}

base::Outcome<RefreshPlan, TokenFault> decide_refresh(
    const RefreshToken* token, const FamilyFacts* family, const TokenRequest& request,
    const Client& client, const Standing& standing, const SurfacePolicy& policy,
    base::Instant now) {
  const rules::TokenAttempt attempt{.policy = policy,
                                    .credentials = request.credentials,
                                    .client = &client,
                                    .request = &request,
                                    .refresh = token,
                                    .family = family,
                                    .standing = &standing,
                                    .now = now};
  if (const auto fault = rules::judge(rules::grant_refresh, attempt)) return base::fail(*fault);
  RefreshPlan plan;
  plan.issue.grant = narrowed(family->grant, request.scope, policy);
  plan.issue.access_expires_at = now + access_lifetime(client);
  plan.generation = family->generation;
  if (token->generation != family->generation) {
    plan.action = RefreshAction::repeat_successor;
    plan.issue.refresh_expires_at = family->expires_at;
  } else if (rotates(*family, client, policy, now)) {
    plan.action = RefreshAction::advance;
    plan.generation = family->generation + 1;
    plan.issue.refresh_expires_at = refresh_expiry(client, policy, family->created_at, now);
  } else {
    plan.action = RefreshAction::stay;
  }
  return plan;
}

}  // namespace haetae::oidc
